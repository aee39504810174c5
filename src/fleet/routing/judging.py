"""One message under the models of a router: the fast one where it is sure enough, else the accurate one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from threading import Lock
from typing import Literal, NamedTuple

import numpy as np

from fleet.routing.cache import Kept, key_of, store, stored
from fleet.routing.choosing import better
from fleet.routing.encoder import PUBLISHED, STATIC, TUNED, Embeddings, Encoder, HostEncoder, Vectors
from fleet.routing.features import Features, accurate, fast
from fleet.routing.message import Message
from fleet.routing.model import NEAR, NO_MORE, Batch, Model, More, Taught, learned

EncoderName = Literal["auto", "accurate", "fast"]
Kind = Literal["fast", "accurate", "published"]
"""Of a model that is kept: by tokens and words, by tuned vectors as well, or by published ones as well."""

_SURE_OF_FAST = 0.01
"""The risk at which `auto` is content with the fast model: a fifth of what is asked for by default."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What a model says of a message.

    Attributes:
        model: which model it was.
        odds: shape (classes,), the probability of each lane and, last, of none.
        parts: shape (requests, classes), the same for each sentence that may ask for something.
        vectors: shape (1 + requests, dimensions), of the whole message and of each of these sentences.
        strangeness: the part of the library's own examples that look no more known; 1 where examples say what is in no
            lane.
    """

    model: Model
    odds: Vectors
    parts: Vectors
    vectors: Vectors
    strangeness: float

    @property
    def first(self) -> int:
        """The position of the likeliest lane."""
        return int(self.odds[:-1].argmax())


class Bench:
    """The models of one router over one library; each is loaded or learned when it is first needed."""

    def __init__(self, encoder: EncoderName | Embeddings, taught: Taught) -> None:
        self.taught = taught
        self._named = encoder
        self._lock = Lock()
        self._models: dict[str, Model] = {}

    def judged(self, message: Message, excluded: Mapping[str, str]) -> Judged:
        """Judge a message; lanes that the context leaves out have no odds."""
        return self.judged_many([message], [excluded])[0]

    def judged_many(self, messages: Sequence[Message], excluded: Sequence[Mapping[str, str]]) -> list[Judged]:
        """Judge messages, each for itself; what they are judged by is made in one batch, and once a text."""
        if self._named != "auto":
            return self._by(self._named if isinstance(self._named, str) else "host", messages, excluded)
        found = self._by("fast", messages, excluded)
        unsure = [at for at, one in enumerate(found) if one.odds.max() < one.model.calibration.bar(_SURE_OF_FAST)]
        again = self._by("accurate", [messages[at] for at in unsure], [excluded[at] for at in unsure])
        for at, one in zip(unsure, again, strict=True):
            found[at] = one
        return found

    def _by(self, name: str, messages: Sequence[Message], excluded: Sequence[Mapping[str, str]]) -> list[Judged]:
        if not messages:
            return []
        model = self.model(name)
        said = [[message.whole, *map(message.said, message.requests)] for message in messages]
        batch = model.batch(text for texts in said for text in texts)
        return [self._one(model, batch, texts, out) for texts, out in zip(said, excluded, strict=True)]

    def _one(self, model: Model, batch: Batch, texts: Sequence[str], excluded: Mapping[str, str]) -> Judged:
        """Judge a message by its texts, the whole first; one that is there twice, as an only part is, counts once."""
        rows = {text: row for row, text in enumerate(dict.fromkeys(texts))}
        vectors = batch.of(tuple(rows))
        likeness = None if self.taught.outside and not model.near else model.likeness(vectors)
        scores = model.scores(vectors, likeness)
        strange = 1.0 if likeness is None or self.taught.outside else model.strangeness(scores[0], likeness[0])
        out = [place for place, lane in enumerate(self.taught.lanes) if lane in excluded]
        places = [rows[text] for text in texts]
        odds = model.calibration.probabilities(_without(scores, out))[places]
        return Judged(model, odds[0], odds[1:], vectors[places], strange)

    def model(self, name: str) -> Model:
        """The model of that name: from the cache, or learned now."""
        with self._lock:
            if name not in self._models:
                self._models[name] = self._loaded(name)
            return self._models[name]

    def _loaded(self, name: str) -> Model:
        if name == "host" and not isinstance(self._named, str):
            return learned(self.taught, partial(_hosted, HostEncoder(self._named)))
        kinds: tuple[Kind, ...] = ("accurate", "published") if name == "accurate" else ("fast",)
        for kind in kinds:
            model = stored(key_of(self.taught, kind), kind, _WAYS[kind].kept)
            if model is not None:
                return model
        kind = kinds[0]
        if name == "accurate" and better(TUNED, PUBLISHED, self.taught.texts, self.taught.classes):
            kind = "published"
        model = self.learned(kind)
        store(key_of(self.taught, kind), model)
        return model

    def learned(self, kind: Kind, more: More = NO_MORE) -> Model:
        """Learn a model of that kind from the examples, and `more`, whatever is stored.

        Where thousands of texts more are learned from, or it has to be fast, single examples add nothing.
        """
        near = 0.0 if more.texts else _WAYS[kind].near
        return learned(self.taught, _WAYS[kind].featured, more, near)


class _Way(NamedTuple):
    """How models of one kind are made.

    Attributes:
        kept: what is not stored with them.
        featured: how examples become features.
        near: how much the most alike example of a lane adds to its score.
    """

    kept: Kept
    featured: Callable[[Sequence[str]], Features]
    near: float = NEAR


def _large(encoder: Encoder) -> _Way:
    kept = Kept(((encoder, 1.0), (STATIC, 0.5)), 0.5)
    return _Way(kept, partial(accurate, encoder, STATIC))


def _hosted(encoder: Encoder, examples: Sequence[str]) -> Features:
    return accurate(encoder, None, examples)


_WAYS: Mapping[Kind, _Way] = {
    "fast": _Way(Kept(((STATIC, 1.0),), 0.7), partial(fast, STATIC), near=0.0),
    "accurate": _large(TUNED),
    "published": _large(PUBLISHED),
}


def _without(scores: Vectors, out: Sequence[int]) -> Vectors:
    if out:
        scores[:, list(out)] = -np.inf
    return scores
