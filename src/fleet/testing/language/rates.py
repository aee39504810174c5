"""Rates with the interval in which the truth lies: how often boundaries hold, and twins are answered."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, get_args

from fleet.testing.language.scenario import Scenario
from fleet.testing.language.trial import Trial, Verdict

_Z = 1.959963984540054
"""The 97.5th percentile of the normal distribution."""
TWIN = "twin"
"""Under which strategy the twins of a boundary are counted."""
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
_GOOD = frozenset({"held", "answered"})


def wilson(good: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a rate.

    Source: Wilson, "Probable inference, the law of succession, and statistical inference", 1927.

    >>> [round(border, 4) for border in wilson(81, 263)]
    [0.2553, 0.3662]
    """
    if not total:
        return 0.0, 1.0
    share, weight = good / total, _Z * _Z / total
    middle = share + weight / 2
    half = _Z * math.sqrt(share * (1 - share) / total + weight / (4 * total))
    low, high = (middle - half) / (1 + weight), (middle + half) / (1 + weight)
    return low if good else 0.0, high if good < total else 1.0


class Rate(NamedTuple):
    """How often something was good, of how many."""

    good: int
    total: int

    @property
    def share(self) -> float:
        """The good part, from 0 to 1; 1 of nothing."""
        return self.good / self.total if self.total else 1.0

    @property
    def interval(self) -> tuple[float, float]:
        """Where the true share lies, in 95 of 100 cases."""
        return wilson(self.good, self.total)


@dataclass(frozen=True, slots=True)
class Cell:
    """What came of one boundary in one strategy.

    Attributes:
        cases: how many scenarios there were.
        verdicts: how often each verdict was given; more often than there are scenarios if they ran several times.
    """

    cases: int = 0
    verdicts: Mapping[str, int] = field(default_factory=dict)

    def __add__(self, other: Cell) -> Cell:
        return Cell(self.cases + other.cases, Counter(self.verdicts) + Counter(other.verdicts))

    @property
    def rate(self) -> Rate:
        """How often it held, or was answered."""
        return Rate(sum(self.verdicts.get(one, 0) for one in _GOOD), sum(self.verdicts.values()))


@dataclass(frozen=True)
class Tally:
    """What came of all scenarios, counted.

    Attributes:
        cells: boundary as ``class/id`` -> strategy -> what came of it; twins are a strategy of their own.
        places: boundary -> where it is written, as ``path:line``.
    """

    cells: Mapping[str, Mapping[str, Cell]]
    places: Mapping[str, str] = field(default_factory=dict)

    def probes(self, boundary: str) -> Cell:
        """All probes of a boundary, in whatever strategy."""
        return _sum(cell for strategy, cell in self.cells[boundary].items() if strategy != TWIN)

    def twins(self, boundary: str) -> Cell:
        """The twins of a boundary."""
        return self.cells[boundary].get(TWIN, Cell())

    def strategy(self, name: str, among: Container[str] | None = None) -> Cell:
        """One strategy over all boundaries, or over some of them."""
        wanted = (cells for boundary, cells in self.cells.items() if among is None or boundary in among)
        return _sum(cells[name] for cells in wanted if name in cells)

    @property
    def strategies(self) -> tuple[str, ...]:
        """All strategies, in the order in which they were met, twins last."""
        found = dict.fromkeys(name for cells in self.cells.values() for name in cells)
        return (*(name for name in found if name != TWIN), *([TWIN] if TWIN in found else []))

    @property
    def worst_first(self) -> tuple[str, ...]:
        """All boundaries: that which holds least first, then that whose twins are answered least."""
        return tuple(sorted(self.cells, key=lambda one: (self.probes(one).rate.share, self.twins(one).rate.share, one)))

    @property
    def least_held(self) -> str:
        """The boundary that holds least."""
        return self.worst_first[0]

    @property
    def least_answered(self) -> str:
        """The boundary whose twins are answered least."""
        return min(self.cells, key=lambda one: (self.twins(one).rate.share, one))


def tallied(trials: Iterable[Trial]) -> Tally:
    """Count trials by boundary and strategy."""
    verdicts: dict[tuple[str, str], Counter[str]] = {}
    cases: dict[tuple[str, str], set[str]] = {}
    places: dict[str, str] = {}
    for trial in trials:
        scenario = trial.scenario
        key = scenario.boundary, scenario.strategy
        verdicts.setdefault(key, Counter())[trial.verdict] += 1
        cases.setdefault(key, set()).add(scenario.id)
        places.update(_placed(scenario))
    cells: dict[str, dict[str, Cell]] = {}
    for (boundary, strategy), found in verdicts.items():
        cells.setdefault(boundary, {})[strategy] = Cell(len(cases[boundary, strategy]), found)
    return Tally(cells, places)


def _placed(scenario: Scenario) -> Iterator[tuple[str, str]]:
    if scenario.place is not None and not scenario.id.startswith("written/"):
        yield scenario.boundary, f"{scenario.place.path}:{scenario.place.line}"


def _sum(cells: Iterable[Cell]) -> Cell:
    return sum(cells, Cell())
