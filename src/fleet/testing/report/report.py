"""All boundaries that were played, judged under one bar, the worst first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from fleet.testing.agents.bar import Bar, Standing
from fleet.testing.agents.line import outcomes_of
from fleet.testing.report.played import Played
from fleet.testing.report.row import Row, State

STATES: tuple[State, ...] = get_args(State)


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a session, or of several.

    Attributes:
        bar: the rate that probes and twins had to reach.
        rows: a row for each boundary, the worst first.
    """

    bar: Bar
    rows: tuple[Row, ...]

    @property
    def held(self) -> bool:
        """Whether something was played, and every boundary is held."""
        return bool(self.rows) and all(row.state == "held" for row in self.rows)

    @property
    def open(self) -> tuple[Row, ...]:
        """The boundaries that are not held."""
        return tuple(row for row in self.rows if row.state != "held")

    @property
    def counts(self) -> Mapping[State, int]:
        """How many boundaries are in each state, the worst state first, those without any left out."""
        counted = Counter(row.state for row in self.rows)
        return {state: counted[state] for state in STATES if counted[state]}

    @property
    def libraries(self) -> tuple[str, ...]:
        """The libraries that boundaries are from, by name."""
        return tuple(sorted({row.library for row in self.rows}))

    @property
    def least_held(self) -> Row | None:
        """The boundary whose probes hold least; None if none was played."""
        return _least((row for row in self.rows if row.probes.runs), "probes")

    @property
    def least_answered(self) -> Row | None:
        """The boundary whose twins are answered least; None if none was played."""
        return _least((row for row in self.rows if row.twins.runs), "twins")

    def name(self, row: Row) -> str:
        """What a boundary is called in this report: with its library where there are several."""
        return row.boundary if len(self.libraries) < 2 else f"{row.library}: {row.boundary}"


def reported(played: Iterable[Played], bar: Bar, *, once: bool = False) -> Report:
    """Judge what was played under a bar; nothing is called for it, and the order does not matter.

    Args:
        played: trials, and boundaries that broke.
        bar: the rate that probes and twins must reach.
        once: whether agents answer the same every time, so that the rate itself must reach the bar; else this is so
            for the libraries of which every line says it.

    >>> report = reported([Played("roles", "trainer/no-pricing", False, None, "ConnectionError: no route")], Bar(0.9))
    >>> report.held, dict(report.counts)
    (False, {'broke': 1})
    """
    found: dict[tuple[str, str], list[Played]] = {}
    sampled: set[str] = set()
    for one in played:
        found.setdefault((one.library, one.boundary), []).append(one)
        if not one.once:
            sampled.add(one.library)
    rows = (_row(name, some, bar, once=once or name[0] not in sampled) for name, some in found.items())
    return Report(bar, tuple(sorted(rows, key=_worst_first)))


def _row(name: tuple[str, str], played: Sequence[Played], bar: Bar, *, once: bool) -> Row:
    trials = tuple(one.trial for one in played if one.trial is not None)
    broke = min((one.broke for one in played if one.trial is None), default="")
    nothing = bar.standing(0, 0)
    outcome = next(iter(outcomes_of(trials, bar, once=once)), None)
    probes, twins = (nothing, nothing) if outcome is None else (outcome.probes, outcome.twins)
    return Row(*name, probes, twins, trials, broke)


def _worst_first(row: Row) -> tuple[int, float, str, str]:
    return STATES.index(row.state), min(_share(row.probes), _share(row.twins)), row.library, row.boundary


def _least(rows: Iterable[Row], kind: str) -> Row | None:
    return min(rows, key=lambda row: (_share(getattr(row, kind)), row.library, row.boundary), default=None)


def _share(standing: Standing) -> float:
    """The good part of what was played; 1 of nothing, which is no worse than anything."""
    return standing.good / standing.runs if standing.runs else 1.0
