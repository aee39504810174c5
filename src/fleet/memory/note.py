"""What can be written into a journal: one of five kinds of note, each with the fields that it has and no others."""

from __future__ import annotations

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
        JournalError: with the code ``FLT603``.

    >>> check_note(Note(kind="question", lane="renewal", text="who signs?"))
    """
    if note.kind not in KINDS:
        raise _unfit(f"no kind of note is named {quoted(note.kind)}", f"choose one of {listed(KINDS)}")
    check_text(f"the text of a {note.kind}", note.text)
    if note.due is not None and note.kind not in _DUE:
        raise _unfit(f"a {note.kind} has no day", "leave `due` out, or note a `date` beside it")
    if note.kind == "date" and note.due is None:
        raise _unfit("a date has no day", "say it in `due`, as in `2027-01-31`")
    if note.due is not None and type(note.due) is not date:
        raise _unfit("the day of a note is no date", "give a `datetime.date`, without a time")
    if note.kind == "signal" and note.trend not in TRENDS:
        raise _unfit("a signal points nowhere", f"say it in `trend`: one of {listed(TRENDS)}")
    if note.kind != "signal" and note.trend is not None:
        raise _unfit(f"a {note.kind} has no trend", "leave `trend` out, or note a `signal` beside it")
    if note.at is not None and note.at.tzinfo is None:
        raise _unfit("the time of a note has no time zone", "give one, as in `datetime.now(UTC)`")


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
        raise _unfit(f"{quoted(text)} is no day", "write it as `2027-01-31`") from None


def check_text(what: str, text: object, *, longest: int = LONGEST) -> str:
    """Return a text that may stand in a journal: of one line, not empty, not too long, with nothing hidden in it.

    Raises:
        JournalError: with the code ``FLT603``.
    """
    if not isinstance(text, str) or not text.strip():
        raise _unfit(f"{what} is empty", "say it in a sentence")
    if len(text) > longest:
        raise _unfit(f"{what} has {len(text)} characters", f"say it in at most {longest}")
    if text.splitlines() != [text] or "\t" in text:
        raise _unfit(f"{what} has a line break or a tab", "write it on one line")
    hidden = hidden_characters(text)
    if hidden:
        at, name = hidden[0]
        raise _unfit(f"{what} has a hidden character, {name}, after {quoted(text[:at])}", "leave it out")
    if visible(text) != text:
        raise _unfit(f"{what} has a code point that is no character", "leave it out")
    return text


def _unfit(message: str, help_: str) -> JournalError:
    return JournalError(Diagnostic("FLT603", message, help=help_))
