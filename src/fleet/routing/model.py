"""What a router learned from a library: for each text a score for each lane, and how known it looks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fleet.library import Library
from fleet.routing.calibration import Calibration, calibrated
from fleet.routing.encoder import Vectors
from fleet.routing.features import Features
from fleet.routing.message import body_of
from fleet.routing.softmax import Softmax, fitted

_FOLDS = 5
_ENOUGH = 2000
"""On how many examples the meaning of scores can be told to a hundredth."""
_NEAREST = 3
_LIKENESS = 4.0


class Taught:
    """The examples of a library: how requests for each lane arrive, what the lane is about, and what is in none.

    Attributes:
        lanes: all lanes, in alphabetical order; what is in none is the class after them.
        texts: the examples as they are judged.
        classes: for each the position of its lane.
        outside: whether there are examples of what is in no lane.
    """

    def __init__(self, library: Library) -> None:
        self.lanes = tuple(library.lanes)
        pairs = [(ask, place) for place, lane in enumerate(self.lanes) for ask in library.examples_of(lane).asks]
        pairs += [(library.lanes[lane].about, place) for place, lane in enumerate(self.lanes)]
        pairs += [(ask, len(self.lanes)) for ask in library.fallback_asks]
        self.originals = tuple(text for text, _ in pairs)
        self.texts = tuple(map(body_of, self.originals))
        self.classes = np.array([place for _, place in pairs], dtype=np.intp)
        self.outside = bool(library.fallback_asks)

    @property
    def count(self) -> int:
        """How many classes there are."""
        return len(self.lanes) + 1


class Batch(NamedTuple):
    """Vectors of some texts.

    Attributes:
        rows: text -> its row.
        vectors: shape (texts, dimensions).
    """

    rows: Mapping[str, int]
    vectors: Vectors

    def of(self, texts: Sequence[str]) -> Vectors:
        """The vectors of these texts, in their order."""
        return self.vectors[[self.rows[text] for text in texts]]


@dataclass(frozen=True, slots=True)
class Model:
    """A fitted model over the examples of one library.

    Attributes:
        features: how texts become vectors.
        softmax: how vectors become scores.
        examples: the vectors of the examples.
        calibration: what scores mean.
    """

    features: Features
    softmax: Softmax
    examples: Vectors
    calibration: Calibration

    def batch(self, texts: Iterable[str]) -> Batch:
        """Make the vectors of some texts, each once."""
        rows = {text: row for row, text in enumerate(dict.fromkeys(texts))}
        return Batch(rows, self.features.vectors(tuple(rows)))

    def nearest(self, vector: Vectors, rows: NDArray[np.intp]) -> tuple[int, float]:
        """Which of some examples is most like a vector, and how much."""
        likeness = self.examples[rows] @ vector
        best = int(likeness.argmax())
        return int(rows[best]), float(likeness[best])

    def strangeness(self, scores: Vectors, vector: Vectors) -> float:
        """The part of the examples that look no more known than what has these scores and this vector."""
        return float(self.calibration.strangeness(known(scores[None], (self.examples @ vector)[None]))[0])


def known(scores: Vectors, likeness: Vectors) -> Vectors:
    """How known texts look: their best score, and how like the nearest examples they are."""
    most = min(_NEAREST, likeness.shape[1])
    nearest = np.partition(likeness, -most, axis=1)[:, -most:].mean(axis=1)
    return np.asarray(scores.max(axis=1) + _LIKENESS * nearest, dtype=np.float32)


class More(NamedTuple):
    """Texts beside the examples of a library, with the position of the lane of each."""

    texts: Sequence[str] = ()
    classes: Sequence[int] = ()


NO_MORE = More()


def learned(taught: Taught, featured: Callable[[Sequence[str]], Features], more: More = NO_MORE) -> Model:
    """Fit a model on the examples, and calibrate it on each fifth of them as seen by a model of the other four.

    Of thousands of examples no more fifths are taken than hold `_ENOUGH` of them, for each costs a model of its own.
    What there is `more` is learned from as well, and neither kept nor calibrated on.
    """
    features = featured(taught.texts)
    vectors = features.vectors(taught.texts)
    beside = features.vectors(more.texts) if more.texts else vectors[:0]
    beside_classes = np.array(more.classes, dtype=np.intp)
    scores = np.zeros((len(vectors), taught.count), dtype=np.float32)
    knowns = np.zeros(len(vectors), dtype=np.float32)
    folds = _folds(taught.classes)
    for fold in folds:
        rest = np.setdiff1d(np.arange(len(vectors)), fold)
        inputs = np.vstack([vectors[rest], beside])
        part = fitted(inputs, np.concatenate([taught.classes[rest], beside_classes]), taught.count)
        scores[fold] = part.scores(vectors[fold])
        knowns[fold] = known(scores[fold], vectors[fold] @ vectors[rest].T)
    seen = np.sort(np.concatenate(folds))
    inside = seen[taught.classes[seen] < len(taught.lanes)]
    calibration = calibrated(scores[seen], taught.classes[seen], knowns[inside])
    inputs = np.vstack([vectors, beside])
    softmax = fitted(inputs, np.concatenate([taught.classes, beside_classes]), taught.count)
    return Model(features, softmax, vectors, calibration)


def _folds(classes: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """Each class dealt out over all folds, the same way each time; as many of them as hold enough."""
    order = np.argsort(classes, kind="stable")
    folds = [order[start::_FOLDS] for start in range(_FOLDS)]
    return folds[: -(-_ENOUGH * _FOLDS // max(len(order), 1))]
