"""The guard of one persona as a middleware of `langchain.agents.create_agent`: told, shown, decided, judged."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple, cast

from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse
from langchain.agents.middleware.types import ExtendedModelResponse
from langchain_core.messages import AIMessage, BaseMessage, ToolMessage
from langchain_core.tools import BaseTool
from langgraph.prebuilt.tool_node import ToolCallRequest
from langgraph.types import Command

from fleet.diagnostics import quoted, suggestion
from fleet.errors import FleetError, UnknownNameError
from fleet.guard import Guard, Ledger
from fleet.guard.ledger import USER
from fleet.integrations.ever import ever_calls
from fleet.integrations.langgraph.calls import Passage
from fleet.integrations.langgraph.commands import Answered, Ours, checked
from fleet.integrations.langgraph.desk import Desk, refusal, which
from fleet.integrations.langgraph.filled import filled_in
from fleet.integrations.langgraph.held import Held
from fleet.integrations.langgraph.quiet import held_back
from fleet.integrations.langgraph.replies import Draft, Honest, honest
from fleet.integrations.langgraph.state import LaneState
from fleet.integrations.langgraph.telling import Telling
from fleet.integrations.langgraph.tool_names import known_names, meant
from fleet.integrations.langgraph.view import from_person, new_from_person
from fleet.library import Library
from fleet.memory import Journal
from fleet.spec import Context

Told = Context | Callable[[], Context]


class _Call(NamedTuple):
    """A call with what guards it: the request to run, the desk, and how long its ledger was before."""

    request: ToolCallRequest
    desk: Desk
    before: int


class LaneMiddleware(AgentMiddleware[LaneState, Any, Any]):
    """Holds an agent of `create_agent` to the lanes of one persona.

    It puts the compiled prompt before the conversation, shows the tools that the persona may ever call, decides each
    call again where it runs, stops the graph with an `interrupt` where a human has to decide, and judges what the agent
    says before anybody reads it. Its place among other middleware does not matter: what they make of a call, its
    arguments or its tool, is what is decided.

    Args:
        guard: the guard, or the library that one is made for.
        persona: whose lanes.
        context: what is known about the work, or a function that says so at each step; without it, the ``context`` that
            the agent is called with, if that is one.
        ledger: what the conversation did, for a host that keeps it; without it the agent's state keeps it.
        names: LangChain's name -> the library's, where they differ in more than dots.
        variables: values for the variables of the library's texts, such as the company.
        journal: what the persona keeps in mind about the account, if it is one that does; the brief stands in the part
            of the prompt that changes. The tools that write it are of `memory_tools`.

    Raises:
        UnknownNameError: for a persona that the library does not have.
        FleetError: when the agent starts with a tool on which no guard can decide.

    >>> import fleet
    >>> LaneMiddleware(fleet.load(), persona="support-agent").name
    'LaneMiddleware[support-agent]'
    """

    state_schema = LaneState
    _ours = Ours(frozenset({"ledger", "owed"}))

    def __init__(  # noqa: PLR0913  a host says each of them once
        self,
        guard: Guard | Library,
        *,
        persona: str,
        context: Told | None = None,
        ledger: Ledger | Callable[[], Ledger] | None = None,
        names: Mapping[str, str] | None = None,
        variables: Mapping[str, str] | None = None,
        journal: Journal | None = None,
    ) -> None:
        super().__init__()
        self.tools = []
        self.guard = guard if isinstance(guard, Guard) else Guard(guard)
        self.library = self.guard.library
        self.persona = persona
        self._context = context if context is None or callable(context) else _at_work(context, persona)
        self._ledger = ledger
        self._names = names
        self._variables = dict(variables or {})
        self._telling = Telling(self.library, persona, self._variables, journal)
        self._known: dict[str, str] = {}
        self._filled: dict[int, tuple[BaseTool, frozenset[str]]] = {}

    @property
    def name(self) -> str:
        """Names the nodes of the graph; one agent has one middleware of a persona."""
        return f"{type(self).__name__}[{self.persona}]"

    def wrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], ModelResponse[Any]]
    ) -> ModelResponse[Any] | ExtendedModelResponse[Any]:
        """Tell, show, and judge what is said."""
        told = self._told(request)
        with held_back():
            response = handler(told)
        return self._heard(request, response)

    async def awrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], Awaitable[ModelResponse[Any]]]
    ) -> ModelResponse[Any] | ExtendedModelResponse[Any]:
        """Tell, show, and judge what is said, without blocking the event loop."""
        told = self._told(request) if self._telling.journal is None else await asyncio.to_thread(self._told, request)
        with held_back():
            response = await handler(told)
        return await asyncio.to_thread(self._heard, request, response)

    def wrap_tool_call(
        self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], ToolMessage | Command[str]]
    ) -> ToolMessage | Command[str]:
        """Let a call run behind the guard."""
        call = self._call(request)
        if isinstance(call, ToolMessage):
            return call
        return cast("ToolMessage | Command[str]", self._ended(call, handler(call.request)))

    async def awrap_tool_call(
        self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], Awaitable[ToolMessage | Command[str]]]
    ) -> ToolMessage | Command[str]:
        """Let a call run behind the guard."""
        call = self._call(request)
        if isinstance(call, ToolMessage):
            return call
        return cast("ToolMessage | Command[str]", self._ended(call, await handler(call.request)))

    # what a fleet does in its own way

    def _known_context(self, state: Mapping[str, object], runtime: object) -> Context:  # noqa: ARG002  for a fleet
        given = self._context() if callable(self._context) else self._context
        said = getattr(runtime, "context", None)
        context = given if given is not None else said if isinstance(said, Context) else Context()
        return _at_work(context, self.persona)

    def _passage(self, request: ToolCallRequest, tool: BaseTool, desk: Desk) -> BaseTool:  # noqa: ARG002  for a fleet
        if id(tool) not in self._filled:
            self._filled[id(tool)] = (tool, filled_in(tool))
        return Passage.model_construct(
            name=tool.name,
            description=tool.description,
            args_schema=tool.args_schema,
            response_format=tool.response_format,
            return_direct=tool.return_direct,
            metadata=tool.metadata,
            tags=tool.tags,
            inner=tool,
            desk=desk,
            known_as=self._known_as(tool),
            filled=self._filled[id(tool)][1],
        )

    def _may_ever(self, tool: BaseTool) -> bool:
        return ever_calls(self.library, self.persona, self.guard.tools[self._known_as(tool)])

    def _noted(self, request: ModelRequest[Any]) -> dict[str, object]:
        """What the state, or the ledger of the host, gets to know of what the person wrote."""
        texts = [one.text for one in new_from_person(request.state["messages"])]
        if self._ledger is None:
            return {"ledger": [{"kind": "heard", "text": text} for text in texts]} if texts else {}
        ledger = self._ledger_of({})
        for text in texts:
            if text not in ledger.texts(USER):
                ledger.heard(text)
        return {}

    def _redirected(self, said: Honest, draft: Draft, request: ModelRequest[Any]) -> dict[str, object]:  # noqa: ARG002
        """What the state keeps of a reply that was for somebody else: whom the host owes it to."""
        owed = [
            {"lane": one.lane, "owner": one.owner, "request": draft.incoming or "", "said": list(one.evidence)}
            for one in said.refusals
            if one.outcome == "redirect"
        ]
        return {"owed": owed} if owed else {}

    # the prompt and the tools

    def _told(self, request: ModelRequest[Any]) -> ModelRequest[Any]:
        context = self._known_context(request.state, request.runtime)
        system = self._telling.message(context, request.system_message)
        return request.override(system_message=system, tools=self._shown(request.tools))

    def _shown(self, tools: Sequence[BaseTool | dict[str, object]]) -> list[BaseTool | dict[str, object]]:
        found: list[BaseTool | dict[str, object]] = []
        for tool in tools:
            if isinstance(tool, dict):
                name = tool.get("name") or tool.get("type")
                message = f"the tool {quoted(name)} runs where the model runs, and no guard can stand before it"
                raise FleetError(message)
            if self._may_ever(tool):
                found.append(tool)
        return found

    def _known_as(self, tool: BaseTool) -> str:
        if tool.name not in self._known:
            self._known.update(known_names([tool], self.guard.tools, self._names))
        return self._known[tool.name]

    # one call

    def _call(self, request: ToolCallRequest) -> _Call | ToolMessage:
        """The call with the guard before its tool, or what the model reads if there is no such tool."""
        state = request.state if isinstance(request.state, Mapping) else {}
        context = self._known_context(state, request.runtime)
        call, tool = request.tool_call, request.tool
        if tool is None:
            return self._unknown(call, context)
        configurable = request.runtime.config.get("configurable", {})
        thread = configurable.get("thread_id")
        ledger = self._ledger_of(state)
        place = None
        if thread is not None and self._ledger is None:
            place = f"{thread} {ledger.step} {which(state, call)}"
        desk = Desk(self.guard, self.persona, context, ledger, place, can_ask=thread is not None)

        def guarded(tool: BaseTool) -> BaseTool:
            return self._passage(request, tool, desk)

        try:
            held = Held(call, tool, request.state, request.runtime, guarded)
        except UnknownNameError as error:
            return refusal(f"Refused. {error}.", call)
        return _Call(held, desk, len(ledger.entries))

    def _unknown(self, call: Mapping[str, object], context: Context) -> ToolMessage:
        """What the model reads for a tool that this agent does not have; decided if the persona never may."""
        name = str(call.get("name"))
        tool = meant(name, self.guard.tools, self._names)
        if tool is None or not ever_calls(self.library, self.persona, self.guard.tools[tool]):
            args = call.get("args")
            decision = self.guard.check_call(
                self.persona, tool or name, args if isinstance(args, Mapping | str) else {}, context=context
            )
            return refusal(decision.explain(), call)
        known = [one for one in self._known if one != name]
        return refusal(f"Refused. No tool is named {quoted(name)} here; {suggestion(name, known)}.", call)

    def _ended(self, call: _Call, answer: Answered) -> Answered:
        """What a call answered, with what the ledger has more of now; where it would send the graph is checked.

        A tool node also takes a list of answers, which the types of LangChain do not say.
        """
        desk = call.desk
        answer = checked(answer, call.request.tool_call, desk, self._ours)
        ledger = desk.ledger.data()[call.before :] if self._ledger is None else []
        more = {name: found for name, found in (("ledger", ledger), ("passed", desk.passed)) if found}
        if not more:
            return answer
        if isinstance(answer, ToolMessage):
            return Command(update={"messages": [answer], **more})
        if isinstance(answer, Command) and answer.graph is None and isinstance(answer.update, dict):
            return replace(answer, update={**answer.update, **more})
        rest = answer if isinstance(answer, list) else [answer]
        return [*rest, Command(update=more)]

    def _ledger_of(self, state: Mapping[str, object]) -> Ledger:
        if self._ledger is not None:
            return self._ledger() if callable(self._ledger) else self._ledger
        kept = state.get("ledger")
        return Ledger.of(kept if isinstance(kept, list) else [])

    # one reply

    def _heard(
        self, request: ModelRequest[Any], response: ModelResponse[Any]
    ) -> ModelResponse[Any] | ExtendedModelResponse[Any]:
        """The answer of the model, with what may be said of it; what it says beside its calls is judged too."""
        more = self._noted(request)
        result: list[BaseMessage] = []
        for one in response.result:
            if not isinstance(one, AIMessage) or not one.text.strip():
                result.append(one)
                continue
            answer, draft = self._judged(request, one)
            text = "" if one.tool_calls else answer.text
            result.append(one.model_copy(update={"content": text}) if answer.refusals else one)
            if answer.refusals and text:
                more |= self._redirected(answer, draft, request)
        judged = replace(response, result=result)
        return ExtendedModelResponse(judged, Command(update=more)) if more else judged

    def _judged(self, request: ModelRequest[Any], message: AIMessage) -> tuple[Honest, Draft]:
        context = self._known_context(request.state, request.runtime)
        incoming = next((one.text for one in reversed(request.messages) if from_person(one)), None)
        draft = Draft(self.persona, message.text, incoming, context, self._ledger_of(request.state))
        return honest(self.guard, draft, self._variables), draft


def _at_work(context: Context, persona: str) -> Context:
    return context if context.current is not None else context.model_copy(update={"current": persona})
