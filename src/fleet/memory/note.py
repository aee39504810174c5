"""What can be written into a journal: one of five kinds of note, each with the fields that it has and no others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args

from fleet.diagnostics import Diagnostic, hidden_characters, listed, quoted, visible
from fleet.errors import JournalError

Kind = Literal["touch", "signal", "commitment", "question", "date"]
Trend = Literal["better", "steady", "worse"]

KINDS: tuple[Kind, ...] = get_args(Kind)
"""A contact with the account, a sign of how it is doing, what was promised, what is not known yet, what comes next."""

TRENDS: tuple[Trend, ...] = get_args(Trend)
"""Where a signal can point."""

CLOSABLE: frozenset[Kind] = frozenset({"commitment", "question", "date"})
"""The kinds that are open until somebody closes them; a date is over on the day after it, too."""

LONGEST = 500
"""The most characters that the text of a note can have."""

LONGEST_ACCOUNT = 200
"""The most characters that the name of an account can have."""

_DUE: frozenset[Kind] = frozenset({"commitment", "date"})


@dataclass(frozen=True, kw_only=True)
class Note:
    """A note about an account.

    Attributes:
        kind: ``touch``, ``signal``, ``commitment``, ``question`` or ``date``.
        lane: the lane that it is about.
        text: what there is to say, on one line.
        due: the day of a date; the day by which a commitment is to be kept, if one was said.
        trend: where a signal points: ``better``, ``steady`` or ``worse``.
        at: when it happened, with a time zone; None is when it is written down.
    """

    kind: Kind
    lane: str
    text: str
    due: date | None = None
    trend: Trend | None = None
    at: datetime | None = None


def check_note(note: Note) -> None:
    """Refuse a note that does not have the fields of its kind, or a text that may not stand in a journal.

    Raises:
        JournalError: with the code ``FLT603``, once for each thing that is wrong.

    >>> check_note(Note(kind="question", lane="renewal", text="who signs?"))
    """
    found = tuple(_wrong_note(note))
    if found:
        raise JournalError(*found)


def day_of(text: str) -> date:
    """Read a day.

    Raises:
        JournalError: with the code ``FLT603``, if it is none.

    >>> day_of("2027-01-31")
    datetime.date(2027, 1, 31)
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise JournalError(_unfit(f"{quoted(text)} is no day", "write it as `2027-01-31`")) from None


def check_text(what: str, text: object, *, longest: int = LONGEST) -> None:
    """Refuse a text that may not stand in a journal: it is one line, not empty, not too long, and hides nothing.

    Raises:
        JournalError: with the code ``FLT603``.
    """
    found = tuple(_wrong_text(what, text, longest))
    if found:
        raise JournalError(*found)


def _wrong_note(note: Note) -> Iterator[Diagnostic]:
    if note.kind not in KINDS:
        yield _unfit(f"no kind of note is named {quoted(note.kind)}", f"choose one of {listed(KINDS)}")
        return
    yield from _wrong_text(f"the text of a {note.kind}", note.text, LONGEST)
    if note.due is not None and note.kind not in _DUE:
        yield _unfit(f"a {note.kind} has no day", "leave `due` out, or note a `date` beside it")
    elif note.due is not None and type(note.due) is not date:
        yield _unfit("the day of a note is no date", "give a `datetime.date`, without a time")
    if note.kind == "date" and note.due is None:
        yield _unfit("a date has no day", "say it in `due`, as in `2027-01-31`")
    if note.kind == "signal" and note.trend not in TRENDS:
        yield _unfit("a signal points nowhere", f"say it in `trend`: one of {listed(TRENDS)}")
    if note.kind != "signal" and note.trend is not None:
        yield _unfit(f"a {note.kind} has no trend", "leave `trend` out, or note a `signal` beside it")
    if note.at is not None and note.at.tzinfo is None:
        yield _unfit("the time of a note has no time zone", "give one, as in `datetime.now(UTC)`")


def _wrong_text(what: str, text: object, longest: int) -> Iterator[Diagnostic]:
    """The first thing that is wrong with a text; the others often follow from it."""
    if not isinstance(text, str) or not text.strip():
        yield _unfit(f"{what} is empty", "say it in a sentence")
    elif len(text) > longest:
        yield _unfit(f"{what} has {len(text)} characters", f"say it in at most {longest}")
    elif text.splitlines() != [text] or "\t" in text:
        yield _unfit(f"{what} has a line break or a tab", "write it on one line")
    elif hidden := hidden_characters(text):
        at, name = hidden[0]
        yield _unfit(f"{what} has a hidden character, {name}, after {quoted(text[:at])}", "leave it out")
    elif visible(text) != text:
        yield _unfit(f"{what} has a code point that is no character", "leave it out")


def _unfit(message: str, help_: str) -> Diagnostic:
    return Diagnostic("FLT603", message, help=help_)
