"""Texts to vectors by the words and word pieces that they share with examples, weighted by how rare these are."""

from __future__ import annotations

import math
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from fleet.routing.encoder import Vectors
from fleet.text import words

DIMENSIONS = 1024
_PIECES = (3, 4, 5)


class Lexicon:
    """How rare each word, pair of words and word piece is among some texts, and vectors made of them.

    Terms are hashed into a fixed number of signed counters (Weinberger et al., "Feature hashing for large scale
    multitask learning", 2009); weights are logarithmic counts times inverse document frequency.

    >>> lexicon = Lexicon.of(["the invoice is wrong", "the login fails"])
    >>> float((lexicon.vectors(["wrong invoice"]) @ lexicon.vectors(["the invoice is wrong"]).T).round(1)[0, 0]) > 0.2
    True
    """

    def __init__(self, rarity: Mapping[str, float]) -> None:
        self._rarity = rarity

    @classmethod
    def of(cls, texts: Sequence[str]) -> Lexicon:
        """Count the terms of `texts`."""
        found: Counter[str] = Counter()
        for text in texts:
            found.update({term for terms in _terms(text) for term in terms})
        total = len(texts)
        return cls({term: math.log((1 + total) / (1 + count)) + 1 for term, count in sorted(found.items())})

    @classmethod
    def read(cls, arrays: Mapping[str, NDArray[np.generic]]) -> Lexicon:
        """Make a lexicon from the arrays that `stored` gave."""
        terms = str(arrays["terms"]).split("\n")
        return cls(dict(zip(terms, map(float, arrays["rarities"].astype(np.float32)), strict=True)))

    def stored(self) -> dict[str, NDArray[np.generic]]:
        """Arrays to store: all terms as one text, and their rarities."""
        rarities = np.fromiter(self._rarity.values(), dtype=np.float32, count=len(self._rarity))
        return {"terms": np.array("\n".join(self._rarity)), "rarities": rarities}

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return DIMENSIONS

    @property
    def terms(self) -> Mapping[str, float]:
        """Every term with its rarity."""
        return self._rarity

    def rarity(self, term: str) -> float:
        """How rare a term is; 0 if no example has it."""
        return self._rarity.get(term, 0.0)

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Return an array of shape (texts, 1024); terms that no example has count for nothing."""
        made = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for row, text in enumerate(texts):
            for terms in _terms(text):
                self._add(made[row], terms)
        return made

    def _add(self, row: Vectors, terms: Iterable[str]) -> None:
        weights = {
            term: (1 + math.log(count)) * self._rarity[term]
            for term, count in Counter(terms).items()
            if term in self._rarity
        }
        length = math.sqrt(2 * sum(weight * weight for weight in weights.values()))
        for term, weight in weights.items():
            place, sign = slot(term)
            row[place] += sign * weight / length


@lru_cache(maxsize=1 << 16)
def slot(term: str) -> tuple[int, int]:
    """The counter that a term goes to, and the sign with which it does: the same on every machine."""
    hashed = zlib.crc32(term.encode())
    return hashed % DIMENSIONS, 1 if hashed >> 31 else -1


def word_term(word: str) -> str:
    """The term of one word."""
    return f"w:{word}"


def _terms(text: str) -> tuple[list[str], list[str]]:
    found = words(text)
    pairs = [f"b:{first} {second}" for first, second in pairwise(found)]
    return [word_term(word) for word in found] + pairs, list(_pieces(found))


def _pieces(found: Sequence[str]) -> Iterator[str]:
    for word in found:
        padded = f" {word} "
        for size in _PIECES:
            for start in range(max(0, len(padded) - size + 1)):
                yield f"c:{padded[start : start + size]}"
