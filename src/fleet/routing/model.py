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
from fleet.routing.groups import Groups
from fleet.routing.message import body_of
from fleet.routing.softmax import Softmax, fitted

_FOLDS = 5
_ENOUGH = 2000
"""On how many examples the meaning of scores can be told to a hundredth."""
_NEAREST = 3
_LIKENESS = 4.0
_FEW = 3
NEAR = 2.0
"""How much it adds to the score of a class to be like one of its examples, where little more than examples is known.

Chosen on five and ten sentences a class of the corpus, read with weights that never saw it.
"""


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
        groups: the class of each example.
        near: how much the most alike example of a class adds to its score.
        calibration: what scores mean.
    """

    features: Features
    softmax: Softmax
    examples: Vectors
    groups: Groups
    near: float
    calibration: Calibration

    def batch(self, texts: Iterable[str]) -> Batch:
        """Make the vectors of some texts, each once."""
        rows = {text: row for row, text in enumerate(dict.fromkeys(texts))}
        return Batch(rows, self.features.vectors(tuple(rows)))

    def likeness(self, vectors: Vectors) -> Vectors:
        """How like each example vectors are: an array of shape (texts, examples).

        One text at a time where they are few: a product of matrices would first rearrange all examples.
        """
        if 0 < len(vectors) <= _FEW:
            return np.stack([self.examples @ vector for vector in vectors])
        return (self.examples @ vectors.T).T

    def scores(self, vectors: Vectors, likeness: Vectors | None = None) -> Vectors:
        """Return an array of shape (texts, classes): logarithms of odds, up to a constant a row.

        Args:
            vectors: shape (texts, dimensions).
            likeness: to the examples, where it has been worked out.
        """
        if self.near and likeness is None:
            likeness = self.likeness(vectors)
        return _mixed(self.softmax.scores(vectors), likeness, self.groups, self.near)

    def nearest(self, vector: Vectors, rows: NDArray[np.intp]) -> tuple[int, float]:
        """Which of some examples is most like a vector, and how much."""
        likeness = self.examples[rows] @ vector
        best = int(likeness.argmax())
        return int(rows[best]), float(likeness[best])

    def strangeness(self, scores: Vectors, likeness: Vectors) -> float:
        """The part of the examples that look no more known than what has these scores and is so like the examples."""
        return float(self.calibration.strangeness(known(scores[None], likeness[None]))[0])


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


def learned(
    taught: Taught, featured: Callable[[Sequence[str]], Features], more: More = NO_MORE, near: float = NEAR
) -> Model:
    """Fit a model on the examples, and calibrate it on each fifth of them as seen by a model of the other four.

    Of thousands of examples no more fifths are taken than hold `_ENOUGH` of them, for each costs a model of its own.
    What there is `more` is learned from as well, and neither kept nor calibrated on. Beside the regression, which sees
    what the examples of a class have in common, it counts how like the nearest one is, by `near`: among few examples
    some requests have but one that is like them. Source of mixing both: Khandelwal et al., "Generalization through
    memorization", 2020; here in scores in place of probabilities.
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
        likeness = vectors[fold] @ vectors[rest].T
        scores[fold] = _mixed(part.scores(vectors[fold]), likeness, Groups.of(taught.classes[rest], taught.count), near)
        knowns[fold] = known(scores[fold], likeness)
    seen = np.sort(np.concatenate(folds))
    inside = seen[taught.classes[seen] < len(taught.lanes)]
    calibration = calibrated(scores[seen], taught.classes[seen], knowns[inside])
    inputs = np.vstack([vectors, beside])
    softmax = fitted(inputs, np.concatenate([taught.classes, beside_classes]), taught.count)
    return Model(features, softmax, vectors, Groups.of(taught.classes, taught.count), near, calibration)


def _mixed(scores: Vectors, likeness: Vectors | None, groups: Groups, near: float) -> Vectors:
    """Scores, and `near` times the likeness to the most alike example of each class."""
    if not near or likeness is None:
        return scores
    return np.asarray(scores + near * groups.most(likeness), dtype=np.float32)


def _folds(classes: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """Each class dealt out over all folds, the same way each time; as many of them as hold enough."""
    order = np.argsort(classes, kind="stable")
    folds = [order[start::_FOLDS] for start in range(_FOLDS)]
    return folds[: -(-_ENOUGH * _FOLDS // max(len(order), 1))]
