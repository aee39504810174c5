"""The file of a cassette: where it lies, and how several processes write into one."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from fleet.library import CASSETTES
from fleet.testing.cassette.reading import read_cassette
from fleet.testing.cassette.values import Cassette, Entry
from fleet.testing.cassette.writing import to_file

FOLDER = "cassettes"
"""The folder of cassettes, beside the tests."""


def cassette_path(beside: str | os.PathLike[str], persona: str) -> Path:
    """Return where the cassette of a persona lies for the tests of a file, or of a folder.

    >>> cassette_path("tests/test_agents.py", "support-agent").as_posix()
    'tests/cassettes/support-agent.cassette.yaml'
    """
    path = Path(beside)
    folder = path.parent if path.suffix else path
    return folder / FOLDER / f"{persona}{CASSETTES}"


def read_if_there(path: Path) -> Cassette:
    """Read a cassette; where there is no file it is empty.

    Raises:
        LibraryError: if there is a file and it is no cassette.
    """
    return read_cassette(path) if path.exists() else Cassette()


def kept(path: Path, recorded: Cassette, again: Collection[str]) -> Cassette:
    """Add what was recorded to the file at `path`, and return all that it holds now.

    Replies of the runs in `again` that were not recorded anew are taken away.
    """
    there = read_if_there(path)
    whole = merged(without(there, again), recorded)
    text = to_file(whole)
    if not path.exists() or path.read_text("utf-8") != text:
        replace_text(path, text)
    return whole


def without(cassette: Cassette, runs: Collection[str]) -> Cassette:
    """A cassette without the replies of some runs, and without requests that had no others."""
    entries = {}
    for key, entry in cassette.entries.items():
        replies = {place: reply for place, reply in entry.replies.items() if place[0] not in runs}
        if replies:
            entries[key] = entry._replace(replies=replies)
    return cassette._replace(entries=entries)


def merged(there: Cassette, new: Cassette) -> Cassette:
    """Two cassettes as one; what is new goes first."""
    entries = dict(there.entries)
    for key, entry in new.entries.items():
        old = entries[key].replies if key in entries else {}
        entries[key] = Entry(entry.request, {**old, **entry.replies})
    return Cassette({**there.told, **new.told}, {**there.schemas, **new.schemas}, entries)


def replace_text(path: Path, text: str) -> None:
    """Write a file so that it is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Let one process at a time into a folder, where the system can do that for folders."""
    folder.mkdir(parents=True, exist_ok=True)
    if sys.platform == "win32":
        yield
        return
    import fcntl  # noqa: PLC0415  there is none on Windows

    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
