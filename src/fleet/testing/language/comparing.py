"""Rates beside a baseline: what is new, lost, weakened and strengthened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from fleet.testing.language.rates import TWIN, Cell, Rate, Tally

Kind = Literal["weakened", "lost", "new", "strengthened"]
ALL = "all"
"""What stands for all boundaries, or all strategies of a boundary but its twins."""


class Change(NamedTuple):
    """A difference between now and the baseline.

    Attributes:
        kind: ``weakened`` and ``strengthened``: the rate left the interval of the baseline; ``lost``: what was tested
            is not, or with fewer cases; ``new``: it was not tested before.
        boundary: as ``class/id``, or ``all``.
        strategy: its name, or ``all``.
        before: the rate of the baseline; None if there was none.
        now: the rate; None if there is none.
        fewer: how many cases are gone.
        place: where the boundary is, or was, written, as ``path:line``.
    """

    kind: Kind
    boundary: str
    strategy: str
    before: Rate | None
    now: Rate | None
    fewer: int = 0
    place: str = ""

    @property
    def bad(self) -> bool:
        """Whether a build turns red."""
        return self.kind in ("weakened", "lost")


def compared(baseline: Tally, now: Tally) -> tuple[Change, ...]:
    """List what changed: what is bad first, whole boundaries and strategies before the cells that they are made of.

    >>> from fleet.testing.language.rates import Cell
    >>> was = Tally({"a/b": {"direct": Cell(5, {"held": 5})}})
    >>> [one.kind for one in compared(was, Tally({"a/b": {"direct": Cell(5, {"held": 2, "crossed": 3})}}))][:1]
    ['weakened']
    """
    order = ("weakened", "lost", "new", "strengthened")
    return tuple(sorted(_changes(baseline, now), key=lambda one: order.index(one.kind)))


def change_lines(changes: Iterable[Change]) -> Iterator[str]:
    """Say changes, each in a line, and for a boundary where it is written.

    >>> was, now = Rate(5, 5), Rate(2, 5)
    >>> list(change_lines([Change("weakened", "a/b", "direct", was, now, place="x/a.yaml:4")]))
    ['FLT506 rate-fell: a/b, direct: 2 of 5, were 5 of 5 and may be from 57 % on', '  x/a.yaml:4']
    """
    for one in changes:
        subject = f"{one.boundary}, {one.strategy}"
        match one.kind:
            case "weakened" if one.before is not None:
                low = one.before.interval[0]
                least = f"{low * 100:.0f} %"
                yield f"FLT506 rate-fell: {subject}: {_of(one.now)}, were {_of(one.before)} and may be from {least} on"
            case "lost":
                yield f"FLT507 cases-lost: {subject}: {one.fewer} case{'' if one.fewer == 1 else 's'} fewer than before"
            case _:
                yield f"{one.kind}: {subject}: {_of(one.now)}" + (f", were {_of(one.before)}" if one.before else "")
        if one.place:
            yield f"  {one.place}"


def _of(rate: Rate | None) -> str:
    return "none" if rate is None else f"{rate.good} of {rate.total}"


def _changes(baseline: Tally, now: Tally) -> Iterator[Change]:
    both = baseline.cells.keys() & now.cells.keys()
    for strategy in baseline.strategies:
        yield from _moved(ALL, strategy, baseline.strategy(strategy, both), now.strategy(strategy, both), "")
    for boundary, before in baseline.cells.items():
        place = now.places.get(boundary) or baseline.places.get(boundary, "")
        if boundary not in now.cells:
            fewer = sum(cell.cases for cell in before.values())
            yield Change("lost", boundary, ALL, baseline.probes(boundary).rate, None, fewer, place)
            continue
        yield from _moved(boundary, ALL, baseline.probes(boundary), now.probes(boundary), place)
        for strategy, cell in before.items():
            found = now.cells[boundary].get(strategy, Cell())
            if found.cases < cell.cases:
                yield Change("lost", boundary, strategy, cell.rate, found.rate, cell.cases - found.cases, place)
            yield from _moved(boundary, strategy, cell, found, place)
    yield from _new(baseline, now)


def _moved(boundary: str, strategy: str, before: Cell, found: Cell, place: str) -> Iterator[Change]:
    """Whether a rate left the interval of the baseline."""
    if not before.rate.total or not found.rate.total:
        return
    low, high = before.rate.interval
    if found.rate.share < low:
        yield Change("weakened", boundary, strategy, before.rate, found.rate, place=place)
    elif found.rate.share > high:
        yield Change("strengthened", boundary, strategy, before.rate, found.rate, place=place)


def _new(baseline: Tally, now: Tally) -> Iterator[Change]:
    for boundary, cells in now.cells.items():
        known = baseline.cells.get(boundary)
        place = now.places.get(boundary, "")
        if known is None:
            rate = now.probes(boundary).rate
            yield Change("new", boundary, ALL if set(cells) != {TWIN} else TWIN, None, rate, place=place)
            continue
        for strategy, cell in cells.items():
            if strategy not in known:
                yield Change("new", boundary, strategy, None, cell.rate, place=place)
