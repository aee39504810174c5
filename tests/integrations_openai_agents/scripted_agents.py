"""A model of the real SDK that says what a test wrote down, and the calls it can make."""

from __future__ import annotations

import asyncio
import itertools
import json

from agents import ModelResponse, Runner, Usage
from agents.models.interface import Model
from openai.types.responses import (
    Response,
    ResponseCompletedEvent,
    ResponseFunctionToolCall,
    ResponseOutputMessage,
    ResponseOutputText,
    ResponseTextDeltaEvent,
)

NAMES = {"resolve": "tickets.resolve", "discount": "discounts.grant", "health": "health.read", "plan": "adoption.plan"}
_IDS = itertools.count()


def call(name, *, at=None, **arguments):
    """A call as a model makes it; `at` is its id, and `raw` are arguments that are none."""
    written = arguments["raw"] if "raw" in arguments else json.dumps(arguments)
    return ResponseFunctionToolCall(
        type="function_call", name=name, call_id=at or f"call_{next(_IDS)}", arguments=written
    )


def message(text):
    part = ResponseOutputText(type="output_text", text=text, annotations=[])
    return ResponseOutputMessage(
        id=f"msg_{next(_IDS)}", type="message", role="assistant", status="completed", content=[part]
    )


class Scripted(Model):
    """Says one turn after the other: each is a text, a call, or a list of them."""

    def __init__(self, *turns):
        self.turns = list(turns)
        self.asked = []

    def _next(self, instructions, input, tools, handoffs):  # noqa: A002  what the SDK calls it
        self.asked.append((instructions, input, [one.name for one in tools], [one.tool_name for one in handoffs]))
        turn = self.turns.pop(0) if self.turns else "Noted."
        turn = turn if isinstance(turn, list) else [turn]
        return [message(one) if isinstance(one, str) else one for one in turn]

    async def get_response(self, system_instructions, input, tools, handoffs, **_):  # noqa: A002
        output = self._next(system_instructions, input, tools, handoffs)
        return ModelResponse(output=output, usage=Usage(), response_id=None)

    async def stream_response(self, system_instructions, input, tools, handoffs, **_):  # noqa: A002
        output = self._next(system_instructions, input, tools, handoffs)
        numbers = itertools.count()
        for at, item in enumerate(output):
            for word in getattr(item, "content", [None])[0].text.split(" ") if item.type == "message" else ():
                yield ResponseTextDeltaEvent(
                    type="response.output_text.delta",
                    delta=f"{word} ",
                    content_index=0,
                    item_id=item.id,
                    output_index=at,
                    logprobs=[],
                    sequence_number=next(numbers),
                )
        response = Response(
            id="resp",
            created_at=0,
            model="scripted",
            object="response",
            output=output,
            parallel_tool_calls=True,
            tool_choice="auto",
            tools=[],
        )
        yield ResponseCompletedEvent(type="response.completed", response=response, sequence_number=next(numbers))


def _sync(agent, said, **more):
    return Runner.run_sync(agent, said, **more)


def _async(agent, said, **more):
    return asyncio.run(Runner.run(agent, said, **more))


def _streamed(agent, said, **more):
    async def run():
        result = Runner.run_streamed(agent, said, **more)
        result.seen = [event async for event in result.stream_events()]
        return result

    return asyncio.run(run())


WAYS = {"sync": _sync, "async": _async, "streamed": _streamed}
