"""What a tool may tell the graph besides its answer: where to go is a handoff, and what the guard keeps is not its."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from langchain_core.messages import ToolMessage
from langgraph.types import Command, Send

from fleet.guard import Handoff
from fleet.integrations.langgraph.desk import Desk, refusal

Answered = ToolMessage | Command[str] | list[ToolMessage | Command[str]]
"""What a tool answers with."""

_BY_HAND = "The answer of the tool would send the conversation elsewhere, which it may not; use `hand_over` for that."
_INSIDE = frozenset({"model", "tools", "__end__"})


class Ours(NamedTuple):
    """What a tool may not touch.

    Attributes:
        keys: the keys of the state that only the guard writes.
        inside: whether the agent works inside a fleet, which alone says where work goes.
    """

    keys: frozenset[str]
    inside: bool = False


def checked(answer: Answered, call: Mapping[str, object], desk: Desk, ours: Ours) -> Answered:
    """What a tool answered, without what it may not tell the graph; the model reads why.

    Going to another persona is a handoff from the one at work, in the lane that the update names as ``lane``. Going on
    inside the agent is none: each call that comes of it is decided.

    Args:
        answer: a message, a command, or a list of them.
        call: the call that was answered.
        desk: who decides.
        ours: what is not for tools.
    """
    commands = [answer] if isinstance(answer, Command) else answer if isinstance(answer, list) else []
    for one in commands:
        if not isinstance(one, Command):
            continue
        if ours.inside and one.graph is not None:
            return refusal(_BY_HAND, call)
        for target in _targets(one):
            refused = _refused(one, target, desk, ours)
            if refused is not None:
                return refusal(refused, call)
    if isinstance(answer, list):
        return [_own(one, ours.keys) for one in answer]
    return _own(answer, ours.keys)


def _own(answer: ToolMessage | Command[str], ours: frozenset[str]) -> ToolMessage | Command[str]:
    if not isinstance(answer, Command) or answer.update is None:
        return answer
    if isinstance(answer.update, Mapping):
        return replace(answer, update={name: one for name, one in answer.update.items() if name not in ours})
    pairs = answer.update if isinstance(answer.update, list | tuple) else ()
    if any(isinstance(one, tuple) and one and one[0] in ours for one in pairs):
        return replace(answer, update=[one for one in pairs if not (isinstance(one, tuple) and one[0] in ours)])
    return answer


def _targets(command: Command[str]) -> Iterator[str]:
    goto = command.goto
    for one in goto if isinstance(goto, list | tuple) else (goto,):
        name = one.node if isinstance(one, Send) else one
        if name:
            yield str(name)


def _refused(command: Command[str], target: str, desk: Desk, ours: Ours) -> str | None:
    """Why the graph may not go there; None if it may."""
    if command.graph is None and target in _INSIDE:
        return None
    if ours.inside:
        return _BY_HAND
    library = desk.guard.library
    everybody = (*library.personas, *library.parties)
    named = next((one for one in everybody if target in (one, one.replace("-", "_"))), target)
    update = command.update if isinstance(command.update, Mapping) else {}
    lane = update.get("lane")
    handoff = Handoff(desk.persona, named, lane if isinstance(lane, str) else None)
    decision = desk.guard.check_handoff(handoff, context=desk.context, ledger=desk.ledger)
    return None if decision else decision.explain()
