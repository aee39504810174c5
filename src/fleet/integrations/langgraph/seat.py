"""One persona's agent inside a fleet: its middleware works on the piece of work at hand, and can hand it over."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any, cast

from langchain.agents.middleware import ModelRequest
from langchain_core.messages import AIMessage, ToolMessage
from langchain_core.tools import BaseTool
from langgraph.errors import GraphBubbleUp
from langgraph.prebuilt.tool_node import ToolCallRequest
from langgraph.types import Command

from fleet.errors import FleetError
from fleet.guard import Guard, Handoff
from fleet.integrations.langgraph.commands import Ours
from fleet.integrations.langgraph.desk import Desk, refusal
from fleet.integrations.langgraph.handoffs import (
    HAND_OVER,
    Counter,
    HandoffPassage,
    handed_over,
    handoff_tool,
)
from fleet.integrations.langgraph.legs import Leg
from fleet.integrations.langgraph.middleware import LaneMiddleware
from fleet.integrations.langgraph.replies import Draft, Honest
from fleet.integrations.langgraph.state import LaneState, SeatState
from fleet.log import logger
from fleet.memory import Journal
from fleet.spec import Context

_log = logger(__name__)
_LONGEST = 300


class Seat(LaneMiddleware):
    """`LaneMiddleware` for a persona of a fleet; what it knows of the work stands in the state, as the fleet wrote it.

    Args:
        guard: the guard of the fleet.
        persona: whose seat.
        names: LangChain's name -> the library's.
        variables: values for the variables of the library's texts.
        journal: what the persona keeps in mind about accounts.
    """

    state_schema = cast("type[LaneState]", SeatState)
    _ours = Ours(frozenset({"ledger", "leg", "passed"}), inside=True)

    def __init__(
        self,
        guard: Guard,
        *,
        persona: str,
        names: Mapping[str, str] | None = None,
        variables: Mapping[str, str] | None = None,
        journal: Journal | None = None,
    ) -> None:
        super().__init__(guard, persona=persona, names=names, variables=variables, journal=journal)
        self.tools = [handoff_tool(self.library, persona)]

    def _noted(self, request: ModelRequest[Any]) -> dict[str, object]:  # noqa: ARG002  as in any agent
        """Nothing: the fleet notes what the person wrote."""
        return {}

    def _known_context(self, state: Mapping[str, object], runtime: object) -> Context:
        said = getattr(runtime, "context", None)
        known = said if isinstance(said, Context) else Context()
        return _leg(state, self.persona).context(self.library, known)

    def _may_ever(self, tool: BaseTool) -> bool:
        return tool.name == HAND_OVER or super()._may_ever(tool)

    def _passage(self, request: ToolCallRequest, tool: BaseTool, desk: Desk) -> BaseTool:
        if tool.name != HAND_OVER:
            return super()._passage(request, tool, desk)
        counter = self._counter(request.state, desk, first=_is_first(request.state, request.tool_call.get("id")))
        return HandoffPassage.model_construct(
            name=HAND_OVER,
            description=tool.description,
            args_schema=tool.args_schema,
            counter=counter,
            made=desk.passed,
        )

    def wrap_tool_call(
        self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], ToolMessage | Command[str]]
    ) -> ToolMessage | Command[str]:
        """Let a call run behind the guard; one that fails is an answer, so that other work goes on."""
        try:
            return super().wrap_tool_call(request, handler)
        except (GraphBubbleUp, FleetError):
            raise
        except Exception as error:  # noqa: BLE001  a tool may raise anything
            return _failed(request, error)

    async def awrap_tool_call(
        self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], Awaitable[ToolMessage | Command[str]]]
    ) -> ToolMessage | Command[str]:
        """Let a call run behind the guard; one that fails is an answer, so that other work goes on."""
        try:
            return await super().awrap_tool_call(request, handler)
        except (GraphBubbleUp, FleetError):
            raise
        except Exception as error:  # noqa: BLE001  a tool may raise anything
            return _failed(request, error)

    def _counter(self, state: Mapping[str, object], desk: Desk, *, first: bool) -> Counter:
        passed = state.get("passed")
        legs = [Leg.of(one) for one in passed] if isinstance(passed, list) else []
        return Counter(self.guard, _leg(state, self.persona), desk.context, legs, desk.ledger, first)

    def _redirected(self, said: Honest, draft: Draft, request: ModelRequest[Any]) -> dict[str, object]:
        """A reply that did somebody else's work becomes a handoff of that work, unless it was handed over already."""
        desk = Desk(self.guard, self.persona, draft.context, draft.ledger, None, can_ask=False)
        counter = self._counter(cast("Mapping[str, object]", request.state), desk, first=True)
        before = len(draft.ledger.entries)
        found: list[Leg] = []
        for one in said.refusals:
            lanes = {leg.lane for leg in (*counter.passed, *found)}
            if one.outcome != "redirect" or one.owner is None or one.lane in lanes:
                continue
            requests = [draft.incoming[:_LONGEST]] if draft.incoming else []
            handoff = Handoff(self.persona, one.owner, one.lane, "", {"requests": requests})
            leg = handed_over(replace(counter, passed=(*counter.passed, *found)), handoff)
            if isinstance(leg, Leg):
                found.append(leg)
        if not found:
            return {}
        return {"passed": [leg.data() for leg in found], "ledger": draft.ledger.data()[before:]}


def _leg(state: Mapping[str, object], persona: str) -> Leg:
    """The work at hand; an agent without any has nothing to hand over."""
    data = state.get("leg")
    return Leg.of(data) if isinstance(data, Mapping) else Leg(persona, None)


def _failed(request: ToolCallRequest, error: Exception) -> ToolMessage:
    """What a model reads of a call that failed; what the error says may not be for it."""
    _log.error("the tool %s failed", request.tool_call["name"], exc_info=error)
    return refusal(f"The call failed ({type(error).__name__}), and did not do its work. Say so.", request.tool_call)


def _is_first(state: object, call: object) -> bool:
    """Whether a call is the first handoff of the last message of the model."""
    messages: list[object] = list(state.get("messages", ())) if isinstance(state, Mapping) else []
    last = next((one for one in reversed(messages) if isinstance(one, AIMessage)), None)
    ids = [one["id"] for one in last.tool_calls if one["name"] == HAND_OVER] if last is not None else []
    return not ids or ids[0] == call
