"""Where the sentences of a text begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterator

# a run of marks is tried once, from its beginning: from each of its marks, a long one would take forever
_END = re.compile(r"(?<![.!?…])[.!?…]++[\"')\]]*+(?=\s)|\n\s*\n|\n(?=\s*(?:[-*•]|\d{1,2}[.)])\s)")
_ABBREVIATED = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|mr|mrs|ms|dr|no|nr|st|vs|approx|resp|z\.b|p\.s|a\.m|p\.m)|\b[a-z])\.$", re.IGNORECASE
)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each sentence, without the white space around it; a list item is one of its own.

    >>> text = "It fails, e.g. today. Why?"
    >>> [text[start:end] for start, end in sentences(text)]
    ['It fails, e.g. today.', 'Why?']
    """
    start = 0
    for match in _END.finditer(text):
        if match.group().strip() == "." and _ABBREVIATED.search(text, max(start, match.end() - 12), match.end()):
            continue
        yield from _trimmed(text, start, match.end())
        start = match.end()
    yield from _trimmed(text, start, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    inside = text[start:end]
    left = start + len(inside) - len(inside.lstrip())
    right = start + len(inside.rstrip())
    if left < right:
        yield left, right
