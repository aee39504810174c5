"""Logistic regression by Newton's method, for the few numbers that tools fit: weights of them as they are, a bias."""

from __future__ import annotations

import numpy as np

_STEPS = 50
_NO_PENALTY = 1e-6
"""What keeps the equations solvable where nothing holds the bias back."""


def regression(evidence: np.ndarray, right: np.ndarray, penalty: float) -> tuple[np.ndarray, float]:
    """Fit on evidence of one scale.

    Args:
        evidence: shape (rows, numbers).
        right: shape (rows,), what the probability shall be: 0 or 1.
        penalty: of the squares of the weights, not of the bias.
    """
    mean, spread = evidence.mean(axis=0), evidence.std(axis=0) + 1e-9
    inputs = np.c_[(evidence - mean) / spread, np.ones(len(evidence))]
    penalties = np.r_[np.full(evidence.shape[1], penalty), 0.0]
    place = np.zeros(inputs.shape[1])
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-inputs @ place))
        slope = inputs.T @ (chance - right) + penalties * place
        bend = (inputs * (chance * (1 - chance))[:, None]).T @ inputs + np.diag(penalties + _NO_PENALTY)
        place = place - np.linalg.solve(bend, slope)
    weights = place[:-1] / spread
    return weights, float(place[-1] - mean @ weights)
