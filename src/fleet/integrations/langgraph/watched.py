"""A fleet at work as somebody watches it: where a message goes, each decision and the reply, as they happen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, cast

from langchain_core.messages import HumanMessage
from langchain_core.runnables import RunnableConfig
from langchain_core.tools import BaseTool
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Command, Interrupt

from fleet.guard import Decision, Record
from fleet.integrations.langgraph.engine import Engine
from fleet.integrations.langgraph.forms import memory_declarations
from fleet.integrations.langgraph.graph import Models, build_fleet
from fleet.integrations.langgraph.interrupts import KIND
from fleet.integrations.langgraph.office import REPLY, Routing
from fleet.integrations.langgraph.shown import WatchedGuard, WatchedRouter
from fleet.integrations.langgraph.state import Asked, FleetState
from fleet.library import Library
from fleet.memory import Journal
from fleet.routing import Route
from fleet.spec import Context

Fleet = CompiledStateGraph[FleetState, Context, Asked, FleetState]
Question = Interrupt[object]
Given = Asked | Command[str] | None


class Reply(NamedTuple):
    """What a fleet answers, and who of it."""

    personas: tuple[str, ...]
    text: str


Happening = Route | Decision | Reply
"""What can be watched: where a message goes, what the guard decides, what is answered."""


@dataclass(frozen=True, slots=True)
class Watched:
    """One conversation with a fleet that was built with a `WatchedGuard` and a `WatchedRouter`.

    Attributes:
        fleet: the graph; it needs a checkpointer.
        thread: the name of the conversation.
        context: what is known about the work.
    """

    fleet: Fleet
    thread: str
    context: Context

    def heard(self, text: str, answer: Callable[[Question], object]) -> Iterator[Happening]:
        """Give the fleet a message, and yield what happens until it has replied.

        A decision is yielded when the guard makes it. What comes a second time, because the target of a handoff asks
        again or because the graph goes on after a question, is yielded once.

        Args:
            text: the message.
            answer: what a human says to a call that waits: what `approve` or `reject` make of the question.
        """
        yield from self._until_replied({"messages": [HumanMessage(text)]}, answer)

    def resumed(self, answer: Callable[[Question], object]) -> Iterator[Happening]:
        """Go on where the conversation stopped before it had replied, and yield what happens until it has.

        A call that waits for a human is decided and asked about anew; what ran already does not run again. Nothing
        happens where nothing is left to do.

        Args:
            answer: as for `heard`.
        """
        if self.fleet.get_state(self.config).tasks:
            yield from self._until_replied(None, answer)

    @property
    def config(self) -> RunnableConfig:
        """How LangGraph finds the conversation."""
        return {"configurable": {"thread_id": self.thread}}

    def _until_replied(self, given: Given, answer: Callable[[Question], object]) -> Iterator[Happening]:
        seen: set[str] = set()
        while True:
            for decided in self._streamed(given):
                if not isinstance(decided, Decision) or _is_new(decided, seen):
                    yield decided
            asked = [one for one in self.fleet.get_state(self.config).interrupts if is_question(one)]
            if not asked:
                return
            given = Command(resume={one.id: answer(one) for one in asked})

    def _streamed(self, given: Given) -> Iterator[Happening]:
        stream = self.fleet.stream(
            given, self.config, context=self.context, stream_mode=["updates", "custom"], subgraphs=True
        )
        for place, mode, data in cast("Iterator[tuple[tuple[str, ...], str, object]]", stream):
            if mode == "custom":
                if isinstance(data, Route) or (isinstance(data, Decision) and (place or not data)):
                    yield data
            elif not place and isinstance(data, Mapping) and REPLY in data:
                message = data[REPLY]["messages"][0]
                yield Reply(tuple(message.additional_kwargs["fleet_personas"]), message.text)


def watched_fleet(  # noqa: PLR0913  as `build_fleet`
    library: Library,
    *,
    model: Models,
    tools: Sequence[BaseTool | Callable[..., object]],
    router: Routing,
    engine: Engine,
    journal: Journal,
    thread: str,
    context: Context,
    record: Record | None = None,
) -> Watched:
    """Build a fleet that remembers, and a conversation with it that can be watched.

    Args:
        library: the personas.
        model: as for `build_fleet`.
        tools: the tools of all personas.
        router: says where a message goes.
        engine: keeps the conversation.
        journal: what is remembered of accounts.
        thread: the name of the conversation.
        context: what is known about the work.
        record: where decisions are written down.

    Raises:
        UnknownNameError: for a tool that the library does not have.
        FleetError: for a tool or a persona with a name that the graph needs.
    """
    fleet = build_fleet(
        WatchedGuard(library, record=record, tools=memory_declarations()),
        model=model,
        tools=tools,
        router=WatchedRouter(router),
        checkpointer=engine.checkpointer,
        store=engine.store,
        journal=journal,
    )
    return Watched(fleet, thread, context)


def is_question(asked: Question) -> bool:
    """Whether a graph stopped there because a call waits for a human."""
    return isinstance(asked.value, Mapping) and asked.value.get("kind") == KIND


def _is_new(decision: Decision, seen: set[str]) -> bool:
    """Whether there is something to see: not a draft without fault, and not a question that was put already."""
    if decision.kind == "reply":
        return not decision
    if decision.outcome != "ask":
        return True
    new = decision.digest not in seen
    seen.add(decision.digest)
    return new
