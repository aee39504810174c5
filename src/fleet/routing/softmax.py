"""Multinomial logistic regression: from vectors with a class each to a score for each class."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fleet.routing.encoder import Vectors

_MEMORY = 8
_MOST_STEPS = 60
_ENOUGH = 1e-4
_LARGE = 2e9
"""Of how many products one step may consist before fewer directions have to do."""
_AXES = 256


@dataclass(frozen=True, slots=True)
class Softmax:
    """A fitted model.

    Attributes:
        weights: shape (classes, dimensions).
        bias: shape (classes,).
    """

    weights: Vectors
    bias: Vectors

    def scores(self, vectors: Vectors) -> Vectors:
        """Return an array of shape (texts, classes): logarithms of odds, up to a constant a row."""
        return vectors @ self.weights.T + self.bias


def fitted(vectors: Vectors, classes: NDArray[np.intp], count: int, *, strength: float = 10.0) -> Softmax:
    """Fit `count` classes by limited-memory BFGS with backtracking (Nocedal and Wright, "Numerical Optimization", 7.2).

    `strength` is how much the examples count against the penalty on large weights: half of their squares. Hundreds of
    classes with all their examples are fitted in the `_AXES` directions in which examples differ most.
    """
    if vectors.size * count > _LARGE:
        axes = _main_axes(vectors)
        small = _fitted(vectors @ axes, classes, count, strength)
        return Softmax(np.ascontiguousarray(small.weights @ axes.T), small.bias)
    return _fitted(vectors, classes, count, strength)


def _main_axes(vectors: Vectors) -> Vectors:
    """The directions, as columns, in which vectors differ most."""
    _, axes = np.linalg.eigh(vectors.T @ vectors)
    return np.ascontiguousarray(axes[:, -_AXES:], dtype=np.float32)


def _fitted(vectors: Vectors, classes: NDArray[np.intp], count: int, strength: float) -> Softmax:
    problem = _Problem(vectors, classes, count, strength)
    place = np.zeros(count * (vectors.shape[1] + 1), dtype=np.float32)
    loss, slope = problem.at(place)
    history: list[tuple[Vectors, Vectors, float]] = []
    for _ in range(_MOST_STEPS):
        direction = _direction(slope, history)
        step, downhill = 1.0, float(slope @ direction)
        while True:
            following: Vectors = np.asarray(place - np.float32(step) * direction, dtype=np.float32)
            new_loss, new_slope = problem.at(following)
            if new_loss <= loss - 1e-4 * step * downhill or step < _ENOUGH:
                break
            step /= 2
        moved, bent = following - place, new_slope - slope
        curvature = float(moved @ bent)
        if curvature > 0:
            history = [*history, (moved, bent, 1 / curvature)][-_MEMORY:]
        done = abs(loss - new_loss) < _ENOUGH * max(1.0, abs(loss))
        place, loss, slope = following, new_loss, new_slope
        if done:
            break
    table = place.reshape(count, -1)
    return Softmax(np.ascontiguousarray(table[:, :-1]), table[:, -1].copy())


class _Problem:
    """The loss of a place, and its slope."""

    def __init__(self, vectors: Vectors, classes: NDArray[np.intp], count: int, strength: float) -> None:
        self._inputs = np.hstack([vectors, np.ones((len(vectors), 1), dtype=np.float32)])
        self._classes = classes
        self._rows = np.arange(len(vectors))
        self._count = count
        self._strength = np.float32(strength)

    def at(self, place: Vectors) -> tuple[float, Vectors]:
        table = place.reshape(self._count, -1)
        scores = self._inputs @ table.T
        scores -= scores.max(axis=1, keepdims=True)
        odds = np.exp(scores)
        total = odds.sum(axis=1, keepdims=True)
        penalty = 0.5 * float((table[:, :-1] ** 2).sum())
        missed = float((np.log(total[:, 0]) - scores[self._rows, self._classes]).sum())
        odds /= total
        odds[self._rows, self._classes] -= 1
        slope = self._strength * (odds.T @ self._inputs)
        slope[:, :-1] += table[:, :-1]
        return float(self._strength) * missed + penalty, slope.ravel()


def _direction(slope: Vectors, history: list[tuple[Vectors, Vectors, float]]) -> Vectors:
    """The two-loop recursion."""
    if not history:
        return slope / np.float32(max(float(np.linalg.norm(slope)), 1e-12))
    direction = slope.copy()
    shares: list[float] = []
    for moved, bent, inverse in reversed(history):
        share = inverse * float(moved @ direction)
        shares.append(share)
        direction -= np.float32(share) * bent
    moved, bent, inverse = history[-1]
    direction *= np.float32(1 / (inverse * float(bent @ bent)))
    for (moved, bent, inverse), share in zip(history, reversed(shares), strict=True):
        direction += np.float32(share - inverse * float(bent @ direction)) * moved
    return direction
