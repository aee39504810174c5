"""What each sentence of a reply does (the work itself, handing it over, declining it, ...), and in which lane."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple, get_args

import numpy as np

from fleet.routing.calibration import softmax
from fleet.routing.encoder import Encoder, StaticEncoder, TransformerEncoder, Vectors
from fleet.routing.lexical import Lexicon
from fleet.routing.softmax import Softmax
from fleet.text import fold, sentences

Act = Literal["does", "hands-over", "declines", "reports", "quotes", "supposes", "asks", "names", "small-talk"]
ACTS: tuple[Act, ...] = get_args(Act)
"""What a sentence may do, the strongest first: ``does`` is the work itself, done, offered or promised."""

_LEARNED = Path(__file__).parent / "weights" / "sentences.npz"
_BEFORE = 0.3
_WORDS, _TOKENS = 0.7, 0.5


class Sentence(NamedTuple):
    """A sentence of a reply.

    Attributes:
        text: the sentence.
        span: where it stands in the reply: start and end, in characters.
        act: what it most likely does.
        sureness: the calibrated probability of that.
        lane: the lane that it most likely speaks of; None for small talk.
        likelihood: the calibrated probability of that.
        work: the probability that it does work at all, whatever the lane.
    """

    text: str
    span: tuple[int, int]
    act: Act
    sureness: float
    lane: str | None
    likelihood: float
    work: float


@dataclass(frozen=True, slots=True)
class SentenceClassifier:
    """Two fitted models over the same vectors: acts and lanes.

    Attributes:
        lanes: the lanes it knows, in the order of its scores.
        lexicon: the words of what it learned from.
        acts: sentence vectors -> scores of acts.
        homes: sentence vectors -> scores of lanes.
        temperatures: what scores of acts and of lanes are divided by.
    """

    lanes: tuple[str, ...]
    lexicon: Lexicon
    acts: Softmax
    homes: Softmax
    temperatures: tuple[float, float]

    def read(self, reply: str) -> tuple[Sentence, ...]:
        """List the sentences of a reply with what they do.

        >>> found = shipped_classifier().read("Thank you, Dana. I have restarted the import, and it ran clean twice.")
        >>> [(one.act, one.lane) for one in found]
        [('small-talk', None), ('does', 'ticket-resolution')]
        """
        spans = [(start, end) for start, end in sentences(reply) if reply[start:end].strip()]
        if not spans:
            return ()
        texts = [reply[start:end].strip() for start, end in spans]
        acts, homes = self.odds(texts)
        found = []
        for at, (text, span) in enumerate(zip(texts, spans, strict=True)):
            act, home = int(acts[at].argmax()), int(homes[at].argmax())
            lane = None if ACTS[act] == "small-talk" else self.lanes[home]
            sure, likely = float(acts[at, act]), float(homes[at, home])
            found.append(Sentence(text, span, ACTS[act], sure, lane, likely, float(acts[at, 0])))
        return tuple(found)

    def odds(self, texts: Sequence[str]) -> tuple[Vectors, Vectors]:
        """Judge the sentences of one reply: probabilities of acts, shape (texts, 9), and of lanes, (texts, lanes)."""
        vectors = featured(texts, self.lexicon)
        acts = softmax(self.acts.scores(vectors) / self.temperatures[0])
        return acts, softmax(self.homes.scores(vectors) / self.temperatures[1])


def featured(texts: Sequence[str], lexicon: Lexicon) -> Vectors:
    """Vectors of the sentences of one reply: each by itself, by its tokens and words, and by the one before it."""
    folded = [fold(text) for text in texts]
    alone = _TRANSFORMER.encode(folded)
    before = np.vstack([np.zeros_like(alone[:1]), alone[:-1]])
    tokens, words = _STATIC.encode(folded), lexicon.vectors(folded)
    parts = (alone, before * np.float32(_BEFORE), tokens * np.float32(_TOKENS), words * np.float32(_WORDS))
    return np.hstack(parts)


@cache
def shipped_classifier() -> SentenceClassifier:
    """The classifier that the corpus taught, for the lanes of the shipped library."""
    with np.load(_LEARNED, allow_pickle=False) as kept:
        rarities = map(float, kept["rarities"].astype(np.float32))
        lexicon = Lexicon(dict(zip(str(kept["terms"]).split("\n"), rarities, strict=True)))
        acts, homes = (
            Softmax(kept[f"{name}_weights"].astype(np.float32), kept[f"{name}_bias"]) for name in ("acts", "homes")
        )
        first, second = map(float, kept["temperatures"])
        return SentenceClassifier(tuple(str(kept["lanes"]).split("\n")), lexicon, acts, homes, (first, second))


_TRANSFORMER: Encoder = TransformerEncoder()
_STATIC: Encoder = StaticEncoder()
