"""Which texts of many nearly repeat an earlier one, found without comparing all with all.

The likeness of two texts is the Jaccard index of their sets of three-word shingles (Broder, "On the resemblance and
containment of documents", 1997), with two blanks before the first and after the last word, so that short texts have
shingles too. Likenesses over a threshold are found exactly by prefix filtering: an inverted index holds only the rarest
shingles of each text, as many as it takes (Chaudhuri, Ganti and Kaushik, "A primitive operator for similarity joins in
data cleaning", 2006; Bayardo, Ma and Srikant, "Scaling up all pairs similarity search", 2007).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from fleet.text.fold import words

MORE_THAN_HALF = 0.5
"""The likeness over which a text counts as a repeat; with it, one word may differ in a text of eight or more."""


class Repeat(NamedTuple):
    """A text that nearly repeats an earlier one: the positions of both, and their likeness from 0 to 1."""

    position: int
    original: int
    likeness: float


def repeats(texts: Iterable[str], *, over: float = MORE_THAN_HALF) -> Iterator[Repeat]:
    """Yield each text that is like an original by more than `over`, with the original it is most like.

    An original is an earlier text that repeats none itself; of several that are equally like, the earliest is named.
    Texts without words are like nothing.

    >>> list(repeats(["Where is my invoice?", "Deploys fail.", "where is my invoice"]))
    [Repeat(position=2, original=0, likeness=1.0)]
    """
    shingled = [_shingles(text) for text in texts]
    spread = _Spread(shingled)
    index: dict[int, list[int]] = {}
    for position, shingles in enumerate(shingled):
        rarest = spread.rarest(shingles, over)
        originals = sorted({original for shingle in rarest for original in index.get(shingle, ())})
        likest = _likest(frozenset(shingles), [(original, shingled[original]) for original in originals], over)
        if likest is not None:
            yield Repeat(position, *likest)
            continue
        for shingle in rarest:
            index.setdefault(shingle, []).append(position)


def _shingles(text: str) -> array[int]:
    """The distinct shingles of a text, as 64-bit hashes."""
    found = words(text)
    padded = ("", "", *found, "", "")
    return array("q", set(map(hash, zip(padded, padded[1:], padded[2:], strict=False)))) if found else array("q")


class _Spread:
    """In about how many texts each shingle is: never too few, too many where two shingles share a counter."""

    def __init__(self, shingled: Sequence[array[int]]) -> None:
        size = 1 << (4 * sum(map(len, shingled)) + 1).bit_length()
        self._counts = bytearray(size)
        self._mask = size - 1
        for shingles in shingled:
            for shingle in shingles:
                counter = shingle & self._mask
                if self._counts[counter] < 255:
                    self._counts[counter] += 1

    def rarest(self, shingles: array[int], over: float) -> list[int]:
        """So many of the rarest shingles that every text over the threshold has one of them among its own rarest.

        Such a text has more than ``over * len(shingles)`` of them in common, and none that only one text has.
        """
        counts, mask = self._counts, self._mask
        least = int(over * len(shingles)) + 1
        shared = [shingle for shingle in shingles if counts[shingle & mask] > 1]
        if len(shared) < least:
            return []
        return sorted(shared, key=lambda shingle: (counts[shingle & mask], shingle))[: len(shared) - least + 1]


def _likest(
    shingles: frozenset[int], originals: Iterable[tuple[int, array[int]]], over: float
) -> tuple[int, float] | None:
    best, found = over, None
    for original, others in originals:
        common = len(shingles.intersection(others))
        likeness = common / (len(shingles) + len(others) - common)
        if likeness > best:
            best, found = likeness, original
    return None if found is None else (found, best)
