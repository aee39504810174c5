"""The texts and arguments behind the digests of a record: one file for each account, and an account can be erased."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

_FOLDER = "texts"
_MODE = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)


class SideFile:
    """The texts beside the chains of a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / _FOLDER

    def add(self, digest: str, account: str | None, text: object) -> None:
        """Append a text, or arguments, to the file of its account.

        Raises:
            OSError: if it cannot be written.
        """
        line = json.dumps({"digest": digest, "text": text}, default=dict, ensure_ascii=True, separators=(",", ":"))
        data = f"{line}\n".encode("ascii")
        self._folder.mkdir(mode=0o700, exist_ok=True)
        handle = os.open(self._path(account), _MODE, 0o600)
        try:
            if _torn(handle):
                data = b"\n" + data
            if os.write(handle, data) != len(data):
                message = "a text was not written whole"
                raise OSError(message)
        finally:
            os.close(handle)

    def texts(self) -> Texts:
        """What is kept, by digest."""
        return Texts(sorted(self._folder.glob("*.jsonl")))

    def erase(self, account: str | None) -> int:
        """Remove all texts of an account (None is where it was not known), and return how many there were.

        Raises:
            OSError: if they cannot be removed.
        """
        path = self._path(account)
        if not path.exists():
            return 0
        count = sum(1 for _ in _kept(path))
        path.unlink()
        return count

    def _path(self, account: str | None) -> Path:
        name = "unknown" if account is None else hashlib.sha256(account.encode("utf-8", "backslashreplace")).hexdigest()
        return self._folder / f"{name[:32]}.jsonl"


class Texts:
    """The texts in some files, found by digest. Where each stands is known; the texts themselves stay in the files."""

    def __init__(self, paths: list[Path]) -> None:
        self._places = {digest: (path, at) for path in paths for at, digest, _ in _kept(path)}

    def get(self, digest: object) -> object:
        """The text behind a digest; None if it is not kept, or was erased meanwhile."""
        place = self._places.get(str(digest))
        if place is None or not place[0].exists():
            return None
        return next((text for _, found, text in _kept(*place) if found == digest), None)


def _kept(path: Path, start: int = 0) -> Iterator[tuple[int, str, object]]:
    """Yield (place, digest, text) from a place on; a line that broke off is left out."""
    with path.open("rb") as opened:
        opened.seek(start)
        at = start
        for data in opened:
            try:
                kept = json.loads(data)
                yield at, str(kept["digest"]), kept["text"]
            except (ValueError, KeyError, TypeError, RecursionError):
                pass
            at += len(data)


def _torn(handle: int) -> bool:
    """Whether the last line of a file broke off."""
    size = os.fstat(handle).st_size
    if not size:
        return False
    os.lseek(handle, size - 1, os.SEEK_SET)
    return os.read(handle, 1) != b"\n"
