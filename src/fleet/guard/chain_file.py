"""The chain that one process writes: append-only lines of JSON, each with a hash over all before it."""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from pydantic_core import PydanticSerializationError, to_json

from fleet.guard.chain import ENDING, FORMAT, LONGEST, sealed

ENCODED = json.JSONEncoder(separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode
Value = str | int | float | bool | None | tuple[str, ...]
_MODE = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_PLAIN = frozenset({str, int, bool, type(None), tuple})
_DELETE = "\x7f"  # is ASCII, and `json` escapes it


class ChainFile:
    """Writes the lines of one process; no two threads at a time.

    Args:
        folder: where chains lie.
        see: is told of each line that stands, with its place.
        sync: wait for the disk at every line.

    Attributes:
        library: the digest of the library that the last line was written under.
        named: the names of all chains that were to be begun here.
        begun: of those that were.
    """

    def __init__(self, folder: Path, see: Callable[[str, Mapping[str, Value]], None], *, sync: bool) -> None:
        self._folder = folder
        self._see = see
        self._sync = sync
        self._handle = -1
        self._process = -1
        self._chain, self._number, self._hash = "", 0, ""
        self.library = ""
        self.named: set[str] = set()
        self.begun: set[str] = set()

    def write(self, kind: str, fields: Mapping[str, Value], library: str) -> str:
        """Append a line, and return where it stands, as ``chain:number``; a chain is begun if there is none.

        Raises:
            OSError: if it cannot be written; the chain ends there, and the next line begins a new one.
        """
        if self._process != os.getpid():
            self._handle = -1  # a handle of the process that forked is left to it
        if self._handle >= 0 and not _there(self._handle):
            self.close()
        if self._handle < 0:
            self._begin(library)
        if library != self.library:
            self._append("library", {"library": library})
            self.library = library
        return self._append(kind, fields)

    def _begin(self, library: str) -> None:
        self._process = os.getpid()
        self._chain = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{self._process}-{secrets.token_hex(4)}"
        self._number, self._hash, self.library = 0, "", library
        self.named.add(self._chain)
        path = self._folder / f"{self._chain}{ENDING}"
        self._handle = os.open(path, _MODE, 0o600)
        try:
            self._append("chain", {"format": FORMAT, "chain": self._chain, "library": library})
            if self._sync:
                _sync_folder(self._folder)
        except OSError:
            self.close()
            with suppress(OSError):
                path.unlink()
            raise
        self.begun.add(self._chain)

    def _append(self, kind: str, fields: Mapping[str, Value]) -> str:
        line = {"n": self._number, "time": _now(), "kind": kind, **fields}
        body, mark = sealed(_line_of(line), self._hash)
        try:
            _write(self._handle, body.encode("ascii"))
            if self._sync:
                os.fsync(self._handle)
        except OSError:
            self.close()
            raise
        place = f"{self._chain}:{self._number}"
        self._hash, self._number = mark, self._number + 1
        self._see(place, line)
        return place

    def close(self) -> None:
        """End the chain of this process, if there is one; the next line begins a new one."""
        if self._handle >= 0 and self._process == os.getpid():
            with suppress(OSError):
                os.close(self._handle)
        self._handle = -1


def _line_of(fields: Mapping[str, Value]) -> str:
    """The fields as JSON, letter by letter as `json` writes them; most of them pydantic writes alike, and faster."""
    if _PLAIN.issuperset(map(type, fields.values())):
        try:
            line = to_json(fields, ensure_ascii=True).decode("ascii")
        except PydanticSerializationError:  # half a character, which a model may write
            return ENCODED(fields)
        if _DELETE not in line:
            return line
    return ENCODED(fields)


def _now() -> str:
    second, rest = divmod(time.time_ns(), 1_000_000_000)
    return f"{_second(second)}.{rest // 1000:06}Z"


@lru_cache(maxsize=1)
def _second(second: int) -> str:
    """A second since 1970 as a date and time of UTC; a busy host writes many lines in one."""
    return f"{datetime.fromtimestamp(second, UTC):%Y-%m-%dT%H:%M:%S}"


def _there(handle: int) -> bool:
    """Whether the file of a handle can still be found: somebody may have removed it, or closed all handles."""
    try:
        return os.fstat(handle).st_nlink > 0
    except OSError:
        return False


def _write(handle: int, data: bytes) -> None:
    if len(data) > LONGEST:
        message = f"a line of {len(data)} bytes is too long"
        raise OSError(message)
    written = os.write(handle, data)
    if written != len(data):
        message = f"{len(data) - written} bytes of a line were not written"
        raise OSError(message)


def _sync_folder(folder: Path) -> None:
    """Wait until the folder knows of its new file; a system that cannot open folders does it by itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
