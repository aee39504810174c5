"""What a cassette holds and nobody asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from fleet.diagnostics import Diagnostic, quoted
from fleet.library import Library
from fleet.testing.cassette.keeping import locked, read_if_there, replace_text
from fleet.testing.cassette.prompts import Prompts
from fleet.testing.cassette.redaction import redacted
from fleet.testing.cassette.values import Cassette, Entry
from fleet.testing.cassette.writing import to_file

Place = tuple[str, str, int]
"""One reply: the key of its request, its run and its number."""


def unused(cassette: Cassette, used: Collection[Place]) -> tuple[Diagnostic, ...]:
    """Return a warning for each request of a cassette that has replies which nobody asked for.

    Args:
        cassette: what was read.
        used: what all processes of a session asked for, see `Tape.used`.
    """
    return tuple(
        _warning(entry, len(left))
        for key, entry in cassette.entries.items()
        if (left := [place for place in entry.replies if (key, *place) not in used])
    )


def stale(cassette: Cassette, library: Library) -> tuple[Diagnostic, ...]:
    """Return a warning for each request whose prompt no persona of `library` has any more, without running anything."""
    prompts = Prompts(library, redacted)
    return tuple(
        _warning(entry, len(entry.replies))
        for entry in cassette.entries.values()
        if _is_stale(entry, prompts, cassette)
    )


def pruned(path: Path, used: Collection[Place]) -> int:
    """Take out of a cassette what nobody asked for, and return how many replies that were.

    Raises:
        LibraryError: if the file is no cassette.
    """
    with locked(path.parent):
        cassette = read_if_there(path)
        entries = {key: _only(entry, key, used) for key, entry in cassette.entries.items()}
        left = cassette._replace(entries={key: entry for key, entry in entries.items() if entry.replies})
        count = _replies(cassette.entries.values()) - _replies(left.entries.values())
        if count:
            replace_text(path, to_file(left))
    return count


def _only(entry: Entry, key: str, used: Collection[Place]) -> Entry:
    return entry._replace(replies={place: one for place, one in entry.replies.items() if (key, *place) in used})


def _replies(entries: Iterable[Entry]) -> int:
    return sum(len(entry.replies) for entry in entries)


def _is_stale(entry: Entry, prompts: Prompts, cassette: Cassette) -> bool:
    texts = [part.text for one in entry.request.messages if one.role == "system" for part in one.pieces]
    told = [text for text in texts if any(one.text in text for one in cassette.told.values())]
    return any(prompts.found_in(text) is None for text in told)


def _warning(entry: Entry, count: int) -> Diagnostic:
    last = entry.request.messages[-1] if entry.request.messages else None
    said = quoted(last.text or last.role) if last is not None else "nothing"
    replies = "a reply" if count == 1 else f"{count} replies"
    return Diagnostic(
        "FLT523",
        f"nobody asked for {replies} to {said}",
        entry.place,
        note="what is never replayed tests nothing",
        help="record again, or take them out with `fleet.testing.cassette.pruned`",
    )
