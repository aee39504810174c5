"""Learn when a message asks for something else as well: `python tools/splitting.py`.

Logistic regression on the evidence for each further lane, over the part of the corpus that calibrates and the third of
the inbox that may be looked at, which the encoder has not seen; then the bias at which most lanes of all messages are
found and fewest are named in vain. Writes `splitting.json` beside the encoder's files.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np

import corpus
import fleet
from fleet.routing.deciding import excluded
from fleet.routing.judging import Bench
from fleet.routing.message import read
from fleet.routing.model import Taught
from fleet.routing.splitting import EVIDENCE, Further, further
from learned import FOLDER, looked_at

_PENALTY = 1.0
_DROPPED = 4
"""How much more a message with several requests counts: one that is dropped is work that nobody does."""


def main() -> None:
    """Learn from nothing, and write."""
    library = fleet.load()
    taught = Taught(library)
    bench = Bench("accurate", taught)
    found: list[tuple[corpus.Message, str, list[Further]]] = []
    for message in (*corpus.messages("calibrate"), *looked_at()):
        if message.lanes:
            said = read(message.text)
            judged = bench.judged(said, dict(excluded(library, message.context)))
            words = [len(said.said(part).split()) for part in said.requests]
            first = taught.lanes[judged.first]
            found.append((message, first, list(further(judged.odds, judged.parts, words))))
    rows = [(one.evidence, taught.lanes[one.lane] in message.lanes) for message, _, all_ in found for one in all_]
    weights, bias = regression(np.array([row for row, _ in rows]), np.array([right for _, right in rows], dtype=float))
    shift = max(np.linspace(-3, 3, 61), key=lambda shift: f_measure(taught, found, weights, bias + shift))
    said = {"evidence": EVIDENCE, "weights": weights.round(4).tolist(), "bias": round(float(bias + shift), 4)}
    (FOLDER / "splitting.json").write_text(json.dumps(said, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(said, indent=2), f"F {f_measure(taught, found, weights, bias + shift):.3f}")


def regression(evidence: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, float]:
    """Logistic regression by Newton's method, on evidence of one scale; weights for the evidence as it is."""
    mean, spread = evidence.mean(axis=0), evidence.std(axis=0)
    inputs = np.c_[(evidence - mean) / spread, np.ones(len(evidence))]
    place = np.zeros(inputs.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-inputs @ place))
        slope = inputs.T @ (chance - right) + _PENALTY * np.r_[place[:-1], 0]
        bend = (inputs * (chance * (1 - chance))[:, None]).T @ inputs + _PENALTY * np.eye(len(place))
        place = place - np.linalg.solve(bend, slope)
    weights = place[:-1] / spread
    return weights, float(place[-1] - mean @ weights)


def f_measure(
    taught: Taught, found: Sequence[tuple[corpus.Message, str, list[Further]]], weights: np.ndarray, bias: float
) -> float:
    """How well the lanes of all messages are found, those with one request among them."""
    hit = named = wanted = 0
    for message, first, all_ in found:
        lanes = {first} | {taught.lanes[one.lane] for one in all_ if weights @ np.array(one.evidence) + bias > 0}
        weight = _DROPPED if len(message.lanes) > 1 else 1
        hit += weight * len(lanes & set(message.lanes))
        named += weight * len(lanes)
        wanted += weight * len(set(message.lanes))
    return 2 * hit / (named + wanted)


if __name__ == "__main__":
    main()
