"""Lines that a mark turns around: they are stored backwards, and everybody who sees them reads them forwards."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

Placed = tuple[int, str]
"""A character, after the place where it stands in what was written."""

_TURNED, _END = "\u202e", "\u202c"
_RIGHT_TO_LEFT = frozenset(("R", "AL"))


def as_seen(characters: Iterable[Placed]) -> Iterator[Placed]:
    r"""Put lines that lie whole between a right-to-left override and its end into reading order.

    Letters that are written from right to left anyway, such as Arabic, are stored as they are read. Marks inside a line
    change nothing: what such a line says is read without them.

    >>> "".join(one for _, one in as_seen(enumerate("see\n\u202etnuocsid\u202c"))).replace("\u202c", "")
    'see\ndiscount\u202e'
    """
    line: list[Placed] = []
    for placed in characters:
        if placed[1] == "\n":
            yield from _read(line)
            yield placed
            line = []
        else:
            line.append(placed)
    yield from _read(line)


def _read(line: list[Placed]) -> Iterator[Placed]:
    whole = len(line) > 2 and line[0][1] == _TURNED and line[-1][1] == _END
    if not whole or any(unicodedata.bidirectional(one[1][:1]) in _RIGHT_TO_LEFT for one in line):
        return iter(line)
    return reversed(line)
