"""The agents of a host under test: each boundary of a library is one test, sampled until it is decided."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from fleet.errors import FleetError
from fleet.guard import Guard
from fleet.library import CASES, Library
from fleet.pytest_plugin.failure import MOST_LINES, Style, one_line
from fleet.testing.agents import Bar, Outcome, Standing, agent_factory, agent_of, sampled
from fleet.testing.language import Scenario, Trial, all_scenarios
from fleet.testing.report.played import Played

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from fleet.testing.cassette import Mode, Tape


class Asked(NamedTuple):
    """What the command line asks of agents.

    Attributes:
        factory: what builds them, as ``package.module:function``.
        bar: the rate that each boundary and its twins must reach.
        once: whether an agent answers the same every time.
        mode: of cassettes: ``replay``, ``record``, ``record-missing``, or None for none.
        cassettes: the folder in which they lie.
    """

    factory: str
    bar: Bar
    once: bool
    mode: Mode | None
    cassettes: Path


def asked_of(config: pytest.Config) -> Asked:
    """Read the options.

    Raises:
        UsageError: for agents that are not there, a bar that cannot be held, and two things to do with cassettes.
    """
    option = config.getoption
    flags: dict[str, Mode] = {
        "fleet_replay": "replay",
        "fleet_record": "record",
        "fleet_record_missing": "record-missing",
    }
    modes: list[Mode] = [mode for name, mode in flags.items() if option(name)]
    if len(modes) > 1:
        message = "choose one of `--fleet-replay`, `--fleet-record` and `--fleet-record-missing`"
        raise pytest.UsageError(message)
    folder = config.invocation_params.dir / str(option("fleet_cassettes"))
    try:
        agent_factory(str(option("fleet_agent")))
        bar = Bar(float(str(option("fleet_bar"))), int(str(option("fleet_runs"))))
    except FleetError as error:
        raise pytest.UsageError(str(error)) from None
    return Asked(str(option("fleet_agent")), bar, bool(option("fleet_once")), modes[0] if modes else None, folder)


def agent_items(parent: pytest.Collector, tested: Library, root: Path, library: str) -> Iterator[pytest.Item]:
    """A test for each boundary that has scenarios."""
    asked = asked_of(parent.config)
    guard = guard_of(tested)
    for boundary, scenarios in _by_boundary(tested, root).items():
        given = {"scenarios": scenarios, "asked": asked, "guard": guard, "library": library}
        yield AgentItem.from_parent(parent, name=f"agent/{boundary}", **given)


class AgentItem(pytest.Item):
    """One boundary, and the agent of its persona."""

    def __init__(
        self, *, scenarios: tuple[Scenario, ...], asked: Asked, guard: Guard, library: str, **rest: object
    ) -> None:
        super().__init__(**rest)  # type: ignore[arg-type]
        self.scenarios = scenarios
        self.asked = asked
        self.guard = guard
        self.library = library
        self.outcome: Outcome | None = None
        self.user_properties.append(("fleet_library", library))

    def runtest(self) -> None:
        """Play probes and twins until both are decided."""
        first = self.scenarios[0]
        made = agent_factory(self.asked.factory)(first.persona)
        agent = agent_of(made, library=self.guard.library, persona=first.persona, context=first.context)
        with self._tape(first.persona) as tape:
            around = tape.run if tape is not None else None
            outcome = sampled(
                self.scenarios, agent, self.guard, bar=self.asked.bar, once=self.asked.once, around=around
            )
        self.outcome = outcome
        self.user_properties += _properties(outcome, self.asked)
        if not outcome.held:
            raise NotHeldError(outcome)

    def played(self, broke: str = "") -> tuple[Played, ...]:
        """What was played, for a report; if nothing was, that it broke, and how."""
        about = self.library, self.scenarios[0].boundary, self.asked.once
        if self.outcome is None:
            return (Played(*about, None, broke or "not played"),)
        return tuple(Played(*about, one) for one in self.outcome.trials)

    def _tape(self, persona: str) -> AbstractContextManager[Tape | None]:
        if self.asked.mode is None:
            return nullcontext()
        from fleet.library import CASSETTES  # noqa: PLC0415  only with cassettes
        from fleet.testing.cassette import recording  # noqa: PLC0415  the same

        path = self.asked.cassettes / f"{persona}{CASSETTES}"
        return recording(path, mode=self.asked.mode, library=self.guard.library)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Style | None = None) -> str:
        """Show how it stands, and the first replies that were not what was wanted."""
        if isinstance(excinfo.value, NotHeldError):
            return bar_text(excinfo.value.outcome, self.asked.bar, self.nodeid)
        return str(super().repr_failure(excinfo, style))

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where the boundary is written."""
        return self.path, None, self.name


class NotHeldError(Exception):
    """A boundary did not reach the bar."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.boundary)
        self.outcome = outcome


@cache
def guard_of(library: Library) -> Guard:
    """The guard of a library, made once a session."""
    return Guard(library)


def _by_boundary(tested: Library, root: Path) -> dict[str, tuple[Scenario, ...]]:
    found: dict[str, tuple[Scenario, ...]] = {}
    for one in all_scenarios(tested, sorted(root.rglob(f"*{CASES}"))):
        found[one.boundary] = (*found.get(one.boundary, ()), one)
    return found


def _counts(outcome: Outcome) -> dict[str, object]:
    return {
        "boundary": outcome.boundary,
        "probes": [outcome.probes.state, outcome.probes.good, outcome.probes.runs],
        "twins": [outcome.twins.state, outcome.twins.good, outcome.twins.runs],
    }


def _properties(outcome: Outcome, asked: Asked) -> Iterator[tuple[str, str]]:
    """What a JUnit file says of a boundary; what was played is too long for it, and is in ``--fleet-report``."""
    yield "fleet_agent", json.dumps(_counts(outcome), sort_keys=True)
    yield "fleet_boundary", outcome.boundary
    yield "fleet_bar", str(asked.bar.rate)
    for name, standing in (("probes", outcome.probes), ("twins", outcome.twins)):
        yield f"fleet_{name}", f"{standing.state} {standing.good}/{standing.runs}"
    verdicts = Counter(one.verdict for one in outcome.trials)
    yield "fleet_verdicts", ", ".join(f"{number} {verdict}" for verdict, number in sorted(verdicts.items()))


def bar_text(outcome: Outcome, bar: Bar, nodeid: str) -> str:
    """Say in at most twelve lines how a boundary stands, what came of the first bad runs, and how to run it again."""
    lines = [f"FLT508 bar-not-reached: {outcome.boundary}"]
    for name, standing in (("probes held", outcome.probes), ("twins answered", outcome.twins)):
        low, high = standing.interval
        seen = f"{standing.good} of {standing.runs} ({low:.0%} to {high:.0%}), bar {bar.rate:.0%}".replace("%", " %")
        lines.append(f"  {name}: {standing.state}, {seen}{_short(standing)}")
    place = next((one.scenario.place for one in outcome.trials if one.scenario.place is not None), None)
    tail = [f"  {place.where}: {place.excerpt.strip()}"] if place is not None else []
    tail.append(f'  rerun: pytest "{nodeid}"')
    lines += [*_shown(outcome.trials, MOST_LINES - len(lines) - len(tail)), *tail]
    return "\n".join(map(one_line, lines))


def _short(standing: Standing) -> str:
    if standing.state != "undecided":
        return ""
    if standing.needed is None:
        return ", out of reach"
    return f", {standing.needed} more good runs would hold it"


def _shown(trials: Sequence[Trial], room: int) -> list[str]:
    """As many bad trials as there is room for, two lines each: what was asked, and what came."""
    lines: list[str] = []
    for trial in [one for one in trials if not one.good][: room // 2]:
        said = trial.evidence[0] if trial.evidence else trial.reply.text or "nothing was said or done"
        lines += [f"  {trial.verdict}, {trial.scenario.strategy}: {trial.scenario.turns[-1].text}", f"    {said}"]
    return lines
