"""Guarded agents of the OpenAI Agents SDK: compiled instructions, and calls, handoffs and replies asked about first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from fleet.integrations.bound import bound
from fleet.integrations.ever import lanes_for, tools_for
from fleet.integrations.extras import needing
from fleet.integrations.openai_agents.handoffs import exit_of, guarded_handoff
from fleet.integrations.openai_agents.model import LaneModel
from fleet.integrations.openai_agents.tools import guarded_tool
from fleet.integrations.work import Work
from fleet.prompts import Wording, compile_prompt, values_for

with needing("openai-agents", "agents"):
    from agents import (
        Agent,
        FunctionTool,
        GuardrailFunctionOutput,
        Model,
        ModelSettings,
        OutputGuardrail,
        RunConfig,
        RunContextWrapper,
        RunState,
        Tool,
        ToolApprovalItem,
        ToolExecutionConfig,
    )

__all__ = ["LaneModel", "approve", "guarded_agents", "run_config"]


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
            tools=[*(guarded_tool(tool, work, persona, known[tool.name]) for tool in fitting), exit_of(work, persona)],
            output_guardrails=[OutputGuardrail(_Judged(work), name="fleet")],
        )
    for persona, agent in agents.items():
        others = [other for name, other in agents.items() if name != persona and lanes_for(library, persona, name)]
        agent.handoffs = [guarded_handoff(work, agent, other) for other in others]
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
