"""Whether a message asks for something else as well: how likely a further lane is, by all that speaks for it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from fleet.routing.encoder import Vectors

_LEARNED = Path(__file__).parent / "weights" / "splitting.json"
_LEAST_ALONE, _LEAST_WHOLE = 0.2, 0.05
_LITTLE = 1e-3
_QUESTIONS = frozenset("?\uff1f\u061f\u00bf")


class Further(NamedTuple):
    """A lane that a message may ask for beside its first.

    Attributes:
        lane: its position.
        row: the sentence that speaks for it most.
        evidence: see `EVIDENCE`.
    """

    lane: int
    row: int
    evidence: tuple[float, ...]


EVIDENCE = (
    "the whole message is in the further lane (log)",
    "the sentence is in the further lane (log odds)",
    "the sentence is in the first lane (log)",
    "another sentence is in the first lane (log)",
    "the part of all words that the sentence has",
    "how many words it has (log)",
    "how far down in the message it stands, from 0 to 1",
    "the sentence before is in the first lane (log)",
    "the sentence after is in the first lane (log)",
    "the sentence asks with a question mark",
    "any sentence does",
)
"""What speaks for a further lane, in the order of the learned weights."""


def further(whole: Vectors, parts: Vectors, said: Sequence[str]) -> Iterator[Further]:
    """List the lanes that may be asked for beside the first.

    Args:
        whole: shape (classes,), probabilities of the whole message; the last class is in no lane.
        parts: shape (sentences, classes), of each sentence.
        said: the sentences.
    """
    first = int(whole[:-1].argmax())
    likely = (parts.max(axis=0) >= _LEAST_ALONE) | (whole >= _LEAST_WHOLE)
    words = [len(one.split()) for one in said]
    asking = [not _QUESTIONS.isdisjoint(one) for one in said]
    around = np.log(np.pad(parts[:, first], 1) + _LITTLE)
    for lane in map(int, np.flatnonzero(likely[:-1])):
        if lane == first:
            continue
        row = int(parts[:, lane].argmax())
        alone = float(parts[row, lane])
        others = np.delete(parts[:, first], row)
        elsewhere = float(others.max()) if len(others) else 0.0
        yield Further(
            lane,
            row,
            (
                float(np.log(whole[lane] + _LITTLE)),
                float(np.log((alone + _LITTLE) / (1 - alone + _LITTLE))),
                float(np.log(parts[row, first] + _LITTLE)),
                float(np.log(elsewhere + _LITTLE)),
                words[row] / max(1, sum(words)),
                float(np.log(words[row] + 1)),
                row / max(1, len(parts) - 1),
                float(around[row]),
                float(around[row + 2]),
                float(asking[row]),
                float(any(asking)),
            ),
        )


def asked(found: Further) -> bool:
    """Whether it is likelier than not, at the odds that the calibration chose, that the lane is asked for too."""
    weights, bias = _learned()
    return float(np.dot(weights, found.evidence)) + bias > 0


@cache
def _learned() -> tuple[tuple[float, ...], float]:
    said = json.loads(_LEARNED.read_text(encoding="utf-8"))
    return tuple(said["weights"]), float(said["bias"])
