"""What a persona of a fleet sees of a conversation, and what the conversation keeps of what it did."""

from __future__ import annotations

from collections.abc import Sequence

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage

from fleet.integrations.langgraph.legs import NOTE


def seen_by(persona: str, messages: Sequence[AnyMessage]) -> list[AnyMessage]:
    """What was written and answered, and of calls and their answers those of the persona itself.

    What another persona looked up is not for everybody, and a model is confused by calls of tools that it has not.
    """
    answered = {one.tool_call_id for one in messages if isinstance(one, ToolMessage)}
    found: list[AnyMessage] = []
    calls: set[str | None] = set()
    for one in messages:
        if isinstance(one, HumanMessage):
            found.append(one)
        elif isinstance(one, AIMessage):
            ids = {call["id"] for call in one.tool_calls}
            if not ids or (one.name == persona and ids <= answered):
                found.append(one)
                calls |= ids
        elif isinstance(one, ToolMessage) and one.tool_call_id in calls:
            found.append(one)
    return found


def done_in(before: Sequence[AnyMessage], after: Sequence[AnyMessage]) -> tuple[list[AnyMessage], str]:
    """The calls that a persona made with their answers, and what it said at last."""
    known = {one.id for one in before}
    new = [one for one in after if one.id not in known and NOTE not in one.additional_kwargs]
    last = new[-1] if new else None
    if isinstance(last, AIMessage) and not last.tool_calls:
        return new[:-1], last.text.strip()
    return new, ""


def asked_in(messages: Sequence[AnyMessage]) -> tuple[list[str], list[str]]:
    """What the person wrote that is not answered yet, and what before that; oldest first."""
    new: list[str] = []
    before: list[str] = []
    answered = False
    for one in reversed(messages):
        if isinstance(one, AIMessage) and not one.tool_calls:
            answered = True
        elif isinstance(one, HumanMessage):
            (before if answered else new).insert(0, one.text)
    return new, before


def from_person(message: object) -> bool:
    """Whether somebody wrote it, and not a middleware or a fleet in somebody's name."""
    if not isinstance(message, HumanMessage):
        return False
    return NOTE not in message.additional_kwargs and "lc_source" not in message.additional_kwargs


def new_from_person(messages: Sequence[AnyMessage]) -> list[AnyMessage]:
    """What the person wrote since anybody else said something."""
    found: list[AnyMessage] = []
    for one in reversed(messages):
        if isinstance(one, AIMessage | ToolMessage):
            break
        if from_person(one):
            found.insert(0, one)
    return found
