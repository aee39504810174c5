"""Personas with lanes for fleets of AI agents: one spec, compiled into prompts, enforced by a guard, tested in CI."""

from __future__ import annotations

import logging
from importlib import import_module

_HOME = {
    "Assist": "fleet.spec",
    "Baton": "fleet.guard",
    "Boundary": "fleet.spec",
    "Context": "fleet.spec",
    "Decision": "fleet.guard",
    "Diagnostic": "fleet.diagnostics",
    "FleetError": "fleet.errors",
    "Guard": "fleet.guard",
    "Handoff": "fleet.guard",
    "Library": "fleet.library",
    "LibraryError": "fleet.errors",
    "Persona": "fleet.spec",
    "Prompt": "fleet.prompts",
    "PromptError": "fleet.errors",
    "Relation": "fleet.relation",
    "Tool": "fleet.spec",
    "UnknownNameError": "fleet.errors",
    "check": "fleet.checks",
    "compile_prompt": "fleet.prompts",
    "load": "fleet.library",
    "relate": "fleet.relation",
}

__all__ = [
    "Assist",
    "Baton",
    "Boundary",
    "Context",
    "Decision",
    "Diagnostic",
    "FleetError",
    "Guard",
    "Handoff",
    "Library",
    "LibraryError",
    "Persona",
    "Prompt",
    "PromptError",
    "Relation",
    "Tool",
    "UnknownNameError",
    "__version__",
    "check",
    "compile_prompt",
    "load",
    "relate",
]

__version__ = "0.1.0"

logging.getLogger(__name__).addHandler(logging.NullHandler())


def __getattr__(name: str) -> object:
    home = _HOME.get(name)
    if home is None:
        message = f"module `fleet` has no attribute `{name}`"
        raise AttributeError(message)
    value: object = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
