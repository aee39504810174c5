"""Learn when a message asks for something else as well: `python tools/splitting.py`.

Logistic regression on the evidence for each further lane, over the part of the corpus that calibrates and the third of
the inbox that may be looked at, which the encoder has not seen; then the bias at which most lanes of all messages are
found and fewest are named in vain. Writes `splitting.json` beside the encoder's files.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

import corpus
import fleet
from fleet.routing.deciding import excluded
from fleet.routing.judging import Bench
from fleet.routing.message import read
from fleet.routing.model import Taught
from fleet.routing.splitting import EVIDENCE, Further, further
from learned import FOLDER, looked_at
from logistic import regression

_PENALTY = 1.0


def main() -> None:
    """Learn from nothing, and write."""
    library = fleet.load()
    taught = Taught(library)
    bench = Bench("accurate", taught)
    found: list[Found] = []
    for message in (*corpus.messages("calibrate"), *looked_at()):
        if message.lanes:
            said = read(message.text)
            judged = bench.judged(said, dict(excluded(library, message.context)))
            first = taught.lanes[judged.first]
            sentences = [said.said(part) for part in said.requests]
            found.append(Found(message, first, list(further(judged.odds, judged.parts, sentences)), taught.lanes))
    weights, bias = learned(found)
    writers = sorted({one.writer for one in found})
    apart = {writer: learned([one for one in found if one.writer != writer]) for writer in writers}
    print("each writer's messages by what the others' taught:", measured(found, lambda one: apart[one.writer]))
    said = {"evidence": EVIDENCE, "weights": weights.round(4).tolist(), "bias": round(bias, 4)}
    (FOLDER / "splitting.json").write_text(json.dumps(said, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(said, indent=2))


class Found(NamedTuple):
    """What may be asked for in a message beside its first lane."""

    message: corpus.Message
    first: str
    others: Sequence[Further]
    lanes: Sequence[str]

    @property
    def writer(self) -> str:
        return corpus.writer_of(self.message)

    def named(self, weights: np.ndarray, bias: float) -> set[str]:
        """The lanes that are then said to be asked for."""
        return {self.first} | {self.lanes[one.lane] for one in self.others if weights @ one.evidence + bias > 0}


def learned(found: Sequence[Found]) -> tuple[np.ndarray, float]:
    """The weights of the evidence, and the bias at which lanes are found best."""
    evidence = np.array([other.evidence for one in found for other in one.others])
    right = [one.lanes[other.lane] in one.message.lanes for one in found for other in one.others]
    weights, bias = regression(evidence, np.array(right, dtype=float), _PENALTY)
    shift = max(np.linspace(-3, 3, 61), key=lambda shift: f_measure(found, weights, bias + shift))
    return weights, float(bias + shift)


def measured(found: Sequence[Found], by: Callable[[Found], tuple[np.ndarray, float]]) -> str:
    """How many lanes of several requests are found, and how many single ones are split."""
    several = [(one.named(*by(one)), set(one.message.lanes)) for one in found if len(set(one.message.lanes)) > 1]
    split = [len(one.named(*by(one))) > 1 for one in found if len(set(one.message.lanes)) == 1]
    hit, named, wanted = (sum(map(len, sets)) for sets in zip(*((a & b, a, b) for a, b in several), strict=True))
    return (
        f"recall {hit / wanted:.3f} and precision {hit / named:.3f} of {len(several)}, "
        f"{np.mean(split):.3f} of {len(split)} single ones split"
    )


def f_measure(found: Sequence[Found], weights: np.ndarray, bias: float) -> float:
    """How well lanes are found where messages with one request and those with several count the same in sum."""
    many = [len(set(one.message.lanes)) > 1 for one in found]
    hit = named = wanted = 0.0
    for one, several in zip(found, many, strict=True):
        lanes, weight = one.named(weights, bias), 1 / max(1, many.count(several))
        hit += weight * len(lanes & set(one.message.lanes))
        named += weight * len(lanes)
        wanted += weight * len(set(one.message.lanes))
    return 2 * hit / (named + wanted)


if __name__ == "__main__":
    main()
