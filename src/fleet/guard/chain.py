"""How the lines of a record hang together, and what can be said of a chain: whole, broken off, or changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal, NamedTuple

FORMAT = 1
ENDING = ".chain.jsonl"
LONGEST = 1024 * 1024
"""The most bytes of a line; what is longer was not written by a record."""

State = Literal["whole", "broken off", "changed"]

_SEAL = ',"hash":"'
_SEAL_LENGTH = len(_SEAL) + 64 + len('"}')


class Line(NamedTuple):
    """A whole line of a chain: where it stands, as ``chain:number``, its fields, the hash over it and all before it."""

    place: str
    fields: Mapping[str, object]
    hash: str


class Chain:
    """One pass over a file of a record, which may be gone on with when the file has grown.

    Iterating gives the lines that hang together, from the first; only one line is held at a time. Afterwards the
    attributes say how it ended; before, they say how far it came.

    Attributes:
        path: the file.
        name: the chain's name, from the file's.
        count: how many lines hang together.
        head: the hash over all of them; kept elsewhere, it shows later that none was taken from the end.
        size: the bytes of all of them.
        torn: bytes after the last whole line: what a crash leaves.
        fault: what does not hang together, with the number of the line in the file, from 1; None if all of it does.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.name.removesuffix(ENDING)
        self.count, self.head, self.size, self.torn = 0, "", 0, 0
        self.fault: str | None = None

    def __iter__(self) -> Iterator[Line]:
        """Read and verify from the start.

        Raises:
            OSError: if the file cannot be read.
        """
        self.count, self.head, self.size, self.fault = 0, "", 0, None
        return self.more()

    def more(self) -> Iterator[Line]:
        """Read and verify what was added since; nothing, where it was changed before.

        Raises:
            OSError: if the file cannot be read.
        """
        if self.fault is not None:
            return
        self.torn = 0
        with self.path.open("rb") as opened:
            opened.seek(self.size)
            while data := opened.readline(LONGEST + 1):
                if not data.endswith(b"\n") and len(data) <= LONGEST:
                    self.torn = len(data)
                    return
                line = self._line(data)
                if isinstance(line, str):
                    self.fault = f"line {self.count + 1} {line}"
                    return
                self.count += 1
                self.head = line.hash
                self.size += len(data)
                yield line

    @property
    def state(self) -> State:
        """What is to be said of it after a pass; a file without a whole line broke off before its first one."""
        if self.fault is not None:
            return "changed"
        return "broken off" if self.torn or not self.count else "whole"

    def beyond(self) -> Iterator[Line]:
        """After a pass that met a fault: what follows, as far as it is lines at all; nothing vouches for it."""
        with self.path.open("rb") as opened:
            for number, data in enumerate(iter(lambda: opened.readline(LONGEST + 1), b"")):
                fields = _fields(data) if number >= self.count else None
                if fields is not None:
                    yield Line(f"{self.name}:{fields.get('n')}", fields, "")

    def _line(self, data: bytes) -> Line | str:
        """The next line, or what is wrong with it."""
        fields = _fields(data)
        if fields is None:
            return "is not a line of JSON"
        text = data.decode("ascii").removesuffix("\n")
        if not text[-_SEAL_LENGTH:].startswith(_SEAL):
            return "has no hash at its end"
        mark = sealed(f"{text[:-_SEAL_LENGTH]}}}", self.head)[1]
        if mark != fields["hash"]:
            return "does not fit its hash: it, or a line before it, was changed, added or taken away"
        if fields.get("n") != self.count:
            return f"has the number {fields.get('n')}, not {self.count}"
        first = (fields.get("kind"), fields.get("format"), fields.get("chain"))
        if self.count == 0 and first != ("chain", FORMAT, self.name):
            return "does not begin a chain of this format and of the file's name"
        return Line(f"{self.name}:{self.count}", fields, mark)


def sealed(line: str, before: str) -> tuple[str, str]:
    """Return a line of JSON with its hash as last field and its end of line, and the hash.

    The hash is SHA-256 over the hash of the line before and this line without its hash.
    """
    mark = hashlib.sha256(f"{before}{line}".encode("ascii")).hexdigest()
    return f'{line[:-1]}{_SEAL}{mark}"}}\n', mark


def chains(folder: Path) -> tuple[Chain, ...]:
    """The chains of a folder, the oldest first; none of them is read yet."""
    return tuple(Chain(path) for path in sorted(folder.glob(f"*{ENDING}")))


def _fields(data: bytes) -> Mapping[str, object] | None:
    """What a line says, if it is a whole line of a record at all."""
    if not data.endswith(b"\n"):
        return None
    try:
        fields = json.loads(data.decode("ascii"))
    except (ValueError, RecursionError):
        return None
    return fields if isinstance(fields, dict) else None
