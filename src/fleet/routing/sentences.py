"""What each sentence of a reply does (the work itself, handing it over, ...), in which lane, and whether it may."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, get_args

import numpy as np

from fleet.routing.calibration import softmax
from fleet.routing.crossing import Crossing, Odds
from fleet.routing.encoder import STATIC, TUNED, Vectors
from fleet.routing.framing import framed
from fleet.routing.lexical import Lexicon
from fleet.routing.softmax import Softmax
from fleet.text import fold

Act = Literal["does", "hands-over", "declines", "reports", "quotes", "supposes", "asks", "names", "small-talk"]
ACTS: tuple[Act, ...] = get_args(Act)
"""What a sentence may do, the strongest first: ``does`` is the work itself, done, offered or promised."""

_LEARNED = Path(__file__).parent / "weights" / "sentences.npz"
_WORDS, _TOKENS = 0.7, 0.5


@dataclass(frozen=True, slots=True)
class SentenceClassifier:
    """Three fitted models over the same vectors, and what follows from all of them.

    Attributes:
        lanes: the lanes it knows, in the order of its scores.
        lexicon: the words of what it learned from.
        acts: sentence vectors -> scores of acts.
        homes: sentence vectors -> scores of lanes.
        crosses: sentence vectors -> scores of work that is not open, and of work that is.
        temperatures: what scores of acts and of lanes are divided by.
        crossing: how all become the probability of a crossing.
        unsighted: the same where it is not known which lanes are open.
    """

    lanes: tuple[str, ...]
    lexicon: Lexicon
    acts: Softmax
    homes: Softmax
    crosses: Softmax
    temperatures: tuple[float, float]
    crossing: Crossing
    unsighted: Crossing

    def odds(self, texts: Sequence[str], incoming: str | None = None, lanes: AbstractSet[str] | None = None) -> Odds:
        """Judge the sentences of one reply.

        Args:
            texts: the sentences, in order.
            incoming: the message that is answered.
            lanes: those that are open to the writer; None where that is not known.

        >>> odds = shipped_classifier().odds(["Thank you, Dana.", "I have restarted the import, and it ran clean."])
        >>> [ACTS[int(one)] for one in odds.acts.argmax(axis=1)]
        ['small-talk', 'does']
        """
        vectors = featured(texts, incoming, self.lexicon, lanes)
        acts = softmax(self.acts.scores(vectors) / self.temperatures[0])
        homes = softmax(self.homes.scores(vectors) / self.temperatures[1])
        return Odds(acts, homes, softmax(self.crosses.scores(vectors))[:, 0])


def featured(
    texts: Sequence[str], incoming: str | None, lexicon: Lexicon, lanes: AbstractSet[str] | None = None
) -> Vectors:
    """Vectors of the sentences of one reply: read with all around them, and each by its own tokens and words."""
    return np.hstack([within(texts, incoming, lanes), _by_themselves(tuple(texts), lexicon)])


@lru_cache(maxsize=16)
def _by_themselves(texts: tuple[str, ...], lexicon: Lexicon) -> Vectors:
    """The same however they are read, so made once for both ways."""
    folded = [fold(text) for text in texts]
    made = np.hstack([STATIC.encode(folded) * np.float32(_TOKENS), lexicon.vectors(folded) * np.float32(_WORDS)])
    made.flags.writeable = False
    return made


def within(texts: Sequence[str], incoming: str | None, lanes: AbstractSet[str] | None = None) -> Vectors:
    """Vectors of sentences read together with each other, with the message, and with what is open to the writer.

    A long reply is read in several pieces. The last few are kept: a draft is often read again.
    """
    return _within(tuple(texts), incoming, None if lanes is None else frozenset(lanes))


@lru_cache(maxsize=16)
def _within(texts: tuple[str, ...], incoming: str | None, lanes: frozenset[str] | None) -> Vectors:
    found: list[Vectors] = []
    start = 0
    while start < len(texts):
        ids, spans = framed(texts[start:], incoming, lanes)
        found.append(TUNED.spans(ids, spans))
        start += len(spans)
    made = np.vstack(found) if found else np.zeros((0, 384), dtype=np.float32)
    made.flags.writeable = False
    return made


@cache
def shipped_classifier() -> SentenceClassifier:
    """The classifier that the corpus taught, for the lanes of the shipped library."""
    with np.load(_LEARNED, allow_pickle=False) as kept:
        lexicon = Lexicon.read(kept)
        acts, homes, crosses = (
            Softmax(kept[f"{name}_weights"].astype(np.float32), kept[f"{name}_bias"])
            for name in ("acts", "homes", "crosses")
        )
        of_acts, of_homes = map(float, kept["temperatures"])
        crossings = [Crossing(tuple(weights), bias, bar) for *weights, bias, bar in
                     (map(float, kept[name]) for name in ("crossing", "unsighted"))]  # fmt: skip
        lanes = tuple(str(kept["lanes"]).split("\n"))
        return SentenceClassifier(lanes, lexicon, acts, homes, crosses, (of_acts, of_homes), *crossings)
