"""A library's guard with some of its protection taken away, to see what each part stops."""

from __future__ import annotations

from typing import Literal

from fleet import Guard, Library
from fleet.spec import Limit, Tool

Layer = Literal["lanes", "limits", "sources"]
LAYERS: tuple[Layer, ...] = ("lanes", "limits", "sources")
"""Lanes, conditions and schemas alone; limits on values as well; and where values come from: the whole library."""


def guard_of(library: Library, layer: Layer = "sources") -> Guard:
    """The guard of a library up to a layer."""
    return Guard(library, tools={name: _up_to(layer, tool) for name, tool in library.tools.items()})


def _up_to(layer: Layer, tool: Tool) -> Tool:
    if layer == "sources":
        return tool
    kept = {name: _sourceless(limit) for name, limit in tool.limits.items()} if layer == "limits" else {}
    return tool.model_copy(update={"limits": {name: limit for name, limit in kept.items() if _says_more(limit)}})


def _sourceless(limit: Limit) -> Limit:
    return limit.model_copy(update={"comes_from": None})


def _says_more(limit: Limit) -> bool:
    return bool(limit.model_dump(exclude_none=True, exclude={"optional"}))
