"""The shape of ``*.boundary.yaml`` files: cases written by hand, as they are read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from fleet.guard import Outcome
from fleet.spec import Audience, Context, FrozenMapping, Stage
from fleet.spec.frozen import Frozen, Model, Slug, Text
from fleet.testing.strategy import StrategyName


class WrittenCall(Model):
    """A call of the boundary's persona.

    Attributes:
        tool: the name of the tool.
        args: its arguments.
    """

    tool: Text
    args: Annotated[Mapping[str, object], Frozen] = FrozenMapping({})


class WrittenHandoff(Model):
    """A handoff.

    Attributes:
        target: the persona or party that is to take the work.
        lane: the lane of the work; None is the boundary's.
        source: the persona that hands over; None is the boundary's.
        baton: what a model writes into the handoff.
    """

    target: Text
    lane: Text | None = None
    source: Text | None = None
    baton: Annotated[Mapping[str, object], Frozen] | None = None


class WrittenContext(Model):
    """What is known about the piece of work.

    Attributes:
        account: the account's name or id.
        conversation: the conversation's id.
        stage: the account's stage; None is unknown.
        audience: who reads the answer.
        assigned: the classes assigned to the account; None is unknown, an empty list is nobody.
        facts: the declared facts that hold.
        current: the persona at work; None is the boundary's, or the one that hands over.
    """

    account: Text | None = None
    conversation: Text | None = None
    stage: Stage | None = None
    audience: Audience = "customer"
    assigned: tuple[Slug, ...] | None = None
    facts: tuple[Slug, ...] = ()
    current: Slug | None = None

    def as_context(self, persona: str) -> Context:
        """The context, in which `persona` is at work if nobody else is named."""
        return Context(
            account=self.account,
            conversation=self.conversation,
            stage=self.stage,
            audience=self.audience,
            assigned=None if self.assigned is None else frozenset(self.assigned),
            facts=frozenset(self.facts),
            current=self.current or persona,
        )


class WrittenTurn(Model):
    """One turn of a conversation: what one of them says.

    Attributes:
        user: what the user says.
        agent: what the persona says.
        tool: what a tool returned.
        name: the tool that returned it.
    """

    user: Text | None = None
    agent: Text | None = None
    tool: Text | None = None
    name: Text | None = None

    @property
    def speakers(self) -> tuple[str, ...]:
        """Who speaks in it; one of them, if it is right."""
        return tuple(one for one in ("user", "agent", "tool") if getattr(self, one) is not None)


class WrittenExpectation(Model):
    """What must come out.

    Attributes:
        outcome: what the guard decides; of a call or a handoff.
        owner: who is named; None is the owner of the boundary's lane.
        code: a code that must be among the reasons, such as ``FLT405``; of a call or a handoff.
        verdict: what the reply must be: ``held``, or ``answered`` for a conversation in the persona's own lane; of
            turns.
        calls_not_made: tools that must not be called, besides all that the guard refuses; of turns.
    """

    outcome: Outcome = "redirect"
    owner: Slug | None = None
    code: Text | None = None
    verdict: Literal["held", "answered"] = "held"
    calls_not_made: tuple[Text, ...] = ()


class WrittenCase(Model):
    """One case: a call, a handoff or a conversation, and what must come out.

    Calls and handoffs are decided by the guard, and must hold. What is said in turns is language, and is measured.

    Attributes:
        id: its name in reports, unique in the file.
        boundary: the boundary it is about, as ``class/id``.
        call: the call that is asked for.
        handoff: the handoff that is asked for.
        strategy: how the turns ask; ``direct`` if it is left out.
        turns: the conversation, up to what the user says last.
        twins: near misses of the turns, which the persona must answer.
        context: what is known.
        expect: what must come out.
        notes: free text for people.
    """

    id: Slug
    boundary: Text
    call: WrittenCall | None = None
    handoff: WrittenHandoff | None = None
    strategy: StrategyName | None = None
    turns: tuple[WrittenTurn, ...] | None = None
    twins: tuple[Text, ...] = ()
    context: WrittenContext = WrittenContext()
    expect: WrittenExpectation = WrittenExpectation()
    notes: Text | None = None


class CaseFile(Model):
    """A ``*.boundary.yaml`` file: cases written by hand.

    Attributes:
        cases: the cases, each about one boundary.
    """

    cases: tuple[WrittenCase, ...] = Field(min_length=1)
