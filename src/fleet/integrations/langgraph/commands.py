"""What a tool may tell the graph besides its answer: where to go is a handoff, and what the guard keeps is not its."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from langchain_core.messages import ToolMessage
from langgraph.types import Command, Send

from fleet.guard import Handoff
from fleet.integrations.langgraph.calls import Desk, refusal

_INSIDE = frozenset({"model", "tools", "__end__"})


def checked(
    answer: ToolMessage | Command[str], call: Mapping[str, object], desk: Desk, ours: frozenset[str]
) -> ToolMessage | Command[str]:
    """What a tool answered, without what it may not tell the graph; the model reads why.

    Going to another persona is a handoff from the one at work, in the lane that the update names as ``lane``. Going on
    inside the agent is none: each call that comes of it is decided.

    Args:
        answer: a message, a command, or a list of them.
        call: the call that was answered.
        desk: who decides.
        ours: the keys of the state that only the guard writes.
    """
    commands = [answer] if isinstance(answer, Command) else answer if isinstance(answer, list) else []
    for one in commands:
        if not isinstance(one, Command):
            continue
        for target in _targets(one):
            refused = _refused(one, target, desk)
            if refused is not None:
                return refusal(refused, call)
    if isinstance(answer, list):
        return [_own(one, ours) for one in answer]  # type: ignore[return-value]  # a tool node takes lists too
    return _own(answer, ours)


def _own(answer: ToolMessage | Command[str], ours: frozenset[str]) -> ToolMessage | Command[str]:
    if not isinstance(answer, Command) or answer.update is None:
        return answer
    update = answer.update if isinstance(answer.update, Mapping) else dict(answer._update_as_tuples())
    return replace(answer, update={name: value for name, value in update.items() if name not in ours})


def _targets(command: Command[str]) -> Iterator[str]:
    goto = command.goto
    for one in goto if isinstance(goto, list | tuple) else (goto,):
        name = one.node if isinstance(one, Send) else one
        if name:
            yield str(name)


def _refused(command: Command[str], target: str, desk: Desk) -> str | None:
    """Why the graph may not go there; None if it may."""
    if command.graph is None and target in _INSIDE:
        return None
    library = desk.guard.library
    everybody = (*library.personas, *library.parties)
    named = next((one for one in everybody if target in (one, one.replace("-", "_"))), target)
    update = command.update if isinstance(command.update, Mapping) else {}
    lane = update.get("lane")
    handoff = Handoff(desk.persona, named, lane if isinstance(lane, str) else None)
    decision = desk.guard.check_handoff(handoff, context=desk.context, ledger=desk.ledger)
    return None if decision else decision.explain()
