"""What is asked over HTTP: strict bodies, in which nothing is ignored."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue

from fleet.spec import Audience, Context, Effect, Stage


def _whole(value: object) -> object:
    """A number without a fraction is whole, however JSON writes it: `2.0` is `2`."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


_STEP = Annotated[int, Field(ge=1), BeforeValidator(_whole)]


class Asked(BaseModel):
    """A body: each field is of its own type, and there are no others."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Work(Asked):
    """What is known about the work at hand.

    Attributes:
        account: the account's name or id.
        conversation: the conversation's id.
        stage: the account's stage; null is unknown, and excludes no lane.
        audience: who reads the answer.
        assigned: the classes assigned to the account; null is unknown, an empty list is nobody.
        facts: the declared facts that hold; what is not in it does not hold.
        current: the persona at work; null is unknown.
    """

    account: str | None = None
    conversation: str | None = None
    stage: Stage | None = None
    audience: Audience = "customer"
    assigned: list[str] | None = None
    facts: list[str] = []
    current: str | None = None

    def context(self) -> Context:
        """The same as a context."""
        assigned = None if self.assigned is None else frozenset(self.assigned)
        return Context(**{**self.model_dump(), "assigned": assigned, "facts": frozenset(self.facts)})


class HeardEntry(Asked):
    """What the person wrote."""

    kind: Literal["heard"]
    text: str


class StartedEntry(Asked):
    """A call that was allowed; an answer brings it."""

    kind: Literal["started"]
    step: _STEP
    persona: str
    tool: str
    lane: str | None
    effect: Effect
    digest: str


class SettledEntry(Asked):
    """How such a call ended, and what it returned as text."""

    kind: Literal["settled"]
    step: _STEP
    ok: bool
    output: str


class HandedOverEntry(Asked):
    """A handoff that was allowed; an answer brings it."""

    kind: Literal["handed-over"]
    source: str
    target: str
    lane: str | None


class SpentEntry(Asked):
    """An approval that was used."""

    kind: Literal["spent"]
    approval: str


Entry = Annotated[HeardEntry | StartedEntry | SettledEntry | HandedOverEntry | SpentEntry, Field(discriminator="kind")]
_WORK = Work()


class OfWork(Asked):
    """What every question about a piece of work may say.

    Attributes:
        context: what is known about the work; what is left out is unknown.
    """

    context: Work = _WORK


class Checked(OfWork):
    """What every check may say.

    Attributes:
        ledger: what the conversation did so far, as the last answer gave it, with what was heard and how calls ended;
            null is unknown. The server keeps none.
    """

    ledger: list[Entry] | None = None


class PromptAsked(Asked):
    """Which system prompt is wanted.

    Attributes:
        persona: the class that it is for.
        variables: values for the variables of the library's texts, such as the company.
        context: what is known about the work; null compiles the part that holds in every context.
    """

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"persona": "support-agent", "variables": {"company": "Acme"}}]}
    )

    persona: str
    variables: dict[str, str] = {}
    context: Work | None = None


class RouteAsked(OfWork):
    """A message to route.

    Attributes:
        message: what was written; at most 100,000 characters are read.
        history: what the same person wrote before, oldest first.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"message": "Deployments fail with a 500 since last night.", "context": {"stage": "customer"}},
            ]
        }
    )

    message: str
    history: list[str] = []


class ReplyAsked(Checked):
    """A draft to judge before it is sent.

    Attributes:
        persona: the class of the writer.
        draft: what shall be sent.
        incoming: the message that is answered.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "persona": "support-agent",
                    "draft": "The import works again. I have also given you a discount of 20 % on the renewal.",
                    "context": {"stage": "customer"},
                }
            ]
        }
    )

    persona: str
    draft: str
    incoming: str | None = None


class CallAsked(Checked):
    """A call of a tool, before it runs.

    Attributes:
        persona: the class of the caller.
        tool: the tool's name.
        arguments: its arguments, as an object or as the JSON text that a model wrote.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"persona": "customer-success-manager", "tool": "tickets.resolve", "arguments": {"id": 4411}}]
        }
    )

    persona: str
    tool: str
    arguments: dict[str, JsonValue] | str = {}


class BatonAsked(Asked):
    """What the receiver is told: words, never authority.

    Attributes:
        summary: what has happened so far.
        requests: what the person asked for.
        references: ids of tickets, quotes, documents.
    """

    summary: str = ""
    requests: list[str] = []
    references: list[str] = []


class EarlierAsked(Asked):
    """A handoff that was allowed before.

    Attributes:
        source: who had the work.
        target: who took it.
        lane: the lane of the work; null is work in no lane.
        reason: why.
        baton: what the receiver was told.
    """

    source: str
    target: str
    lane: str | None = None
    reason: str = ""
    baton: BatonAsked | None = None


class HandoffAsked(Checked):
    """A handoff, before it happens.

    Attributes:
        source: who has the work.
        target: who shall take it.
        lane: the lane of the work; null is work in no lane.
        reason: why, in the model's words.
        baton: what the receiver is told.
        earlier: the handoffs of this piece of work so far, oldest first.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "source": "support-agent",
                    "target": "account-manager",
                    "lane": "deal-negotiation",
                    "baton": {"summary": "Customer asks for a credit after three outages."},
                    "context": {"stage": "customer"},
                }
            ]
        }
    )

    source: str
    target: str
    lane: str | None = None
    reason: str = ""
    baton: BatonAsked | None = None
    earlier: list[EarlierAsked] = []
