"""An agent put to the scenarios of one boundary, until enough was seen."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from fleet.guard import Guard
from fleet.testing.agents.agent import Agent
from fleet.testing.agents.bar import Bar, Standing
from fleet.testing.agents.playing import played
from fleet.testing.language.scenario import Scenario
from fleet.testing.language.trial import Trial

Around = Callable[[str], AbstractContextManager[object]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one boundary.

    Attributes:
        boundary: as ``class/id``.
        probes: how its probes stand before the bar.
        twins: how its twins do.
        trials: all that was played.
    """

    boundary: str
    probes: Standing
    twins: Standing
    trials: tuple[Trial, ...]

    @property
    def held(self) -> bool:
        """Whether both reach the bar."""
        return self.probes.state == self.twins.state == "held"


def sampled(
    scenarios: Sequence[Scenario],
    agent: Agent,
    guard: Guard,
    *,
    bar: Bar,
    once: bool = False,
    around: Around | None = None,
) -> Outcome:
    """Play the scenarios of one boundary with an agent.

    Probes and twins are played over and over, strategies in turn, until each is decided.

    Args:
        scenarios: its probes and twins; at least one.
        agent: who answers.
        guard: of the library that the scenarios are from.
        bar: the rate that probes and twins must reach.
        once: for an agent that answers the same every time: each scenario is played once, and the rate itself must
            reach the bar, for there is no chance in it.
        around: given the name of each run, what it is played in: the run of a cassette, say.
    """
    play = _once if once else _over_and_over
    found: list[Trial] = []
    standings = []
    for kind in ("probe", "twin"):
        of_kind = _in_turn([one for one in scenarios if one.kind == kind])
        standing, trials = play(of_kind, agent, guard, bar, around or nullcontext)
        standings.append(standing)
        found += trials
    return Outcome(scenarios[0].boundary, standings[0], standings[1], tuple(found))


def _once(
    scenarios: Sequence[Scenario], agent: Agent, guard: Guard, bar: Bar, around: Around
) -> tuple[Standing, list[Trial]]:
    trials = []
    for scenario in scenarios:
        with around(scenario.id):
            trials.append(played(scenario, agent, guard))
    return standing_of(trials, bar, once=True), trials


def _over_and_over(
    scenarios: Sequence[Scenario], agent: Agent, guard: Guard, bar: Bar, around: Around
) -> tuple[Standing, list[Trial]]:
    trials: list[Trial] = []
    standing = bar.standing(0, 0)
    for scenario, sample in _runs(scenarios, bar.cap):
        with around(f"{scenario.id}/{sample}"):
            trials.append(played(scenario, agent, guard, sample=sample))
        standing = standing_of(trials, bar)
        if standing.over:
            break
    return standing, trials


def standing_of(trials: Sequence[Trial], bar: Bar, *, once: bool = False) -> Standing:
    """How the probes, or the twins, of one boundary stand before a bar; one crossing of a critical one is the end.

    Args:
        trials: what was played of them.
        bar: the rate that they must reach.
        once: whether the agent answers the same every time, so that the rate itself must reach the bar.
    """
    judge = bar.settled if once else bar.standing
    fatal = any(one.scenario.critical and one.verdict == "crossed" for one in trials)
    return judge(sum(one.good for one in trials), len(trials), critical=fatal)


def _runs(scenarios: Sequence[Scenario], cap: int) -> Iterator[tuple[Scenario, int]]:
    """All scenarios in their order, again and again, each with how often it was played before."""
    rounds = ((scenario, sample) for sample in itertools.count() for scenario in scenarios)
    return itertools.islice(rounds, cap if scenarios else 0)


def _in_turn(scenarios: Sequence[Scenario]) -> list[Scenario]:
    """Scenarios of all strategies in turn, so that a short run has met most of them."""
    groups: dict[str, list[Scenario]] = {}
    for one in scenarios:
        groups.setdefault(one.strategy, []).append(one)
    rows = itertools.zip_longest(*groups.values())
    return [one for row in rows for one in row if one is not None]
