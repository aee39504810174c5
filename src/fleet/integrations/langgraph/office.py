"""The nodes of a fleet's graph: where a message enters, where a piece of work is done, and where the reply leaves."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, cast

from langchain_core.messages import AIMessage, AnyMessage
from langchain_core.runnables import RunnableConfig
from langgraph.errors import GraphRecursionError
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import get_runtime

from fleet.guard import Guard
from fleet.guard.ledger import USER
from fleet.integrations.langgraph.legs import Leg, legs_of
from fleet.integrations.langgraph.state import FleetState, ledger_of
from fleet.integrations.langgraph.view import asked_in, done_in, seen_by
from fleet.library import Library
from fleet.prompts import told
from fleet.routing import Route
from fleet.spec import Context

ROUTER, EXIT, REPLY = "router", "exit", "reply"
"""The nodes that are no persona."""

MOST_LEGS = 16
"""The most pieces of work for one message; what is left then goes to the fallback."""

_MOST_STEPS = 80  # of one agent on one piece of work: about as many calls of its model and its tools
_BLANK: Mapping[str, object] = {"legs": [], "answers": [], "worked": 0}

Known = Context | Callable[[RunnableConfig], Context]


class Routing(Protocol):
    """What a fleet asks of a router; `fleet.Router` is one."""

    def route(self, message: str, *, context: Context | None = None, history: Sequence[str] = ()) -> Route:
        """Say where a message goes."""
        ...


Update = dict[str, object]


@dataclass(frozen=True, slots=True)
class Office:
    """What the nodes of a fleet work with.

    Attributes:
        guard: decides.
        router: says where a message goes.
        known: what the host knows, or a function that says so; None is what the graph is called with.
        variables: values for the variables of the library's texts.
    """

    guard: Guard
    router: Routing
    known: Known | None
    variables: Mapping[str, str]

    @property
    def library(self) -> Library:
        """The library of the fleet."""
        return self.guard.library

    def enter(self, state: FleetState, config: RunnableConfig) -> Update:
        """Note what was written, and find out who takes which part of it."""
        new, before = asked_in(state["messages"])
        known = self._known(config)
        text = "\n\n".join(new)
        current = state.get("current")
        context = known.model_copy(update={"current": current if current in self.library else known.current})
        route = self.router.route(text, context=context, history=before)
        known_already = ledger_of(state).texts(USER)
        heard = [{"kind": "heard", "text": one} for one in new if one not in known_already]
        update: Update = {**_BLANK, "ledger": heard, "context": known.model_dump(mode="json")}
        if route.outcome == "clarify" and route.question:
            return {**update, "answers": [[str(current or self._fallback), route.question]]}
        return {**update, "legs": [leg.data() for leg in legs_of(route)]}

    def after(self, state: FleetState) -> str:
        """The node that comes next."""
        legs = state.get("legs")
        if not legs:
            return REPLY
        persona = Leg.of(legs[0]).persona
        return persona if persona in self.library and state.get("worked", 0) < MOST_LEGS else EXIT

    def leave(self, state: FleetState) -> Update:
        """Hand a piece of work to somebody outside the fleet, and say so, unless a persona said just that already."""
        leg = Leg.of(state["legs"][0])
        outside = leg.persona if leg.persona in self.library.parties else self._fallback
        text = self._told(leg.lane if leg.persona == outside else None, outside)
        stands = any(text in said.split("\n\n") for _, said in state.get("answers") or [])
        return self._next(state, [] if stands else [(outside, text)])

    def reply(self, state: FleetState) -> Update:
        """Put what the personas said into one reply."""
        answers = state.get("answers") or [[self._fallback, self._told(None, self._fallback)]]
        texts = list(dict.fromkeys(text for _, text in answers))
        personas = list(dict.fromkeys(persona for persona, _ in answers))
        message = AIMessage(content="\n\n".join(texts), additional_kwargs={"fleet_personas": personas})
        return {**_BLANK, "messages": [message]}

    def at(
        self, persona: str, agent: CompiledStateGraph[Any, Any, Any, Any]
    ) -> tuple[Callable[[Any, RunnableConfig], Update], Callable[[Any, RunnableConfig], Awaitable[Update]]]:
        """The node of a persona, sync and async."""

        def work(state: FleetState, config: RunnableConfig) -> Update:
            leg, known, seen = self._begun(state, persona)
            if leg is None:
                return self.leave(state)
            try:
                result = agent.invoke(_given(state, leg, seen), _limited(config), context=known)
            except GraphRecursionError:
                return self._lost(state, persona)
            return self._ended(state, leg, seen, result)

        async def awork(state: FleetState, config: RunnableConfig) -> Update:
            leg, known, seen = self._begun(state, persona)
            if leg is None:
                return self.leave(state)
            try:
                result = await agent.ainvoke(_given(state, leg, seen), _limited(config), context=known)
            except GraphRecursionError:
                return self._lost(state, persona)
            return self._ended(state, leg, seen, result)

        return work, awork

    @property
    def _fallback(self) -> str:
        return self.library.manifest.fallback

    def _known(self, config: RunnableConfig) -> Context:
        """What the host knows now; the conversation is the thread if the host gave it no other name."""
        said: Context | None = get_runtime(Context).context
        known = self.known(config) if callable(self.known) else self.known
        context = known or said or Context()
        thread = config.get("configurable", {}).get("thread_id")
        if context.conversation is None and thread is not None:
            return context.model_copy(update={"conversation": str(thread)})
        return context

    def _begun(self, state: FleetState, persona: str) -> tuple[Leg | None, Context, list[AnyMessage]]:
        """The piece of work that a persona shall do, decided on its side too; None if it may not."""
        leg = Leg.of(state["legs"][0])
        known = Context.model_validate(state["context"])
        if leg.chain:
            *earlier, last = leg.chain
            context = leg.before(self.library, known)
            if last.target != persona or not self.guard.check_handoff(last, context=context, earlier=earlier):
                return None, known, []
        return leg, known, seen_by(persona, state["messages"])

    def _ended(self, state: FleetState, leg: Leg, seen: Sequence[AnyMessage], result: Mapping[str, object]) -> Update:
        """What the fleet keeps of what a persona did."""
        messages, said = done_in(seen, cast("list[AnyMessage]", result["messages"]))
        passed = [Leg.of(one) for one in cast("list[Mapping[str, object]]", result.get("passed") or [])]
        if not said and not passed:
            said = self._told(None, self._fallback)
        ledger = cast("list[Mapping[str, object]]", result.get("ledger") or [])[len(state.get("ledger") or []) :]
        update = self._next(state, [(leg.persona, said)] if said else [], passed)
        return {**update, "messages": messages, "ledger": ledger, "current": leg.persona}

    def _lost(self, state: FleetState, persona: str) -> Update:
        """An agent that came to no end: the work goes to the fallback."""
        return {**self._next(state, [(self._fallback, self._told(None, self._fallback))]), "current": persona}

    def _next(self, state: FleetState, said: Sequence[tuple[str, str]], passed: Sequence[Leg] = ()) -> Update:
        """The next piece of work: what was handed over first, and what was asked for besides once."""
        taken = {(leg.persona, leg.lane) for leg in passed}
        rest = [one for one in map(Leg.of, state["legs"][1:]) if one.chain or (one.persona, one.lane) not in taken]
        return {
            "legs": [leg.data() for leg in (*passed, *rest)],
            "answers": [*(state.get("answers") or []), *map(list, said)],
            "worked": state.get("worked", 0) + 1,
        }

    def _told(self, lane: str | None, owner: str) -> str:
        return told(self.library, lane, owner, variables=self.variables)


def _given(state: FleetState, leg: Leg, seen: Sequence[AnyMessage]) -> dict[str, object]:
    alone = not leg.chain and len(state["legs"]) == 1 and state.get("worked", 0) == 0
    note = leg.note(alone=alone)
    return {
        "messages": [*seen, *([note] if note is not None else [])],
        "ledger": list(state.get("ledger") or []),
        "leg": leg.data(),
    }


def _limited(config: RunnableConfig) -> RunnableConfig:
    return {**config, "recursion_limit": _MOST_STEPS}
