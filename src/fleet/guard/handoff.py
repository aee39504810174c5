"""A transfer of one piece of work, and the typed data that a model may write into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError, field_validator
from pydantic_core import PydanticCustomError

from fleet.diagnostics import hidden_characters, quoted, suggestion
from fleet.guard.complaint import complaints
from fleet.library import Library, digest_of
from fleet.spec import Context

MOST_HANDOFFS = 8
"""How often one piece of work may change hands before it leaves by the fallback."""

_MOST_FIELDS = 20  # of a baton are looked at; a sound one has three


def _as_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


_Short = Annotated[str, StringConstraints(max_length=300)]
_Few = Annotated[tuple[_Short, ...], BeforeValidator(_as_tuple), Field(max_length=20)]


class Baton(BaseModel):
    """What a model may tell the receiver. Data, never authority: facts, approvals and accounts are not in it.

    Attributes:
        summary: what has happened so far, at most 2,000 characters.
        requests: what the person asked for, each at most 300 characters, at most 20.
        references: ids of tickets, quotes, documents; the same limits.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    summary: Annotated[str, StringConstraints(max_length=2000)] = ""
    requests: _Few = ()
    references: _Few = ()

    @field_validator("*")
    @classmethod
    def _visible(cls, value: str | tuple[str, ...]) -> str | tuple[str, ...]:
        for text in (value,) if isinstance(value, str) else value:
            for _, name in hidden_characters(text)[:1]:
                kind, message = "hidden_character", "holds the hidden character {name}"
                raise PydanticCustomError(kind, message, {"name": name})
        return value


@dataclass(frozen=True, slots=True)
class Handoff:
    """One piece of work going from `source` to `target`; any strings, the guard refuses what is wrong.

    Attributes:
        source: the persona or party that has the work.
        target: the persona or party that shall take it.
        lane: the lane of the work; None if it is in no lane.
        reason: why, in the model's words; judged like a reply of the source, and never an authority.
        baton: what the receiver is told.
    """

    source: str
    target: str
    lane: str | None = None
    reason: str = ""
    baton: Baton | Mapping[str, object] | None = None

    @property
    def digest(self) -> str:
        """SHA-256 of edge, lane and what the baton says: two handoffs with one digest are a repetition.

        Of a baton that is none it is what is wrong with it.
        """
        return digest_of([self.source, self.target, self.lane, read_baton(self.baton)])

    def held(self, context: Context) -> Context:
        """The context of this handoff: where it says of nobody that they have the work, the source has it."""
        return context if context.current is not None else context.model_copy(update={"current": self.source})


def texts_of(handoff: Handoff) -> tuple[str, ...]:
    """What a handoff says in words: its reason, and the summary of its baton; none where the baton is none."""
    baton = read_baton(handoff.baton)
    summary = baton.summary if isinstance(baton, Baton) else ""
    return tuple(text for text in (handoff.reason, summary) if text.strip())


def read_baton(baton: object) -> Baton | tuple[str, ...]:
    """Return a baton from what was given for one, or the reasons why it is none."""
    if baton is None:
        return Baton()
    given = baton
    if isinstance(baton, Mapping | BaseModel):
        given = dict(islice(baton.items() if isinstance(baton, Mapping) else baton, _MOST_FIELDS))
    try:
        read = Baton.model_validate(given)
        return baton if isinstance(baton, Baton) else read
    except ValidationError as error:
        return complaints(error.errors(include_url=False), given, whole="the baton", unknown=_unknown)


def _unknown(name: str) -> str:
    return f"a baton holds no {quoted(name)}; {suggestion(name, Baton.model_fields)}"


def facts_of_handoff(library: Library, source: str, lane: str | None) -> frozenset[str]:
    """The facts that the runtime sets for the leg a handoff starts, from who really handed over.

    >>> import fleet
    >>> sorted(facts_of_handoff(fleet.load(), "support-agent", "ticket-resolution"))
    ['owner-asked', 'support-asked']
    """
    set_by = set()
    for name, fact in library.facts.items():
        by = fact.handed_by
        owns = by == "owner" and lane is not None and library.owners.get(lane) == source
        if owns or (by is not None and source in library.levels.get(by, ())):
            set_by.add(name)
    return frozenset(set_by)
