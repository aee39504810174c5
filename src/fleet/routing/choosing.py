"""Whether another encoder tells the lanes of a library apart better than the first, by the library's own examples."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fleet.routing.calibration import softmax, temperature_of
from fleet.routing.encoder import Encoder, Vectors, unit
from fleet.routing.features import relative

_SHARP = 16.0
"""What cosines are multiplied by, so that the temperatures tried are those that cosines need."""
_SURE = 2.0
"""How many standard errors the gain must be over."""
_MANY = 2000
_LEAST = 3
"""Of how many examples the choice is made, and from each class at the least."""


def better(first: Encoder, other: Encoder, texts: Sequence[str], classes: NDArray[np.intp]) -> bool:
    """Whether examples are less surprising by the vectors of `other`, and by more than chance would have it.

    Each example is told by its likeness to the mean of each class, its own without itself; `other` is better if the
    mean of the differences is over twice its standard error. Of thousands of examples a part is asked. Source: Snell
    et al., "Prototypical networks", 2017.

    Args:
        first: the encoder that is taken where nothing can be told.
        other: the one that may be better.
        texts: the examples.
        classes: the class of each, from zero.
    """
    rows = _some(classes)
    _, places, counts = np.unique(classes[rows], return_inverse=True, return_counts=True)
    told = counts[places] > 1
    if len(counts) < 2 or not told.any():
        return False
    asked = [texts[int(at)] for at in rows]
    losses = [_losses(relative(vectors, vectors.mean(axis=0, keepdims=True)), places, told)
              for vectors in (encoder.encode(asked) for encoder in (first, other))]  # fmt: skip
    gained = losses[0] - losses[1]
    return bool(gained.mean() > _SURE * gained.std() / np.sqrt(len(gained)))


def _some(classes: NDArray[np.intp]) -> NDArray[np.intp]:
    """The first examples of each class, as many of each as make `_MANY` in all."""
    order = np.argsort(classes, kind="stable")
    starts = np.searchsorted(classes[order], classes[order])
    most = max(_LEAST, _MANY // max(1, len(np.unique(classes))))
    return order[np.arange(len(order)) - starts < most]


def _losses(vectors: Vectors, places: NDArray[np.intp], told: NDArray[np.bool_]) -> Vectors:
    """How surprising the class of each example is, in nats."""
    sums = np.zeros((int(places.max()) + 1, vectors.shape[1]), dtype=np.float32)
    np.add.at(sums, places, vectors)
    scores = vectors @ unit(sums).T
    rows = np.arange(len(vectors))
    scores[rows, places] = (vectors * unit(sums[places] - vectors)).sum(axis=1)
    scores = scores[told] * np.float32(_SHARP)
    temperature = temperature_of(scores, places[told])
    likely = softmax(scores / temperature)[np.arange(len(scores)), places[told]]
    return np.asarray(-np.log(likely + 1e-9), dtype=np.float32)
