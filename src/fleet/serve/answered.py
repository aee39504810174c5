"""What is answered over HTTP."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from fleet.guard import Outcome
from fleet.routing.route import RouteOutcome
from fleet.serve.asked import Entry

_Part = Annotated[float, Field(ge=0, le=1)]
_Offsets = tuple[Annotated[int, Field(ge=0)], Annotated[int, Field(ge=0)]]


class Answered(BaseModel):
    """An answer: it has all its fields, always."""

    model_config = ConfigDict(frozen=True, json_schema_serialization_defaults_required=True)


class Health(Answered):
    """The server is up.

    Attributes:
        status: that it is.
        version: of the package.
        library: where the library is from.
        digest: of what the library says; another library has another one.
    """

    status: Literal["up"]
    version: str
    library: str
    digest: str


class LaneOf(Answered):
    """A lane that a persona owns or assists in.

    Attributes:
        lane: its name.
        owner: who owns it: a class, or a party.
        about: what it is about, or how the persona assists there.
    """

    lane: str
    owner: str
    about: str | None


class BoundaryOf(Answered):
    """What a persona keeps out of.

    Attributes:
        id: the boundary's id; it stays the same when the words change.
        lane: the lane that is left to somebody else.
        owner: who that is: a class, or a party.
        rule: what the persona does not do.
        because: why.
        severity: how much a crossing weighs.
    """

    id: str
    lane: str
    owner: str
    rule: str
    because: str
    severity: str


class PersonaOf(Answered):
    """One role.

    Attributes:
        persona: its class.
        title: for people.
        summary: what it is for.
        mandate: the lanes that it owns.
        assists: the lanes in which it may work under conditions.
        boundaries: what it keeps out of.
    """

    persona: str
    title: str
    summary: str
    mandate: tuple[LaneOf, ...]
    assists: tuple[LaneOf, ...]
    boundaries: tuple[BoundaryOf, ...]


class PersonasAnswer(Answered):
    """Everybody in the library.

    Attributes:
        personas: in alphabetical order of their classes.
    """

    personas: tuple[PersonaOf, ...]


class BlockOf(Answered):
    """A stretch of a prompt.

    Attributes:
        partial: the template that it was rendered by.
        element: the piece of the spec that it says.
        path: the file of that piece; empty for what the request said.
        line: its line there; 0 where there is no file.
        text: the text.
        changing: whether it depends on the context.
    """

    partial: str
    element: str
    path: str
    line: int
    text: str
    changing: bool


class PromptAnswer(Answered):
    """A system prompt.

    Attributes:
        persona: the class that it is for.
        text: the whole prompt, as Markdown: the stable part, then the changing one.
        stable: what is the same in every context, so that a provider can cache it.
        changing: what depends on the context.
        digest: SHA-256 of the text.
        tokens: its estimated length.
        blocks: its pieces, each with the line of the spec behind it.
    """

    persona: str
    text: str
    stable: str
    changing: str
    digest: str
    tokens: int
    blocks: tuple[BlockOf, ...]


class CandidateOf(Answered):
    """A lane that a request may be in.

    Attributes:
        lane: its name.
        owner: who owns it.
        probability: the calibrated probability that the request is in it.
    """

    lane: str
    owner: str
    probability: _Part


class LegOf(Answered):
    """One request of a message.

    Attributes:
        lane: the lane it is in; null if it is in none.
        persona: who takes it: a class, or a party.
        title: that one's title.
        confidence: the calibrated probability that the lane is right.
        text: the request in the message's own words.
        span: where that stands in the message: start and end, in characters (code points).
        candidates: the likeliest lanes, the likeliest first.
        reasons: why: the nearest example, the words that mattered, who else was close.
    """

    lane: str | None
    persona: str
    title: str
    confidence: _Part
    text: str
    span: _Offsets
    candidates: tuple[CandidateOf, ...]
    reasons: tuple[str, ...]


class RouteAnswer(Answered):
    """Where a message goes.

    Attributes:
        outcome: routed; clarify, ask the sender first; fallback, it is in no lane or cannot be told.
        lane: the lane of the first leg.
        persona: who takes the first leg.
        question: what to ask the sender, if the outcome is clarify.
        legs: one for each request: what the message as a whole is about first.
        reasons: what holds for the whole message.
    """

    outcome: RouteOutcome
    lane: str | None
    persona: str
    question: str | None
    legs: tuple[LegOf, ...]
    reasons: tuple[str, ...]


class RuleOf(Answered):
    """The boundary behind a reason, as the spec says it.

    Attributes:
        persona: whose boundary it is.
        id: its id.
        lane: the lane that it leaves to somebody else.
        rule: what the persona does not do.
        because: why.
        path: the file that says it.
        line: the line there.
    """

    persona: str
    id: str
    lane: str
    rule: str
    because: str
    path: str
    line: int


class ReasonOf(Answered):
    """Why a decision is what it is.

    Attributes:
        code: what kind of reason it is; `fleet explain` says more.
        name: the code as words.
        message: what it means here.
        boundary: the boundary behind it, as class/id; null if none is.
        rule: that boundary.
    """

    code: str
    name: str
    message: str
    boundary: str | None
    rule: RuleOf | None


class EvidenceOf(Answered):
    """A text that was judged, such as a sentence against a draft.

    Attributes:
        text: the text.
        span: where it stands in the draft: start and end, in characters (code points); null if not word for word.
    """

    text: str
    span: _Offsets | None


class DecisionAnswer(Answered):
    """What the guard decided. Only `allow` lets anything happen.

    Attributes:
        outcome: allow; ask, a human decides; redirect, not here, the owner is named; deny, nobody may.
        persona: who asked.
        lane: the lane that the work is in; null if it is in none.
        owner: who does the work in that lane; null if there is nobody to name.
        reasons: all of them, the strongest first.
        evidence: what was judged.
        explanation: what a model reads: what to do now.
        told: what the person may be told in place of it, after a redirect; else null.
        arguments: the arguments of an allowed call, as they were judged: run these. Else null.
        step: the number of an allowed call in the ledger, by which it is settled; null without a ledger.
        ledger: the ledger that was given, with what this decision adds; null if none was.
        record: where the decision is written down, as chain:number; null without a record.
    """

    outcome: Outcome
    persona: str
    lane: str | None
    owner: str | None
    reasons: tuple[ReasonOf, ...]
    evidence: tuple[EvidenceOf, ...]
    explanation: str
    told: str | None
    arguments: dict[str, JsonValue] | None
    step: int | None
    ledger: tuple[Entry, ...] | None
    record: str | None
