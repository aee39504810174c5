"""A model of the real SDK that says what a test wrote down, and the calls it can make."""

from __future__ import annotations

import asyncio
import itertools
import json
from typing import NamedTuple

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
DISCOUNT = "I have given you a discount of 20 % on the renewal."
PROMISE = "We will build the bulk export for you and ship it by the end of June."
CLOSED = "I have closed the ticket."
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


class Claim(NamedTuple):
    """A sentence, and what it does."""

    text: str
    crossing: float = 0.0
    crossed: str | None = None
    finished: str | None = None


class Sure:
    """Reads three sentences, each as a person would, and nothing into any other: what is tried here is exact."""

    bar = 0.5

    def read(self, draft, *, closed, incoming=None):
        found = []
        if DISCOUNT in draft and "deal-negotiation" in closed:
            found.append(Claim(DISCOUNT, 1.0, "deal-negotiation"))
        if PROMISE in draft and "product-delivery" in closed:
            found.append(Claim(PROMISE, 1.0, "product-delivery"))
        if CLOSED in draft:
            found.append(Claim(CLOSED, finished="ticket-resolution"))
        return found


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

    async def get_response(  # noqa: PLR0917  the SDK's own order
        self,
        system_instructions,
        input,  # noqa: A002  what the SDK calls it
        model_settings,
        tools,
        output_schema,
        handoffs,
        tracing,
        **_,
    ):
        output = self._next(system_instructions, input, tools, handoffs)
        return ModelResponse(output=output, usage=Usage(), response_id=None)

    async def stream_response(  # noqa: PLR0917  the SDK's own order
        self,
        system_instructions,
        input,  # noqa: A002  what the SDK calls it
        model_settings,
        tools,
        output_schema,
        handoffs,
        tracing,
        **_,
    ):
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


def sync(agent, said, **more):
    """Run an agent as code without a loop does; the loop that the SDK would leave open is closed."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        return Runner.run_sync(agent, said, **more)
    finally:
        asyncio.set_event_loop(None)
        loop.close()


def _async(agent, said, **more):
    return asyncio.run(Runner.run(agent, said, **more))


def _streamed(agent, said, **more):
    async def run():
        result = Runner.run_streamed(agent, said, **more)
        result.seen = [event async for event in result.stream_events()]
        return result

    return asyncio.run(run())


WAYS = {"sync": sync, "async": _async, "streamed": _streamed}
