"""A fleet on LangGraph, and the guard of one persona in an agent that is there already."""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # as in `fleet`: a type checker reads it as true

if TYPE_CHECKING:
    from fleet.integrations.langgraph.graph import build_fleet
    from fleet.integrations.langgraph.interrupts import approve, reject
    from fleet.integrations.langgraph.middleware import LaneMiddleware

_HOME = {"LaneMiddleware": "middleware", "approve": "interrupts", "build_fleet": "graph", "reject": "interrupts"}

__all__ = ["LaneMiddleware", "approve", "build_fleet", "reject"]


def __getattr__(name: str) -> object:
    home = _HOME.get(name)
    if home is None:
        message = f"module `{__name__}` has no attribute `{name}`"
        raise AttributeError(message)
    value: object = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value
