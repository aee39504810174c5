"""How likely a sentence does work of a closed lane: by itself, by its neighbors, by the rest of its reply."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fleet.routing.encoder import Vectors

Which = NDArray[np.bool_]
Places = NDArray[np.intp]

_RARE, _LITTLE, _SOME = 1e-4, 1e-3, 1e-2
"""What is added to probabilities before their logarithm is taken: of one sentence, of acts, of several sentences."""
_OPEN = 0.03
"""How far any lane is expected, as one of about thirty."""
_SURE = 100
"""The logit beyond which nothing is surer."""


class Odds(NamedTuple):
    """What the sentences of one reply are taken for.

    Attributes:
        acts: the probability of each act, shape (sentences, 9).
        homes: the probability of each lane, shape (sentences, lanes).
        crosses: the probability that it does work of a lane that is not open, shape (sentences,), before it is weighed
            with all else; of no meaning where it was not known which lanes are open.
    """

    acts: Vectors
    homes: Vectors
    crosses: Vectors


class Read(NamedTuple):
    """What is known of the sentences of one reply.

    Attributes:
        acts: the probability of each act, shape (sentences, 9).
        homes: the probability of each lane, shape (sentences, lanes).
        wanted: the probability that the message asks for each lane, shape (lanes,).
        sighted: what they are taken for when they are read with the open lanes in sight; None where that cannot be.
    """

    acts: Vectors
    homes: Vectors
    wanted: Vectors
    sighted: Odds | None = None

    @property
    def likeliest(self) -> tuple[Vectors, Vectors]:
        """Acts and lanes by both ways to read: words alone tell too little at times, and who writes too much."""
        if self.sighted is None:
            return self.acts, self.homes
        acts, homes, _ = self.sighted
        return _mean(self.acts, acts), _mean(self.homes, homes)


@dataclass(frozen=True, slots=True)
class Crossing:
    """How acts and lanes become the probability that a sentence does work of a closed lane.

    A logistic regression over `features`.

    Attributes:
        weights: of the features, in their order.
        bias: the logit where all of them are zero.
        bar: the probability from which a sentence counts as crossing.
    """

    weights: tuple[float, ...]
    bias: float
    bar: float

    def probabilities(self, read: Read, closed: Which) -> Vectors:
        """Judge the sentences of one reply, where `closed` says of each lane whether it is, shape (lanes,)."""
        if not closed.any():
            return np.zeros(len(read.acts), dtype=np.float32)
        logits = features(read, closed) @ np.array(self.weights) + self.bias
        return np.asarray(1 / (1 + np.exp(-np.clip(logits, -_SURE, _SURE))), dtype=np.float32)


def features(read: Read, closed: Which) -> Vectors:
    """The numbers by which crossings are judged, shape (sentences, 68), or (sentences, 62) without sight of open lanes.

    Of each sentence, where *its closed lane* and *its open lane* are the likeliest of each kind: whether it was taken
    for a crossing, and the others were; what it says by itself; what the message asks for, and how likely a closed lane
    is where that, or the work of the other sentences, is what was expected; what the others do in its closed lane; and
    what the sentences before and after it do there. So a deed beside a handoff of the same lane is judged otherwise
    than one beside more of the same. What only shows how somebody writes counts for nothing: how long the reply is,
    where in it the sentence stands, whether it hands over anything at all.
    """
    if not closed.size:
        none = np.zeros((len(read.acts) + 1, 1), dtype=np.float32)
        sighted = None if read.sighted is None else read.sighted._replace(homes=none[1:])
        read, closed = Read(read.acts, none[1:], none[0], sighted), np.array([False])
    shut, free = ((read.homes * these).argmax(axis=1) for these in (closed, ~closed))
    work = read.acts[:, :1] * read.homes
    others = _elsewhere(work)
    return np.column_stack(
        [
            *(() if read.sighted is None else _taken(read.sighted, closed)),
            *_alone(read, closed),
            *_asked(read, closed, shut, free),
            *_expected(read, closed, shut, free, others),
            *_around(read, closed, shut, work, others),
            *_beside(read, closed, shut, free, 1),
            *_beside(read, closed, shut, free, -1),
        ]
    )


def _taken(sighted: Odds, closed: Which) -> Iterator[Vectors]:
    """How likely it was taken for a crossing; how likely it does work of a closed lane; both; beside the others."""
    acts, homes, crosses = sighted
    inside: Vectors = np.asarray(acts[:, 0] * (homes @ closed.astype(np.float32)), dtype=np.float32)
    yield _logit(crosses)
    yield _logit(inside)
    yield np.log(crosses * inside + _LITTLE)
    yield crosses - crosses.max(initial=0)
    yield from (_logit(_moved(crosses[:, None], by)[:, 0]) for by in (1, -1))


def _alone(read: Read, closed: Which) -> Iterator[Vectors]:
    """How likely work is, how likely a closed lane, how these compare, how sure the lane is, and each other act."""
    acts, homes = read.acts, read.homes
    work = _logit(acts[:, 0])
    inside = _logit(homes @ closed.astype(np.float32))
    best = [(homes * these).max(axis=1) for these in (closed, ~closed)]
    yield work
    yield inside
    yield work * inside
    yield np.log((best[0] + _RARE) / (best[1] + _RARE))
    yield from (np.log(one + _SOME) for one in best)
    yield _largest(homes, 3)
    yield np.log(acts[:, 1:] + _LITTLE)


def _asked(read: Read, closed: Which, shut: Places, free: Places) -> Iterator[Vectors]:
    """How likely the message asks for the sentence's closed lane, its open one, for any closed one, any open one."""
    one, other = read.wanted * closed, read.wanted * ~closed
    yield np.log(one[shut] + _LITTLE)
    yield np.log(other[free] + _SOME)
    yield from (np.full(len(shut), np.log(these.max() + _LITTLE)) for these in (one, other))


def _expected(read: Read, closed: Which, shut: Places, free: Places, others: Vectors) -> Iterator[Vectors]:
    """How likely a closed lane is by Bayes' rule, where lanes are expected as asked for, or as the others work in them.

    Also what the sentence says by itself of its two lanes, times how far each is asked for.
    """
    acts, homes, wanted, _ = read
    rows, work = np.arange(len(acts)), acts[:, 0]
    inside, outside = (homes * closed)[rows, shut], (homes * ~closed)[rows, free]
    nearer = np.log((inside + _RARE) / (outside + _RARE))
    yield nearer * np.log((wanted * ~closed)[free] + _SOME)
    yield nearer * np.log((wanted * closed)[shut] + _SOME)
    for expected in (wanted, others):
        likely = (_posterior(homes, expected) * closed).sum(axis=1)
        yield np.log((likely + _LITTLE) / (1 - likely + _LITTLE))
        yield likely * work
    yield np.log(work + _LITTLE) * inside
    yield work * inside


def _posterior(homes: Vectors, expected: Vectors) -> Vectors:
    """What a sentence says of lanes, weighed by how far each was expected."""
    weighed = homes * (expected + _OPEN)
    return np.asarray(weighed / np.maximum(weighed.sum(axis=1, keepdims=True), _RARE))


def _elsewhere(work: Vectors) -> Vectors:
    """How much of the work of the other sentences is in each lane, shape (sentences, lanes)."""
    others = work.sum(axis=0) - work
    return np.asarray(others / np.maximum(others.sum(axis=1, keepdims=True), _LITTLE))


def _around(read: Read, closed: Which, shut: Places, work: Vectors, others: Vectors) -> Iterator[Vectors]:
    """How much of the work of the other sentences is where, and what else they do in the closed lane."""
    acts, homes = read.acts[:, :-1], read.homes
    rows = np.arange(len(acts))
    yield (others * closed).sum(axis=1)
    yield np.log((others * closed)[rows, shut] + _SOME)
    yield np.log((homes * others * ~closed).sum(axis=1) + _SOME)
    suspect = work @ closed.astype(np.float32)
    yield suspect - suspect.max(initial=0)
    homes = homes * closed
    rest = (acts.T @ homes)[1:, shut].T - acts[:, 1:] * homes[rows, shut, None]
    yield np.log(np.maximum(rest, 0) + _SOME)


def _beside(read: Read, closed: Which, shut: Places, free: Places, by: int) -> Iterator[Vectors]:
    """What a neighbor does in the closed lane; whether it is in the same lane, in the closed one, in the open one."""
    acts, homes = (_moved(one, by) for one in (read.acts[:, :-1], read.homes))
    rows = np.arange(len(acts))
    there, here = (homes * closed)[rows, shut], (homes * ~closed)[rows, free]
    yield np.log(acts * there[:, None] + _SOME)
    yield from (np.log(one + _SOME) for one in ((homes * read.homes).sum(axis=1), there, here))


def _moved(rows: Vectors, by: int) -> Vectors:
    """Each row of the sentence before (1) or after (-1); zeros where there is none."""
    moved = np.zeros_like(rows)
    if by > 0:
        moved[by:] = rows[:-by]
    else:
        moved[:by] = rows[-by:]
    return moved


def _largest(homes: Vectors, count: int) -> Vectors:
    """The largest probabilities of lanes, zeros where there are fewer."""
    kept = np.sort(homes, axis=1)[:, ::-1][:, :count]
    return np.pad(kept, ((0, 0), (0, count - kept.shape[1])))


def _mean(one: Vectors, other: Vectors) -> Vectors:
    return np.asarray((one + other) / 2, dtype=np.float32)


def _logit(probabilities: Vectors) -> Vectors:
    kept = np.clip(probabilities, _RARE, 1 - _RARE)
    return np.asarray(np.log(kept / (1 - kept)))
