"""Handoffs of the OpenAI Agents SDK, each of which the guard decides where it is made."""

from __future__ import annotations

import json
from collections.abc import Sequence
from secrets import token_hex
from typing import Any

from fleet.diagnostics import quoted
from fleet.guard import Handoff as Transfer
from fleet.guard.arguments import MalformedError, arguments_of
from fleet.integrations.ever import lanes_for
from fleet.integrations.extras import needing
from fleet.integrations.work import Work

with needing("openai-agents", "agents"):
    from agents import Agent, FunctionTool, Handoff, RunContextWrapper, handoff
    from agents.items import TResponseOutputItem
    from agents.tool_context import ToolContext
    from openai.types.responses import ResponseFunctionToolCall

_TEXT = {"type": "string"}
_TEXTS = {"type": "array", "items": _TEXT}
_TRANSFER = "transfer_to_"


def guarded_handoff(work: Work, source: Agent[Any], target: Agent[Any]) -> Handoff[Any, Agent[Any]]:
    """A handoff that asks the guard; if it is refused the work stays where it is, and the model reads why."""
    refused: list[str] = []

    async def invoke(_: RunContextWrapper[Any], given: str) -> Agent[Any]:
        decision = work.hand_over(source.name, target.name, given)
        refused[:] = [] if decision else [decision.explain()]
        return target if decision else source

    made = handoff(
        target,
        tool_name_override=_tool_of(target.name),
        tool_description_override=f"Hand the work over to {quoted(target.name)}. {target.handoff_description}",
    )
    lanes = list(lanes_for(work.library, source.name, target.name))
    made.input_json_schema = _schema(lane={"type": "string", "enum": lanes})
    made.on_invoke_handoff = invoke
    accepted = made.get_transfer_message
    made.get_transfer_message = lambda agent: refused[0] if refused else accepted(agent)  # type: ignore[method-assign]
    return made


def exit_of(work: Work, persona: str) -> FunctionTool:
    """A tool that hands work over to a party, which is no agent: the agent that did says so to the person."""
    parties = work.library.parties
    lanes = [lane for party in parties for lane in lanes_for(work.library, persona, party)]

    async def invoke(_: ToolContext[Any], given: str) -> str:
        try:
            fields = arguments_of("handoff", given).thawed()
        except MalformedError:
            fields = {}
        decision = work.hand_over(persona, str(fields.pop("target", "")), fields)
        return "Handed over. Tell the person you are talking to." if decision else decision.explain()

    return FunctionTool(
        name="hand_over",
        description="Hand the work over to somebody outside of the fleet; what is in no lane has none.",
        params_json_schema=_schema(
            target={"type": "string", "enum": list(parties)}, lane={"type": ["string", "null"], "enum": [*lanes, None]}
        ),
        on_invoke_tool=invoke,
    )


def _schema(**choices: object) -> dict[str, Any]:
    """What a model may write into a handoff: closed choices, and the words of a baton."""
    fields = {**choices, "reason": _TEXT, "summary": _TEXT, "requests": _TEXTS, "references": _TEXTS}
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}


def transfer(owed: Transfer) -> ResponseFunctionToolCall:
    """The call of a handoff that a judged draft owes."""
    return ResponseFunctionToolCall(
        type="function_call",
        name=_tool_of(owed.target),
        call_id=f"fleet_{token_hex(12)}",
        arguments=json.dumps({"lane": owed.lane}),
    )


def is_transfer(item: TResponseOutputItem) -> bool:
    """Whether a model hands over with it."""
    return isinstance(item, ResponseFunctionToolCall) and item.name.startswith(_TRANSFER)


def goes_to(target: str, items: Sequence[TResponseOutputItem]) -> bool:
    """Whether the first of these is a handoff to somebody."""
    return any(isinstance(item, ResponseFunctionToolCall) and item.name == _tool_of(target) for item in items[:1])


def _tool_of(persona: str) -> str:
    return f"{_TRANSFER}{persona.replace('-', '_')}"
