"""How far a conversation with a fleet came, as its last checkpoint has it: for whoever goes on with it."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple, cast

from langchain_core.messages import AIMessage, HumanMessage

from fleet.integrations.langgraph.state import FleetState
from fleet.integrations.langgraph.watched import Reply, Watched, is_question
from fleet.spec import Context


class Standing(NamedTuple):
    """How far a conversation came.

    Attributes:
        context: what was known about the work of the last message.
        at: when the last step was stored.
        current: who had the work last; None if nobody had.
        heard: what the person wrote, oldest first.
        reply: the answer to the last message; None if it has none yet.
        open: whether something is left to do before there is an answer.
        waits: how many calls wait for a human.
    """

    context: Context
    at: datetime
    current: str | None
    heard: tuple[str, ...]
    reply: Reply | None
    open: bool
    waits: int


def standing(watched: Watched) -> Standing | None:
    """How far a conversation came; None if there is none of that name yet."""
    found = watched.fleet.get_state(watched.config)
    if found.created_at is None:
        return None
    state = cast("FleetState", found.values)
    messages = state.get("messages", [])
    is_open = bool(found.tasks)
    last = messages[-1] if messages and not is_open else None
    return Standing(
        context=Context.model_validate(state.get("context", {})),
        at=datetime.fromisoformat(found.created_at),
        current=state.get("current"),
        heard=tuple(one.text for one in messages if isinstance(one, HumanMessage)),
        reply=_reply(last) if isinstance(last, AIMessage) else None,
        open=is_open,
        waits=sum(map(is_question, found.interrupts)),
    )


def _reply(message: AIMessage) -> Reply:
    return Reply(tuple(message.additional_kwargs.get("fleet_personas", ())), message.text)
