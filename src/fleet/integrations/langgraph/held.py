"""The request of a call, in which the guard stands before every tool."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from langchain_core.tools import BaseTool
from langgraph.prebuilt.tool_node import ToolCallRequest


@dataclass
class Held(ToolCallRequest):
    """A request in which every tool has the guard before it, also one that a middleware after the guard puts in.

    Attributes:
        guarded: puts the guard before a tool.
    """

    guarded: Callable[[BaseTool], BaseTool]

    def __post_init__(self) -> None:
        """Put the guard before the tool."""
        self._hold(self.tool)

    def __setattr__(self, name: str, value: object) -> None:
        """Put the guard before a tool that is put in."""
        super().__setattr__(name, value)
        if name == "tool" and hasattr(self, "guarded"):
            self._hold(self.tool)

    def _hold(self, tool: BaseTool | None) -> None:
        if tool is not None and not getattr(tool, "is_guarded", False):
            object.__setattr__(self, "tool", self.guarded(tool))
