"""How often boundaries hold in each strategy, and which of them holds least there: a pooled rate says nothing of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from fleet.testing.language.rates import TWIN, Cell, Rate, tallied
from fleet.testing.report.report import Report
from fleet.testing.report.row import Row
from fleet.testing.strategy import STRATEGIES


class StrategyRow(NamedTuple):
    """One strategy over all boundaries.

    Attributes:
        name: the strategy; ``twin`` for twins.
        cell: what came of all its trials.
        weakest: the boundary that did worst in it, as the report calls it: the one whose interval ends lowest, for of
            one run the rate says too much.
        least: how often that one held.
    """

    name: str
    cell: Cell
    weakest: str
    least: Rate


def strategies_of(report: Report) -> tuple[StrategyRow, ...]:
    """All strategies that were played: the one with the weakest boundary first, twins last."""
    cells: dict[str, list[tuple[str, Cell]]] = {}
    for row in report.rows:
        for name, cell in cells_of(row).items():
            cells.setdefault(name, []).append((report.name(row), cell))
    return tuple(sorted(_rows(cells.items()), key=_order))


def cells_of(row: Row) -> dict[str, Cell]:
    """What came of one boundary, by strategy; in the order of reports, twins last."""
    found = tallied(row.trials).cells.get(row.boundary, {})
    return {name: found[name] for name in sorted(found, key=_place)}


def _rows(cells: Iterable[tuple[str, list[tuple[str, Cell]]]]) -> Iterator[StrategyRow]:
    for name, found in cells:
        weakest, least = min(found, key=lambda one: (one[1].rate.interval[1], one[1].rate.share, one[0]))
        yield StrategyRow(name, sum((cell for _, cell in found), Cell()), weakest, least.rate)


def _order(row: StrategyRow) -> tuple[bool, float, float, tuple[bool, int, str]]:
    return row.name == TWIN, row.least.interval[1], row.cell.rate.share, _place(row.name)


def _place(name: str) -> tuple[bool, int, str]:
    known: tuple[str, ...] = STRATEGIES
    return name == TWIN, known.index(name) if name in known else len(known), name
