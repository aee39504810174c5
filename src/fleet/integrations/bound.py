"""The tools of a framework, bound to those that a guard knows."""

from __future__ import annotations

from collections.abc import Mapping

from fleet.diagnostics import quoted
from fleet.errors import FleetError, UnknownNameError
from fleet.guard import Guard


def bound(guard: Guard, tools: Mapping[str, bool], names: Mapping[str, str]) -> dict[str, str]:
    """The framework's names of tools -> those of the library.

    Args:
        guard: whose tools are meant.
        tools: the framework's names, and whether each can be guarded.
        names: which of them the library calls otherwise.

    Raises:
        UnknownNameError: for a tool that the guard does not know.
        FleetError: for one that runs where no guard stands before it.
    """
    found = {}
    for name, guardable in tools.items():
        if not guardable:
            message = f"{quoted(name)} runs at the provider of the model, where no guard stands before it; leave it out"
            raise FleetError(message)
        found[name] = names.get(name, name)
        if found[name] not in guard.tools:
            raise UnknownNameError("tool", found[name], guard.tools)
    return found
