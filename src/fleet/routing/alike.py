"""Lanes whose examples a router cannot tell apart: an estimate from language, beside what the exact checks prove."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from fleet.checks.sample import samples
from fleet.diagnostics import Diagnostic, Label, quoted
from fleet.library import Library
from fleet.routing.encoder import Vectors
from fleet.routing.judging import Bench
from fleet.routing.model import Taught

LEAST = 5
"""The fewest examples of a lane that say anything about it."""

_NEAREST = 3
_CHANCE = 0.05
"""How often guessing may look as good as what counts as telling apart."""
_ROWS = 512


def look_alikes(library: Library) -> Iterator[Diagnostic]:
    """Find pairs of lanes whose examples are told apart no better than by guessing, with the two most alike.

    Each example is held against the three most like it in its own lane and in the other one. A library with fewer than
    two lanes, or with few examples, has no such pairs.

    >>> import fleet
    >>> list(look_alikes(fleet.load()))
    []
    """
    taught = Taught(library)
    places = {one.text: one.span for one in samples(library) if one.kind == "ask"}
    rows = [np.array([at for at in np.flatnonzero(taught.classes == place) if taught.originals[at] in places],
                     dtype=np.intp) for place in range(len(taught.lanes))]  # fmt: skip
    enough = [place for place, mine in enumerate(rows) if len(mine) >= LEAST]
    if len(enough) < 2:
        return
    vectors = Bench("accurate", taught).model("accurate").examples
    told_of = _told(_nearness(vectors, rows), rows)
    for first, second in combinations(enough, 2):
        told = int(told_of[first, second] + told_of[second, first])
        count = len(rows[first]) + len(rows[second])
        if _by_chance(told, count) > _CHANCE:
            likeness = vectors[rows[first]] @ vectors[rows[second]].T
            one, other = np.unravel_index(int(likeness.argmax()), likeness.shape)
            pair = taught.originals[rows[first][one]], taught.originals[rows[second][other]]
            names = quoted(taught.lanes[first]), quoted(taught.lanes[second])
            yield Diagnostic(
                "FLT254",
                f"lanes {names[0]} and {names[1]} sound alike: {told} of {count} examples are nearer to their own",
                places[pair[0]],
                (Label(places[pair[1]], f"the most alike of {names[1]}"),),
                note="this is measured on language, not proved; a router would ask or guess between the two",
                help="give each lane examples of what only it gets, or make one lane of both",
            )


def _nearness(vectors: Vectors, rows: list[NDArray[np.intp]]) -> Vectors:
    """How like each example is to each lane: the mean likeness of the three nearest others, shape (examples, lanes)."""
    found = np.full((len(vectors), len(rows)), -1.0, dtype=np.float32)
    for start in range(0, len(vectors), _ROWS):
        block = np.arange(start, min(start + _ROWS, len(vectors)))
        likeness = vectors[block] @ vectors.T
        likeness[np.arange(len(block)), block] = -1
        for place, mine in enumerate(rows):
            if len(mine) > _NEAREST:
                near = np.partition(likeness[:, mine], -_NEAREST, axis=1)[:, -_NEAREST:]
                found[block, place] = near.mean(axis=1)
    return found


def _told(nearness: Vectors, rows: list[NDArray[np.intp]]) -> NDArray[np.intp]:
    """How many examples of a lane, a row, are nearer to it than to another one, a column."""
    return np.array([(nearness[mine, [lane]][:, None] > nearness[mine]).sum(axis=0) for lane, mine in enumerate(rows)])


@cache
def _by_chance(right: int, count: int) -> float:
    """The chance that guessing gets at least so many right: the tail of the binomial distribution."""
    return float(sum(math.comb(count, at) for at in range(right, count + 1)) / 2**count)
