"""Agents that are named on a command line, as ``package.module:function``."""

from __future__ import annotations

import importlib

from fleet.diagnostics import quoted
from fleet.errors import FleetError
from fleet.testing.agents.agent import Build


def agent_factory(name: str) -> Build:
    """Import what builds the agents: a function from a persona's class to its agent.

    Args:
        name: ``package.module:function``.

    Raises:
        FleetError: if the name is none, or nothing that can be called stands there. What the module itself raises
            while it is imported comes through.

    >>> agent_factory("fleet.testing.language:Reply")("Good day").text
    'Good day'
    """
    module, colon, function = name.partition(":")
    if not colon or not module or not function:
        message = f"{quoted(name)} names no function; write `package.module:function`"
        raise FleetError(message)
    try:
        home = importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{module}.".startswith(f"{error.name}."):
            raise
        message = f"there is no module {quoted(module)} to import; is its folder on the path?"
        raise FleetError(message) from None
    build: object = getattr(home, function, None)
    if not callable(build):
        message = f"{quoted(module)} has no function {quoted(function)}"
        raise FleetError(message)
    return build
