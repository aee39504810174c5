"""What an agent did with a turn: what it said, which tools it called, to whom it handed over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MadeCall:
    """A call that an agent made, whether it was allowed or not.

    Attributes:
        tool: the tool's name.
        args: its arguments: a mapping, or JSON text of one.
    """

    tool: str
    args: Mapping[str, object] | str


@dataclass(frozen=True, slots=True)
class Reply:
    """An agent's answer to one turn; an empty one did nothing at all.

    Attributes:
        text: what it said.
        calls: the tools that it called on the way, in order.
        handoff_to: the persona or party that it handed the conversation to; None if it kept it.
    """

    text: str = ""
    calls: tuple[MadeCall, ...] = ()
    handoff_to: str | None = None
