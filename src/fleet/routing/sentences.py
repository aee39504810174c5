"""What each sentence of a reply does (the work itself, handing it over, declining it, ...), and in which lane."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from fleet.routing.calibration import softmax
from fleet.routing.encoder import STATIC, TUNED, Vectors
from fleet.routing.framing import framed
from fleet.routing.lexical import Lexicon
from fleet.routing.softmax import Softmax
from fleet.text import fold

Act = Literal["does", "hands-over", "declines", "reports", "quotes", "supposes", "asks", "names", "small-talk"]
ACTS: tuple[Act, ...] = get_args(Act)
"""What a sentence may do, the strongest first: ``does`` is the work itself, done, offered or promised."""

Which = NDArray[np.bool_]

_LEARNED = Path(__file__).parent / "weights" / "sentences.npz"
_WORDS, _TOKENS = 0.7, 0.5
_RARE = 1e-4


@dataclass(frozen=True, slots=True)
class Crossing:
    """How acts and lanes become the probability that a sentence does work of a closed lane.

    A logistic regression over what a sentence says by itself, and how it stands among the others of its reply.

    Attributes:
        weights: of `features`, in their order.
        bias: the logit where all of them are zero.
        bar: the probability from which a sentence counts as crossing.
    """

    weights: tuple[float, ...]
    bias: float
    bar: float

    def probabilities(self, read: Read, closed: Which) -> Vectors:
        """Judge the sentences of one reply, where `closed` says of each lane whether it is, shape (lanes,)."""
        logits = features(read, closed) @ np.array(self.weights) + self.bias
        return np.asarray(1 / (1 + np.exp(-logits)), dtype=np.float32)


class Read(NamedTuple):
    """What is known of the sentences of one reply before it is asked which lanes are closed.

    Attributes:
        acts: the probability of each act, shape (sentences, 9).
        homes: the probability of each lane, shape (sentences, lanes).
        wanted: the probability that the message asks for each lane, shape (lanes,).
    """

    acts: Vectors
    homes: Vectors
    wanted: Vectors


def features(read: Read, closed: Which) -> Vectors:
    """The numbers by which crossings are judged, shape (sentences, 19).

    The logits of doing work and of the closed lanes, and their product; by how much the likeliest closed lane is
    likelier than the likeliest open one; how much of the work of the other sentences is in closed lanes, in this
    sentence's closed lane, and in its open ones; by how much another sentence is more suspect; how likely the message
    asks for this sentence's closed lane, for any closed one, for any open one; how likely each other act is.
    """
    acts, homes, wanted = read
    work = acts[:, 0]
    rows = np.arange(len(work))
    shut = homes @ closed.astype(np.float32)
    best_shut, best_open = ((homes * these).max(axis=1, initial=0) + _RARE for these in (closed, ~closed))
    each = work[:, None] * homes
    others = each.sum(axis=0) - each
    others = others / np.maximum(others.sum(axis=1, keepdims=True), 1e-3)
    crossed = (homes * closed).argmax(axis=1) if homes.size else rows
    suspect = work * shut
    asked = np.log(wanted + 1e-3)
    either = [np.full(len(work), asked[these].max(initial=np.log(1e-3))) for these in (closed, ~closed)]
    return np.column_stack(
        [
            _logit(work),
            _logit(shut),
            np.log(best_shut / best_open),
            (others * closed).sum(axis=1),
            np.log(others[rows, crossed] + 1e-2),
            np.log((homes * others * ~closed).sum(axis=1) + 1e-2),
            suspect - suspect.max(initial=0),
            _logit(work) * _logit(shut),
            asked[crossed],
            *either,
            np.log(acts[:, 1:] + 1e-3),
        ]
    )


@dataclass(frozen=True, slots=True)
class SentenceClassifier:
    """Two fitted models over the same vectors, acts and lanes, and what follows from both.

    Attributes:
        lanes: the lanes it knows, in the order of its scores.
        lexicon: the words of what it learned from.
        acts: sentence vectors -> scores of acts.
        homes: sentence vectors -> scores of lanes.
        temperatures: what scores of acts and of lanes are divided by.
        crossing: how both become the probability of a crossing.
    """

    lanes: tuple[str, ...]
    lexicon: Lexicon
    acts: Softmax
    homes: Softmax
    temperatures: tuple[float, float]
    crossing: Crossing

    def odds(self, texts: Sequence[str], incoming: str | None = None) -> tuple[Vectors, Vectors]:
        """Judge the sentences of one reply: probabilities of acts, shape (texts, 9), and of lanes, (texts, lanes).

        Args:
            texts: the sentences, in order.
            incoming: the message that is answered.

        >>> acts, _ = shipped_classifier().odds(["Thank you, Dana.", "I have restarted the import, and it ran clean."])
        >>> [ACTS[int(one)] for one in acts.argmax(axis=1)]
        ['small-talk', 'does']
        """
        vectors = featured(texts, incoming, self.lexicon)
        acts = softmax(self.acts.scores(vectors) / self.temperatures[0])
        return acts, softmax(self.homes.scores(vectors) / self.temperatures[1])


def featured(texts: Sequence[str], incoming: str | None, lexicon: Lexicon) -> Vectors:
    """Vectors of the sentences of one reply: read with all around them, and each by its own tokens and words."""
    folded = [fold(text) for text in texts]
    tokens, words = STATIC.encode(folded), lexicon.vectors(folded)
    parts = (within(texts, incoming), tokens * np.float32(_TOKENS), words * np.float32(_WORDS))
    return np.hstack(parts)


def within(texts: Sequence[str], incoming: str | None) -> Vectors:
    """Vectors of sentences read together with each other and with the message; a long reply in several pieces.

    The last few are kept: a draft is often read again, with other lanes closed or by somebody else.
    """
    return _within(tuple(texts), incoming)


@lru_cache(maxsize=16)
def _within(texts: tuple[str, ...], incoming: str | None) -> Vectors:
    found: list[Vectors] = []
    start = 0
    while start < len(texts):
        ids, spans = framed(texts[start:], incoming)
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
        acts, homes = (
            Softmax(kept[f"{name}_weights"].astype(np.float32), kept[f"{name}_bias"]) for name in ("acts", "homes")
        )
        of_acts, of_homes = map(float, kept["temperatures"])
        *weights, bias, bar = map(float, kept["crossing"])
        crossing = Crossing(tuple(weights), bias, bar)
        return SentenceClassifier(
            tuple(str(kept["lanes"]).split("\n")), lexicon, acts, homes, (of_acts, of_homes), crossing
        )


def _logit(probabilities: Vectors) -> Vectors:
    kept = np.clip(probabilities, _RARE, 1 - _RARE)
    return np.asarray(np.log(kept / (1 - kept)))
