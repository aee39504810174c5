"""Guarded agents of the OpenAI Agents SDK: compiled instructions, and calls, handoffs and replies asked about first."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import timedelta
from inspect import isawaitable
from secrets import token_hex
from typing import Any

from fleet.diagnostics import quoted
from fleet.guard import Handoff as Transfer
from fleet.guard.arguments import MalformedError, arguments_of
from fleet.integrations.bound import bound
from fleet.integrations.ever import lanes_for, tools_for
from fleet.integrations.extras import needing
from fleet.integrations.work import Work
from fleet.prompts import Wording, compile_prompt, values_for

with needing("openai-agents", "agents"):
    from agents import (
        Agent,
        FunctionTool,
        GuardrailFunctionOutput,
        Handoff,
        Model,
        ModelResponse,
        ModelSettings,
        MultiProvider,
        OutputGuardrail,
        RunConfig,
        RunContextWrapper,
        RunState,
        Tool,
        ToolApprovalItem,
        ToolExecutionConfig,
        ToolGuardrailFunctionOutput,
        ToolInputGuardrail,
        ToolInputGuardrailData,
        handoff,
    )
    from agents.items import TResponseOutputItem, TResponseStreamEvent
    from agents.tool import maybe_invoke_function_tool_failure_error_function as said_of_failure
    from agents.tool import set_function_tool_failure_error_function as with_failures
    from agents.tool_context import ToolContext
    from openai.types.responses import (
        ResponseCompletedEvent,
        ResponseFailedEvent,
        ResponseFunctionToolCall,
        ResponseIncompleteEvent,
        ResponseOutputMessage,
        ResponseOutputText,
    )

_TEXT = {"type": "string"}
_TEXTS = {"type": "array", "items": _TEXT}
_TRANSFER = "transfer_to_"
_ENDS = (ResponseCompletedEvent, ResponseIncompleteEvent, ResponseFailedEvent)
_BEGINNINGS = ("response.created", "response.in_progress")


def guarded_agents(
    work: Work,
    *,
    model: Model | str | None = None,
    model_settings: ModelSettings | None = None,
    tools: Sequence[Tool] = (),
    names: Mapping[str, str] | None = None,
    variables: Mapping[str, str] | None = None,
) -> dict[str, Agent[Any]]:
    """Return class -> agent for every persona of the library, all of them at one piece of work.

    Every call, handoff and reply is decided before it happens, whatever way the agents are run. Run them with
    `run_config`, beginning with the agent that has the work.

    Args:
        work: the work, and the guard.
        model: the model of all agents, or its name.
        model_settings: how the model is asked.
        tools: function tools of the host; each agent gets those that its persona may ever call.
        names: the SDK's name of a tool -> the library's, where they differ.
        variables: values for the variables of the library's texts, such as the company.

    Raises:
        UnknownNameError: for a tool or a variable that the library does not have.
        FleetError: for a tool that runs at the provider of the model.

    >>> import fleet
    >>> agents = guarded_agents(Work(fleet.Guard(fleet.load())))
    >>> [tool.name for tool in agents["support-agent"].tools], len(agents["support-agent"].handoffs)
    (['hand_over'], 10)
    """
    library = work.library
    wording = Wording(library, values_for(library, variables or {}))
    known = bound(work.guard, {tool.name: isinstance(tool, FunctionTool) for tool in tools}, names or {})
    functions = [tool for tool in tools if isinstance(tool, FunctionTool)]
    agents: dict[str, Agent[Any]] = {}
    for persona, spec in library.items():
        mine = tools_for(work.guard, persona)
        fitting = [tool for tool in functions if known[tool.name] in mine]
        agents[persona] = Agent(
            name=persona,
            handoff_description=f"{wording.title(persona)}. {wording.line(spec.summary)}",
            instructions=_Instructions(work, variables),
            model=LaneModel(model, work, persona),
            model_settings=model_settings or ModelSettings(),
            tools=[*(_guarded(tool, work, persona, known[tool.name]) for tool in fitting), _exit(work, persona)],
            output_guardrails=[OutputGuardrail(_Judged(work), name="fleet")],
        )
    for persona, agent in agents.items():
        others = [other for name, other in agents.items() if name != persona and lanes_for(library, persona, name)]
        agent.handoffs = [_handoff(work, agent, other) for other in others]
    return agents


def run_config() -> RunConfig:
    """How to run the agents: a tool that an agent does not have is an error to its model, and no two share a name.

    >>> run_config().tool_not_found_behavior
    'return_error_to_model'
    """
    return RunConfig(
        tool_not_found_behavior="return_error_to_model",
        tool_name_collision_policy="error",
        tool_execution=ToolExecutionConfig(pre_approval_tool_input_guardrails=True),
    )


def approve(
    work: Work,
    state: RunState[Any],
    item: ToolApprovalItem,
    *,
    by: str,
    names: Mapping[str, str] | None = None,
    expires: timedelta = timedelta(hours=1),
) -> None:
    """Say a human's yes to a call that interrupted a run, for this call alone. Without it the call does not run.

    Args:
        work: the work.
        state: the state of the run, from its result.
        item: one of its interruptions.
        by: who says yes, as the host names people.
        names: as in `guarded_agents`.
        expires: how long the yes holds.

    Raises:
        FleetError: if nobody says yes.
    """
    tool = (names or {}).get(item.name or "", item.name or "")
    work.approve(item.agent.name, tool, item.arguments or "", call=item.call_id or "", by=by, expires=expires)
    state.approve(item)


class LaneModel(Model):
    """A model whose drafts are judged before anybody sees them; a stream is given on when it is whole.

    Args:
        inner: the model that is asked, or its name.
        work: the work.
        persona: who speaks.
    """

    def __init__(self, inner: Model | str | None, work: Work, persona: str) -> None:
        self._inner = inner
        self._work = work
        self._persona = persona

    async def get_response(self, *args: Any, **kwargs: Any) -> ModelResponse:
        """Ask the model, and judge what it says."""
        response = await self._asked().get_response(*args, **kwargs)
        return replace(response, output=self._judged(response.output))

    async def stream_response(self, *args: Any, **kwargs: Any) -> AsyncIterator[TResponseStreamEvent]:
        """Ask the model, and give on its events when what it says is judged; if it is not said, the answer is one."""
        events = [event async for event in self._asked().stream_response(*args, **kwargs)]
        changed = not any(isinstance(event, _ENDS) for event in events)  # what broke off was judged by nobody
        for at, event in enumerate(events):
            if isinstance(event, _ENDS):
                output = self._judged(event.response.output)
                changed = changed or output != event.response.output
                whole = event.response.model_copy(update={"output": output})
                events[at] = event.model_copy(update={"response": whole})
        for event in events:
            if not changed or isinstance(event, _ENDS) or event.type in _BEGINNINGS:
                yield event

    async def close(self) -> None:
        """Close the model."""
        await self._asked().close()

    async def _cleanup_on_run_end(self, owner: object) -> None:
        await self._asked()._cleanup_on_run_end(owner)  # noqa: SLF001  the runner calls it on the model it knows

    def _asked(self) -> Model:
        if not isinstance(self._inner, Model):
            self._inner = MultiProvider().get_model(self._inner)
        return self._inner

    def _judged(self, output: Sequence[TResponseOutputItem]) -> list[TResponseOutputItem]:
        """What a model said, with the truth in the place of a draft that is refused."""
        messages = [item for item in output if isinstance(item, ResponseOutputMessage)]
        drafts = [draft for draft in map(_text, messages) if draft]
        if not drafts:
            return list(output)
        said = self._work.reply(self._persona, *drafts)
        if said.allowed:
            return list(output)
        first = next(message for message in messages if _text(message))
        honest = ResponseOutputText(type="output_text", text=said.text, annotations=[])
        told = first.model_copy(update={"content": [honest]})
        left: list[TResponseOutputItem] = [
            told if item is first else item for item in output if item is first or item not in messages
        ]
        theirs = next((at for at, item in enumerate(left) if _is_transfer(item)), len(left))
        if said.handoff is not None and not _goes_to(said.handoff.target, left[theirs:]):
            left.insert(theirs, _transfer(said.handoff))  # before theirs, for only the first one is done
        return left


class _Instructions:
    """The instructions of an agent, compiled for what is known now; an agent without the work gets none and stops."""

    def __init__(self, work: Work, variables: Mapping[str, str] | None) -> None:
        self._work = work
        self._variables = variables

    def __call__(self, _run: RunContextWrapper[Any], agent: Agent[Any]) -> str:
        self._work.take(agent.name)
        work = self._work
        return compile_prompt(work.library, agent.name, variables=self._variables, context=work.context).text


class _Judged:
    """Stops a run whose answer no `LaneModel` has judged, as when the host gives the run another model."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def __call__(self, _run: RunContextWrapper[Any], _agent: Agent[Any], answer: object) -> GuardrailFunctionOutput:
        unjudged = bool(answer) and not self._work.passed(str(answer))
        return GuardrailFunctionOutput(output_info={"judged": not unjudged}, tripwire_triggered=unjudged)


def _guarded(tool: FunctionTool, work: Work, persona: str, known_as: str) -> FunctionTool:
    """A tool that asks the guard before it runs, and writes down how it ended; a refusal is its answer."""
    inner = with_failures(copy(tool), None)  # which raises, so that a failure is not taken for an answer

    async def invoke(run: ToolContext[Any], given: str) -> object:
        decision = work.start(persona, known_as, given, call=run.tool_call_id)
        if not decision or decision.arguments is None:
            return decision.explain()
        try:
            output: object = await inner.on_invoke_tool(run, json.dumps(decision.arguments.thawed()))
        except Exception as error:
            work.settle(decision, ok=False)
            said = await said_of_failure(function_tool=tool, context=run, error=error)
            if said is None:
                raise
            return said
        work.settle(decision, ok=True, output=output)
        return output  # a call that is cancelled on the way stays in doubt, as nobody knows how far it came

    async def waits(run: RunContextWrapper[Any], arguments: dict[str, Any], call: str) -> bool:
        theirs = tool.needs_approval
        asked = theirs(run, arguments, call) if callable(theirs) else theirs
        return bool(await asked if isawaitable(asked) else asked) | work.asks(persona, known_as, arguments, call=call)

    def readable(data: ToolInputGuardrailData) -> ToolGuardrailFunctionOutput:
        try:
            arguments_of(known_as, data.context.tool_arguments)
        except MalformedError:
            decision = work.start(persona, known_as, data.context.tool_arguments, call=data.context.tool_call_id)
            return ToolGuardrailFunctionOutput.reject_content(decision.explain())
        return ToolGuardrailFunctionOutput.allow()

    guarded = copy(tool)
    guarded.on_invoke_tool = invoke
    guarded.needs_approval = waits
    guarded.tool_input_guardrails = [ToolInputGuardrail(readable, "fleet"), *(tool.tool_input_guardrails or ())]
    return guarded


def _handoff(work: Work, source: Agent[Any], target: Agent[Any]) -> Handoff[Any, Agent[Any]]:
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


def _exit(work: Work, persona: str) -> FunctionTool:
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


def _transfer(owed: Transfer) -> ResponseFunctionToolCall:
    """The call of a handoff that a judged draft owes."""
    return ResponseFunctionToolCall(
        type="function_call",
        name=_tool_of(owed.target),
        call_id=f"fleet_{token_hex(12)}",
        arguments=json.dumps({"lane": owed.lane}),
    )


def _text(message: ResponseOutputMessage) -> str:
    return "".join(part.text for part in message.content if isinstance(part, ResponseOutputText))


def _is_transfer(item: TResponseOutputItem) -> bool:
    return isinstance(item, ResponseFunctionToolCall) and item.name.startswith(_TRANSFER)


def _goes_to(target: str, items: Sequence[TResponseOutputItem]) -> bool:
    """Whether the first of these is a handoff to somebody."""
    return any(isinstance(item, ResponseFunctionToolCall) and item.name == _tool_of(target) for item in items[:1])


def _tool_of(persona: str) -> str:
    return f"{_TRANSFER}{persona.replace('-', '_')}"
