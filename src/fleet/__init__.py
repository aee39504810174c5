"""Personas with lanes for fleets of AI agents: one spec, compiled into prompts, enforced by a guard, tested in CI."""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # type checkers read it as true; importing it from `typing` would take longer than the rest

if TYPE_CHECKING:  # what a type checker and an editor see; at run time a name is imported when it is asked for
    from fleet.checks import check
    from fleet.diagnostics import Diagnostic
    from fleet.errors import FleetError, LibraryError, PromptError, UnknownNameError
    from fleet.guard import Approval, Baton, Decision, Guard, Handoff, Ledger, Record
    from fleet.library import Library, load
    from fleet.prompts import Prompt, compile_prompt
    from fleet.relation import Relation, relate
    from fleet.routing import Leg, Route, Router
    from fleet.spec import Assist, Boundary, Context, Persona, Tool

_HOME = {
    "Approval": "fleet.guard",
    "Assist": "fleet.spec",
    "Baton": "fleet.guard",
    "Boundary": "fleet.spec",
    "Context": "fleet.spec",
    "Decision": "fleet.guard",
    "Diagnostic": "fleet.diagnostics",
    "FleetError": "fleet.errors",
    "Guard": "fleet.guard",
    "Handoff": "fleet.guard",
    "Ledger": "fleet.guard",
    "Leg": "fleet.routing",
    "Library": "fleet.library",
    "LibraryError": "fleet.errors",
    "Persona": "fleet.spec",
    "Prompt": "fleet.prompts",
    "PromptError": "fleet.errors",
    "Record": "fleet.guard",
    "Relation": "fleet.relation",
    "Route": "fleet.routing",
    "Router": "fleet.routing",
    "Tool": "fleet.spec",
    "UnknownNameError": "fleet.errors",
    "check": "fleet.checks",
    "compile_prompt": "fleet.prompts",
    "load": "fleet.library",
    "relate": "fleet.relation",
}

__all__ = [
    "Approval",
    "Assist",
    "Baton",
    "Boundary",
    "Context",
    "Decision",
    "Diagnostic",
    "FleetError",
    "Guard",
    "Handoff",
    "Ledger",
    "Leg",
    "Library",
    "LibraryError",
    "Persona",
    "Prompt",
    "PromptError",
    "Record",
    "Relation",
    "Route",
    "Router",
    "Tool",
    "UnknownNameError",
    "__version__",
    "check",
    "compile_prompt",
    "load",
    "relate",
]

__version__ = "0.1.0"


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
