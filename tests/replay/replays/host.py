"""A small host: it runs the calls of one conversation past the guard, and hands the work to whose it is."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import fleet
from fleet import Context, Decision, Guard, Handoff, Ledger, Library
from fleet.guard import Baton
from fleet.relation import relate
from fleet.spec import Tool
from replays.data import GroundTruthCall

LIBRARIES = Path(__file__).parents[1] / "libraries"


def library_of(suite: str) -> Library:
    """The library of a suite."""
    return fleet.load(LIBRARIES / suite)


class Systems(Protocol):
    """The host's systems of record: what holds for a call, and what it returns and changes."""

    @property
    def account(self) -> str | None:
        """The account of the conversation, once it is known."""
        ...

    def facts(self, args: Mapping[str, object]) -> frozenset[str]:
        """The facts that hold for a call with these arguments."""
        ...

    def run(self, call: GroundTruthCall) -> tuple[bool, object]:
        """Run a call: whether it succeeded, and its output."""
        ...


@dataclass(frozen=True, slots=True)
class Step:
    """What the guard said to one call: first, and after a human approved what it asked about."""

    call: GroundTruthCall
    persona: str
    first: Decision
    last: Decision
    handoffs: tuple[Decision, ...]


class Conversation:
    """One conversation with a fleet: who is at work, what was said and done.

    All of it counts as one piece of work, so that the most handoffs allowed for one hold for the whole conversation.
    """

    def __init__(self, guard: Guard, systems: Systems, *, first: str, said: str) -> None:
        self.guard = guard
        self.systems = systems
        self.ledger = Ledger()
        self.ledger.heard(said)
        self.current = first
        self.persona = first
        self.handoffs: list[Handoff] = []

    @property
    def library(self) -> Library:
        """The library behind the guard."""
        return self.guard.library

    def context(self, args: Mapping[str, object], current: str | None = None) -> Context:
        """What is known for a call with these arguments."""
        facts, current = self.systems.facts(args), current or self.current
        return Context(account=self.systems.account, conversation="replay", facts=facts, current=current)

    def hand_to_caller(self, call: GroundTruthCall) -> tuple[Decision, ...]:
        """Hand the work to whoever makes this call, if that is somebody else."""
        tool = self.guard.tools[call.tool]
        if call.by == "user":
            return self._hand_over(self.library.owner_of(str(tool.lane)), tool.lane, call)
        target = self._caller(tool, call)
        lanes = self.library[target].lanes
        return self._hand_over(target, tool.lane if tool.lane in lanes else lanes[0], call)

    def turn(self, call: GroundTruthCall, handoffs: tuple[Decision, ...] = ()) -> Step:
        """Put a call to the guard, have a human approve it if the guard asks for one, and run it if it is allowed."""
        if call.by == "user":
            decision = self._tried_by_agent(call)
            self.systems.run(call)
            return Step(call, self.persona, decision, decision, handoffs)
        asked = (self.persona, call.tool, call.args)
        context = self.context(call.args)
        first = last = self.guard.check_call(*asked, context=context, ledger=self.ledger)
        if first.outcome == "ask":
            yes = self.guard.approve(first, by="the user")
            last = self.guard.check_call(*asked, context=context, ledger=self.ledger, approval=yes)
        if last:
            ok, output = self.systems.run(call)
            self.guard.settle(last, ok=ok, output=output, ledger=self.ledger)
        return Step(call, self.persona, first, last, handoffs)

    def leave(self) -> tuple[Decision, ...]:
        """Hand the work to the people who take what is in no lane."""
        return self._hand_over(self.library.manifest.fallback, None, None)

    def _tried_by_agent(self, call: GroundTruthCall) -> Decision:
        """What the guard says to the persona that would do for the customer what only the customer does."""
        context = self.context(call.args, self.persona)
        return self.guard.check_call(self.persona, call.tool, call.args, context=context)

    def _caller(self, tool: Tool, call: GroundTruthCall) -> str:
        """The persona that makes a call: the one at work if it may, else the owner, else who assists in the lane."""
        if tool.lane is None:
            return self.persona
        if relate(self.library, self.persona, tool.lane, self.context(call.args)).permits(tool.effect):
            return self.persona
        owner = self.library.owner_of(tool.lane)
        if owner in self.library.personas:
            return owner
        return next(helpers(self.library, tool), self.persona)

    def _hand_over(self, target: str, lane: str | None, call: GroundTruthCall | None) -> tuple[Decision, ...]:
        if target == self.current:
            return ()
        wanted = f"{call.tool} {json.dumps(call.args)}"[:300] if call is not None else "a person"
        handoff = Handoff(self.current, target, lane, baton=Baton(requests=(wanted,)))
        context = self.context(call.args if call is not None else {})
        decision = self.guard.check_handoff(handoff, context=context, earlier=tuple(self.handoffs), ledger=self.ledger)
        if decision:
            self.handoffs.append(handoff)
            self.current = target
            self.persona = target if target in self.library.personas else self.persona
        return (decision,)


def helpers(library: Library, tool: Tool) -> Iterator[str]:
    """The personas that may do the work of a tool when their conditions hold."""
    for persona in library:
        for assist in library.grants.get((persona, str(tool.lane)), ()):
            if assist.only is None or tool.effect == "read":
                yield persona
