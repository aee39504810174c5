"""Tools of the OpenAI Agents SDK that ask the guard before they run."""

from __future__ import annotations

import json
from copy import copy
from inspect import isawaitable
from typing import Any

from fleet.guard.arguments import MalformedError, arguments_of
from fleet.integrations.extras import needing
from fleet.integrations.work import Work

with needing("openai-agents", "agents"):
    from agents import (
        FunctionTool,
        RunContextWrapper,
        ToolGuardrailFunctionOutput,
        ToolInputGuardrail,
        ToolInputGuardrailData,
    )
    from agents.tool import maybe_invoke_function_tool_failure_error_function as said_of_failure
    from agents.tool import set_function_tool_failure_error_function as with_failures
    from agents.tool_context import ToolContext


def guarded_tool(tool: FunctionTool, work: Work, persona: str, known_as: str) -> FunctionTool:
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
