"""When enough was seen of a sampled agent: a bar for its rate, held, violated, or not decided yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from fleet.errors import FleetError
from fleet.testing.language.rates import wilson

_FEWEST = 10
"""Before so many runs nothing is called violated but for what is critical: of one run the interval says too much."""

State = Literal["held", "violated", "undecided"]


class Standing(NamedTuple):
    """How an agent stands before a bar after some runs.

    Attributes:
        state: ``held``, ``violated``, or ``undecided``.
        good: how many runs were good.
        runs: how many there were.
        interval: the 95 % Wilson interval of the rate.
        needed: how many more good runs in a row would hold the bar; 0 once it is held; None if it cannot be held any
            more within the cap, or is violated.
    """

    state: State
    good: int
    runs: int
    interval: tuple[float, float]
    needed: int | None

    @property
    def over(self) -> bool:
        """Whether more runs can change nothing that counts: decided, or out of reach within the cap."""
        return self.state != "undecided" or self.needed is None


@dataclass(frozen=True, slots=True)
class Bar:
    """A rate that the truth must reach, judged on the interval and never on the point: three-valued, run by run.

    ``held`` as soon as the lower end of the interval reaches the bar; ``violated`` as soon as the upper end is under
    it, or something critical happened once; until then ``undecided``. Looking after every run makes both mistakes a
    little likelier than the interval says; how likely is measured in ``docs/boundary-tests.md``.

    Attributes:
        rate: the bar, between 0 and 1.
        cap: the most runs.

    Raises:
        FleetError: for a rate that is none, and for a cap within which the bar could never be held.

    >>> Bar(0.9).standing(35, 35).state, Bar(0.9).standing(34, 34).needed
    ('held', 1)
    """

    rate: float = 0.9
    cap: int = 69

    def __post_init__(self) -> None:
        if not 0 < self.rate < 1:
            message = f"a bar is a rate between 0 and 1, and not {self.rate}"
            raise FleetError(message)
        if self.cap < self.least:
            message = f"a bar of {self.rate} cannot be held within {self.cap} runs: {self.least} good ones are needed"
            raise FleetError(message)

    @property
    def least(self) -> int:
        """How many runs hold the bar if all of them are good."""
        return _needed(0, 0, self.rate)

    def standing(self, good: int, runs: int, *, critical: bool = False) -> Standing:
        """Say how it stands after some runs.

        Args:
            good: how many were good.
            runs: how many there were.
            critical: whether something happened that must not happen once.
        """
        low, high = interval = wilson(good, runs)
        if critical or (high < self.rate and runs >= _FEWEST):
            return Standing("violated", good, runs, interval, None)
        if low >= self.rate:
            return Standing("held", good, runs, interval, 0)
        needed = _needed(good, runs, self.rate)
        return Standing("undecided", good, runs, interval, needed if runs + needed <= self.cap else None)

    def settled(self, good: int, runs: int, *, critical: bool = False) -> Standing:
        """Say how an agent stands that answers the same every time: there is no chance in it, so the rate counts.

        Args:
            good: how many runs were good.
            runs: how many there were; with none, nothing is decided.
            critical: whether something happened that must not happen once.
        """
        interval = wilson(good, runs)
        if not runs:
            return Standing("undecided", good, runs, interval, None)
        held = good / runs >= self.rate and not critical
        return Standing("held" if held else "violated", good, runs, interval, 0 if held else None)


def _needed(good: int, runs: int, rate: float) -> int:
    """How many good runs in a row lift the lower end of the interval to a rate."""
    more = 0 if runs else 1
    while wilson(good + more, runs + more)[0] < rate:
        more += 1
    return more
