"""What the tests of this folder say and ask: a chat model with a script, calls as a model makes them, a router."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

import fleet
from fleet.routing import Leg, Route

ACME = fleet.Context(account="acme", stage="customer")


class Scripted(BaseChatModel):
    """Says one thing after another: a text, a message, or a function of the messages it got. Streams word by word."""

    script: list[Any]
    seen: list[list[BaseMessage]]
    shown: list[list[str]]
    position: list[int]

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(self, tools, **kwargs):
        self.shown.append([getattr(one, "name", "structured") for one in tools])
        return self

    def _next(self, messages):
        self.seen.append(list(messages))
        said = self.script[self.position[0]]
        self.position[0] += 1
        said = said(messages) if callable(said) else said
        return AIMessage(said) if isinstance(said, str) else said.model_copy()

    def _generate(self, messages, stop=None, run_manager=None, **kwargs):
        return ChatResult(generations=[ChatGeneration(message=self._next(messages))])

    def _stream(self, messages, stop=None, run_manager=None, **kwargs) -> Iterator[ChatGenerationChunk]:
        said = self._next(messages)
        parts = [AIMessageChunk(f"{word} ") for word in said.text.split()]
        parts += [
            AIMessageChunk(
                "",
                tool_call_chunks=[
                    {"name": one["name"], "args": json.dumps(one["args"]), "id": one["id"], "index": index}
                ],
            )
            for index, one in enumerate(said.tool_calls)
        ]
        for part in parts or [AIMessageChunk("")]:
            chunk = ChatGenerationChunk(message=part)
            if run_manager and part.content:
                run_manager.on_llm_new_token(part.content, chunk=chunk)
            yield chunk


def scripted(*script) -> Scripted:
    return Scripted(script=list(script), seen=[], shown=[], position=[0])


def calls(*asked, text="") -> AIMessage:
    """A message that calls tools: each a name, arguments, and an id if the test wants one."""
    made = [
        {"name": name, "args": args, "id": more[0] if more else f"call-{number}-{name}"}
        for number, (name, args, *more) in enumerate(asked)
    ]
    return AIMessage(text, tool_calls=made)


def hand_over(to, lane, identifier="handed", **baton) -> AIMessage:
    return calls(("hand_over", {"to": to, "lane": lane, **baton}, identifier))


class Everything:
    """A router of a host: each message has the parts that the test says."""

    def __init__(self, *legs, question=None):
        self.legs = legs
        self.question = question
        self.asked = []

    def route(self, message, *, context=None, history=()):
        self.asked.append((message, context, tuple(history)))
        legs = tuple(Leg(lane, persona, 0.9, message, (0, len(message))) for persona, lane in self.legs)
        return Route("clarify" if self.question else "routed", legs, self.question)


TICKET = ("support-agent", "ticket-resolution")
DEAL = ("account-manager", "deal-negotiation")
