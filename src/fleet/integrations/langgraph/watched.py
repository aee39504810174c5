"""A fleet at work as somebody watches it: where a message goes, each decision and the reply, as they happen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple, TypeVar, cast

from langchain_core.messages import HumanMessage
from langchain_core.runnables import RunnableConfig
from langchain_core.tools import BaseTool
from langgraph.config import get_stream_writer
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Command, Interrupt
from typing_extensions import override

from fleet.guard import Approval, Decision, Guard, Handoff, Ledger, Record
from fleet.integrations.langgraph.engine import Engine
from fleet.integrations.langgraph.forms import memory_declarations
from fleet.integrations.langgraph.graph import Models, build_fleet
from fleet.integrations.langgraph.interrupts import KIND
from fleet.integrations.langgraph.office import REPLY, Asked, FleetState, Routing
from fleet.library import Library
from fleet.memory import Journal
from fleet.routing import Route
from fleet.spec import Context

Fleet = CompiledStateGraph[FleetState, Context, Asked, FleetState]
Question = Interrupt[object]
_Shown = TypeVar("_Shown", Route, Decision)


class Reply(NamedTuple):
    """What a fleet answers, and who of it."""

    personas: tuple[str, ...]
    text: str


Happening = Route | Decision | Reply
"""What can be watched: where a message goes, what the guard decides, what is answered."""


class WatchedGuard(Guard):
    """A guard whose decisions are seen by whoever streams the graph that asks it.

    >>> import fleet
    >>> guard = WatchedGuard(fleet.load())
    >>> guard.check_call("support-agent", "tickets.resolve", {"id": 4411}).outcome
    'allow'
    """

    @override
    def check_call(
        self,
        persona: str,
        tool: str,
        args: Mapping[str, object] | str,
        *,
        context: Context | None = None,
        ledger: Ledger | None = None,
        approval: Approval | None = None,
        key: str | None = None,
    ) -> Decision:
        return _shown(
            super().check_call(persona, tool, args, context=context, ledger=ledger, approval=approval, key=key)
        )

    @override
    def check_reply(
        self,
        persona: str,
        draft: str,
        *,
        context: Context | None = None,
        incoming: str | None = None,
        ledger: Ledger | None = None,
    ) -> Decision:
        return _shown(super().check_reply(persona, draft, context=context, incoming=incoming, ledger=ledger))

    @override
    def check_handoff(
        self,
        handoff: Handoff,
        *,
        context: Context | None = None,
        earlier: Sequence[Handoff] = (),
        ledger: Ledger | None = None,
    ) -> Decision:
        return _shown(super().check_handoff(handoff, context=context, earlier=earlier, ledger=ledger))


@dataclass(frozen=True, slots=True)
class WatchedRouter:
    """A router whose answers are seen by whoever streams the graph that asks it.

    Attributes:
        router: the router.
    """

    router: Routing

    def route(self, message: str, *, context: Context | None = None, history: Sequence[str] = ()) -> Route:
        """Say where a message goes."""
        return _shown(self.router.route(message, context=context, history=history))


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
        given: Asked | Command[str] | None = {"messages": [HumanMessage(text)]}
        seen: set[str] = set()
        while given is not None:
            for decided in self._streamed(given):
                if not isinstance(decided, Decision) or _is_new(decided, seen):
                    yield decided
            asked = [one for one in self.fleet.get_state(self._config).interrupts if _is_question(one)]
            given = Command(resume={one.id: answer(one) for one in asked}) if asked else None

    @property
    def _config(self) -> RunnableConfig:
        return {"configurable": {"thread_id": self.thread}}

    def _streamed(self, given: Asked | Command[str]) -> Iterator[Happening]:
        stream = self.fleet.stream(
            given, self._config, context=self.context, stream_mode=["updates", "custom"], subgraphs=True
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


def _shown(happening: _Shown) -> _Shown:
    """Put something into the stream of the graph that runs, if one does."""
    with suppress(RuntimeError):  # asked outside of a graph
        get_stream_writer()(happening)
    return happening


def _is_question(asked: Question) -> bool:
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
