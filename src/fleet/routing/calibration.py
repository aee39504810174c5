"""From scores to probabilities that mean what they say, and from a wish to the bars that keep it.

All of it comes from scores of the library's own examples, each judged by a model that has not seen it. The shipped
encoder has, where they are the shipped ones, so that these scores look surer than those of real mail: no temperature
goes under `COOLEST`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fleet.routing.encoder import Vectors

COOLEST = 0.46
"""The temperature of the shipped library on the part of the corpus that calibrates."""

_HOTTEST = 8.0


@dataclass(frozen=True, slots=True)
class Calibration:
    """What cross-validation found.

    Attributes:
        temperature: what scores are divided by before they become probabilities.
        confidences: for each example, the probability of its likeliest lane, sorted.
        known: how like something known each example looked, sorted; what looks less is in no lane.
    """

    temperature: float
    confidences: Vectors
    known: Vectors

    def probabilities(self, scores: Vectors) -> Vectors:
        """Return an array of the same shape whose rows add up to 1; lanes with a score of minus infinity have 0."""
        return softmax(scores / self.temperature)

    def bar(self, wrong_at_most: float) -> float:
        """The least confidence at which, of all that is as confident, at most this part is expected to be wrong.

        What is expected follows from the probabilities themselves. Over 1 where even the surest are not sure enough.
        """
        surest = self.confidences[::-1]
        expected = np.cumsum(1 - surest) / np.arange(1, len(surest) + 1)
        enough = np.flatnonzero(expected <= wrong_at_most)
        return float(surest[enough[-1]]) if len(enough) else 1.01

    def strangeness(self, knowns: Vectors) -> Vectors:
        """Return for each value the part of examples that looked no more known: small is strange."""
        places = np.searchsorted(self.known, knowns, side="right")
        return np.asarray((places + 1) / (len(self.known) + 1), dtype=np.float32)


def calibrated(scores: Vectors, classes: NDArray[np.intp], known: Vectors) -> Calibration:
    """Fit the temperature and the bars on scores of examples that the model had not seen."""
    temperature = max(COOLEST, temperature_of(scores, classes))
    confidences = np.sort(softmax(scores / temperature).max(axis=1))
    return Calibration(temperature, confidences, np.sort(known).astype(np.float32))


def temperature_of(scores: Vectors, classes: NDArray[np.intp]) -> float:
    """The number that scores are divided by so that probabilities mean what they say.

    Source: Guo et al., "On calibration of modern neural networks", 2017.
    """
    rows = np.arange(len(scores))
    steps = np.geomspace(0.25, _HOTTEST, 41)
    losses = [-np.log(softmax(scores / step)[rows, classes] + 1e-12).mean() for step in steps]
    return float(steps[int(np.argmin(losses))])


def softmax(scores: Vectors) -> Vectors:
    """Return scores as probabilities, row by row."""
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True), dtype=np.float32)
