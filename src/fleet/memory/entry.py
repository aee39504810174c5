"""A note that was kept: what it is called, who wrote it about which account, and how it was closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Literal, get_args

from fleet.memory.note import CLOSABLE, KINDS, TRENDS, Kind, Note, Trend

Outcome = Literal["done", "dropped"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
"""How an entry can be closed."""


FORMAT = 1
"""The form in which notes lie in a store."""


@dataclass(frozen=True, kw_only=True)
class Closing:
    """How a commitment, a question or a date was closed.

    Attributes:
        at: when.
        outcome: ``done``, kept or answered; or ``dropped``, it is no more.
        text: what came of it; may be empty.
    """

    at: datetime
    outcome: Outcome = "done"
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A note in the journal of one account and one persona.

    Attributes:
        id: what it is called; stays the same, and no other entry of the journal has it.
        account: the account.
        persona: who wrote it.
        kind: the kind of the note.
        lane: the lane that it is about.
        text: what it says.
        at: when it happened, in UTC.
        due: the day of a date, or by which a commitment is to be kept.
        trend: where a signal points.
        closing: how it was closed; None while it was not.
    """

    id: str
    account: str
    persona: str
    kind: Kind
    lane: str
    text: str
    at: datetime
    due: date | None = None
    trend: Trend | None = None
    closing: Closing | None = None

    def open_on(self, day: date) -> bool:
        """Whether somebody still has to do something about it on a day: not closed, and no date that is over."""
        if self.kind not in CLOSABLE or self.closing is not None:
            return False
        return self.kind != "date" or self.due is None or self.due >= day

    def closed_by(self, closing: Closing | None) -> Entry:
        """The same entry, closed."""
        return self if closing is None else replace(self, closing=closing)

    def to_json(self) -> dict[str, object]:
        """The entry as plain data for ``json.dumps``; what it does not have is left out."""
        said: dict[str, object] = {"id": self.id, "account": self.account, "persona": self.persona}
        said |= note_data(self)
        if self.closing is not None:
            said["closed"] = closing_data(self.closing)
        return said


def kept(note: Note, entry_id: str, *, account: str, persona: str, now: datetime) -> Entry:
    """The entry that a note becomes."""
    return Entry(
        id=entry_id,
        account=account,
        persona=persona,
        kind=note.kind,
        lane=note.lane,
        text=note.text,
        at=(note.at or now).astimezone(UTC),
        due=note.due,
        trend=note.trend,
    )


def note_data(entry: Entry) -> dict[str, object]:
    """What an entry says, as plain data."""
    said: dict[str, object] = {
        "kind": entry.kind,
        "lane": entry.lane,
        "text": entry.text,
        "at": entry.at.isoformat(),
        "due": entry.due and entry.due.isoformat(),
        "trend": entry.trend,
    }
    return {name: value for name, value in said.items() if value is not None}


def closing_data(closing: Closing) -> dict[str, object]:
    """How an entry was closed, as plain data."""
    return {"at": closing.at.isoformat(), "outcome": closing.outcome, "text": closing.text}


def entry_from(entry_id: str, persona: str, value: Mapping[str, object]) -> Entry:
    """Read an entry from what lies in a store.

    Raises:
        ValueError: if it is not one.
    """
    kind, trend, due = value.get("kind"), value.get("trend"), value.get("due")
    if value.get("format") != FORMAT or kind not in KINDS or not (trend is None or trend in TRENDS):
        message = "not an entry of a journal"
        raise ValueError(message)
    return Entry(
        id=entry_id,
        account=_text(value, "account"),
        persona=persona,
        kind=next(one for one in KINDS if one == kind),
        lane=_text(value, "lane"),
        text=_text(value, "text"),
        at=_time(value),
        due=None if due is None else date.fromisoformat(_text(value, "due")),
        trend=next((one for one in TRENDS if one == trend), None),
    )


def closing_from(value: Mapping[str, object]) -> Closing:
    """Read how an entry was closed from what lies in a store.

    Raises:
        ValueError: if it does not say so.
    """
    outcome: Outcome | None = next((one for one in OUTCOMES if one == value.get("outcome")), None)
    if value.get("format") != FORMAT or outcome is None:
        message = "not the closing of an entry"
        raise ValueError(message)
    return Closing(at=_time(value), outcome=outcome, text=_text(value, "text"))


def _text(value: Mapping[str, object], name: str) -> str:
    text = value.get(name)
    if not isinstance(text, str):
        message = f"`{name}` is not text"
        raise ValueError(message)  # noqa: TRY004  whatever is wrong with a stored value is one kind of error
    return text


def _time(value: Mapping[str, object]) -> datetime:
    at = datetime.fromisoformat(_text(value, "at"))
    if at.tzinfo is None:
        message = "a time without a zone"
        raise ValueError(message)
    return at.astimezone(UTC)
