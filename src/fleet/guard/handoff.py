"""A transfer of one piece of work, and the typed data that a model may write into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError, field_validator

from fleet.diagnostics import hidden_characters
from fleet.library import Library, digest_of

MOST_HANDOFFS = 8
"""How often one piece of work may change hands before it leaves by the fallback."""

_Short = Annotated[str, StringConstraints(max_length=300)]


class Baton(BaseModel):
    """What a model may tell the receiver. Data, never authority: facts, approvals and accounts are not in it.

    Attributes:
        summary: what has happened so far, at most 2,000 characters.
        requests: what the person asked for, each at most 300 characters, at most 20.
        references: ids of tickets, quotes, documents; the same limits.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    summary: Annotated[str, StringConstraints(max_length=2000)] = ""
    requests: tuple[_Short, ...] = ()
    references: tuple[_Short, ...] = ()

    @field_validator("requests", "references")
    @classmethod
    def _few(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        if len(values) > 20:
            message = "at most 20 entries"
            raise ValueError(message)
        return values

    @field_validator("*")
    @classmethod
    def _visible(cls, value: str | tuple[str, ...]) -> str | tuple[str, ...]:
        if any(hidden_characters(text) for text in ((value,) if isinstance(value, str) else value)):
            message = "hidden characters are not allowed"
            raise ValueError(message)
        return value


@dataclass(frozen=True, slots=True)
class Handoff:
    """One piece of work going from `source` to `target`; any strings, the guard refuses what is wrong.

    Attributes:
        source: the persona or party that has the work.
        target: the persona or party that shall take it.
        lane: the lane of the work; None if it is in no lane.
        reason: why, in the model's words; read by nobody who decides.
        baton: what the receiver is told.
    """

    source: str
    target: str
    lane: str | None = None
    reason: str = ""
    baton: Baton | Mapping[str, object] | None = None

    @property
    def digest(self) -> str:
        """SHA-256 of edge, lane and baton: two handoffs with one digest are a repetition."""
        baton = self.baton.model_dump(mode="json") if isinstance(self.baton, BaseModel) else self.baton
        return digest_of([self.source, self.target, self.lane, baton])


def read_baton(baton: object) -> Baton | str:
    """Return a baton from what was given for one, or the reason why it is none."""
    if baton is None:
        return Baton()
    if isinstance(baton, Baton):
        return baton
    try:
        return Baton.model_validate(dict(baton) if isinstance(baton, Mapping) else baton)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(map(str, first["loc"]))
        return f"`{field or 'baton'}`: {first['msg'].lower()}"


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
