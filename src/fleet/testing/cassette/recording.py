"""The recording that is open: what wrapped models reply from, wherever in the program they were made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from os import PathLike
from pathlib import Path
from threading import RLock

from fleet.library import Library
from fleet.testing.cassette.redaction import Redact, redacted
from fleet.testing.cassette.tape import Tape
from fleet.testing.cassette.values import Mode

_HERE: ContextVar[Tape | None] = ContextVar("fleet_tape", default=None)
_OPEN: list[Tape] = []
_LOCK = RLock()


@contextmanager
def recording(
    path: str | PathLike[str], *, mode: Mode = "replay", library: Library | None = None, redact: Redact = redacted
) -> Iterator[Tape]:
    """Let every model made by `cassette_model` without a path reply from a cassette, or be recorded into it.

    What was recorded is written down at the end, also after an error.

    Args:
        path: the file; `cassette_path` says where it lies beside tests.
        mode: ``replay``, ``record`` or ``record-missing``, see `Mode`.
        library: whose prompts are told apart by blocks; None for the shipped one.
        redact: what makes a text fit to be written down; it must leave alone what it made.

    Raises:
        LibraryError: if the file is there and is no cassette.
        NotRecordedError: at the end of a replay, if a reply was missing and the error did not come through.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, recording(f"{folder}/talk.cassette.yaml") as tape:
    ...     tape.mode, tape.missed
    ('replay', ())
    """
    tape = Tape(Path(path), mode=mode, library=library, redact=redact)
    with _LOCK:
        _OPEN.append(tape)
    token = _HERE.set(tape)
    try:
        with tape.complete():
            yield tape
    finally:
        _HERE.reset(token)
        with _LOCK:
            _OPEN.remove(tape)
        tape.save()


def open_tape() -> Tape | None:
    """The tape of the recording that is open here; in a thread that was not told, the last one that was opened."""
    here = _HERE.get()
    if here is not None:
        return here
    with _LOCK:
        return _OPEN[-1] if _OPEN else None
