"""The figures of the replays: counted once, for the tests and for the page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from replays import attacks, tau2
from replays.attacks import Pair, Reach
from replays.host import Step, library_of
from replays.layers import LAYERS, Layer, guard_of
from replays.mutants import Verdict
from replays.tau2 import Replayed


@dataclass(frozen=True, slots=True)
class Kind:
    """Mutants of one kind.

    Attributes:
        name: the kind.
        code: the code that a refusal must have; None for what no limit can tell.
        made: how many there are.
        distinct: how many of them differ.
        refused: layer -> how many were refused.
        right: how many the whole library refused for the expected reason.
    """

    name: str
    code: str | None
    made: int
    distinct: int
    refused: Mapping[Layer, int]
    right: int


@cache
def tau2_replays(data: Path, suite: str, layer: Layer = "sources") -> tuple[Replayed, ...]:
    """All tasks of a tau2 suite, replayed."""
    return tuple(tau2.replayed(data, suite, guard_of(library_of(suite), layer)))


@cache
def attack_pairs(data: Path, suite: str, layer: Layer, reach: Reach) -> tuple[Pair, ...]:
    """All pairs of an AgentDojo suite."""
    return tuple(attacks.attacked(data, suite, guard_of(library_of(suite), layer), reach))


@cache
def user_steps(data: Path, suite: str, layer: Layer = "sources") -> tuple[Step, ...]:
    """All calls of the user tasks of an AgentDojo suite, without an attack."""
    return tuple(attacks.alone(data, suite, guard_of(library_of(suite), layer)))


@cache
def kinds(data: Path, suite: str) -> tuple[Kind, ...]:
    """The mutants of a tau2 suite, kind by kind; the same ones are put to each layer."""
    verdicts: dict[Layer, tuple[Verdict, ...]] = {
        layer: _verdicts(tau2_replays(data, suite, layer)) for layer in LAYERS
    }
    keys = [[verdict.mutant.key for verdict in of_layer] for of_layer in verdicts.values()]
    assert all(one == keys[0] for one in keys)
    whole, places = verdicts["sources"], defaultdict(list)
    for place, verdict in enumerate(whole):
        places[verdict.mutant.kind, verdict.mutant.code].append(place)
    return tuple(
        Kind(
            name=name,
            code=code,
            made=len(at),
            distinct=len({keys[0][place] for place in at}),
            refused=_refused(verdicts, at),
            right=sum(whole[place].right for place in at),
        )
        for (name, code), at in places.items()
    )


def _refused(verdicts: Mapping[Layer, tuple[Verdict, ...]], at: Iterable[int]) -> dict[Layer, int]:
    places = tuple(at)
    return {layer: sum(not of_layer[place].decision for place in places) for layer, of_layer in verdicts.items()}


def stopped(pairs: Iterable[Pair]) -> int:
    """How many pairs were stopped."""
    return sum(pair.stopped is not None for pair in pairs)


def _verdicts(replays: Iterable[Replayed]) -> tuple[Verdict, ...]:
    return tuple(verdict for replay in replays for verdict in replay.verdicts)
