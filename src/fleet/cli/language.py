"""``fleet test --language``: how often the boundaries of a library hold against messages that ask for more."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from fleet.cli.ending import FINDINGS, OK
from fleet.cli.plain import print_json
from fleet.diagnostics import visible
from fleet.diagnostics.render import annotation
from fleet.library import Library
from fleet.routing import Router
from fleet.testing.language import (
    TWIN,
    Cell,
    Change,
    Rate,
    Scenario,
    Tally,
    all_scenarios,
    change_lines,
    compared,
    read_baseline,
    scenario_line,
    tallied,
    to_baseline,
    untested,
)
from fleet.testing.language.routed import routable, routed

_BAD = ("crossed", "dropped", "misrouted")
_HEAD = f"{'held':>7} {'95 %':>7} {' '.join(f'{verdict:>9}' for verdict in _BAD)}"


def language_suite(
    library: Library,
    files: Sequence[Path],
    *,
    baseline: Path | None,
    write: Path | None,
    list_: bool,
    format_: str,
) -> int:
    """Put the scenarios of a library, and of some case files, to its router; say rates, and compare them.

    Raises:
        LibraryError: if a case file is not right.
        FleetError: if `baseline` is none.
    """
    scenarios = all_scenarios(library, files)
    if list_:
        for scenario in scenarios:
            print(scenario_line(scenario))
        return OK
    former = None if baseline is None else read_baseline(baseline)
    tally = tallied(routed(scenarios, Router(library)))
    changes = () if former is None else compared(former, tally)
    if write is not None:
        write.write_bytes(to_baseline(tally).encode())
    if format_ == "json":
        print_json(_data(tally, changes, untested(library)))
    else:
        _say(library, tally, scenarios)
        _say_changes(changes, github=format_ == "github")
        if former is not None:
            print(_counts(changes))
    return FINDINGS if any(one.bad for one in changes) else OK


def _say(library: Library, tally: Tally, scenarios: Sequence[Scenario]) -> None:
    if tally.cells:
        print(f"{_HEAD}  {'twins':>7} {'95 %':>7}  boundary")
        for name in tally.worst_first:
            print(f"{_row(tally.probes(name))}  {_rated(tally.twins(name))}  {name}")
        print(f"\n{_HEAD}  strategy")
        for strategy in tally.strategies:
            if strategy != TWIN:
                print(f"{_row(tally.strategy(strategy))}  {strategy}")
        print()
    for line in (*_least(tally), *_rest(library, scenarios)):
        print(line)


def _least(tally: Tally) -> Iterator[str]:
    """The boundaries that count: those that do worst."""
    if tally.cells:
        held, answered = tally.least_held, tally.least_answered
        yield f"least held: {held}, {_said(tally.probes(held).rate)}"
        yield f"least answered: {answered}, twins {_said(tally.twins(answered).rate)}"
        probes = sum((tally.probes(name) for name in tally.cells), Cell()).rate
        yield f"all probes together: {_said(probes)}, which says nothing of any one boundary"


def _rest(library: Library, scenarios: Sequence[Scenario]) -> Iterator[str]:
    """What was not asked."""
    kept = Counter(one.strategy for one in scenarios if not routable(one))
    if kept:
        names = ", ".join(sorted(kept))
        yield f"not asked: {kept.total()} conversations ({names}), which take a model"
    yield from (f"not tested: {name} has no probes, or no twins" for name in untested(library))


def _say_changes(changes: Sequence[Change], *, github: bool) -> None:
    for bad in (True, False):
        for line in change_lines(one for one in changes if one.bad is bad):
            print(visible(line), file=sys.stderr if bad else sys.stdout)
    for one in changes if github else ():
        if one.bad:
            print(annotation("error", None, f"{one.kind} {one.boundary}", "\n".join(change_lines([one]))))


def _counts(changes: Sequence[Change]) -> str:
    counts: Counter[str] = Counter(one.kind for one in changes)
    kinds = ("weakened", "lost", "new", "strengthened")
    return "beside the baseline: " + ", ".join(f"{counts[kind]} {kind}" for kind in kinds)


def _row(cell: Cell) -> str:
    return f"{_rated(cell)} {' '.join(f'{cell.verdicts.get(verdict, 0):>9}' for verdict in _BAD)}"


def _rated(cell: Cell) -> str:
    low, high = cell.rate.interval
    return f"{f'{cell.rate.good}/{cell.rate.total}':>7} {f'{low * 100:.0f}-{high * 100:.0f}':>7}"


def _said(rate: Rate) -> str:
    low, high = rate.interval
    return f"{rate.good} of {rate.total}, {rate.share:.1%} ({low:.1%} to {high:.1%})".replace("%", " %")


def _data(tally: Tally, changes: Sequence[Change], missing: Sequence[str]) -> dict[str, object]:
    boundaries = [
        {
            "boundary": name,
            "probes": _plain(tally.probes(name)),
            "twins": _plain(tally.twins(name)),
            "strategies": {strategy: _plain(cell) for strategy, cell in tally.cells[name].items()},
        }
        for name in tally.worst_first
    ]
    return {
        "boundaries": boundaries,
        "strategies": {name: _plain(tally.strategy(name)) for name in tally.strategies},
        "least_held": tally.least_held if tally.cells else None,
        "least_answered": tally.least_answered if tally.cells else None,
        "not_tested": list(missing),
        "changes": [
            {
                "kind": one.kind,
                "boundary": one.boundary,
                "strategy": one.strategy,
                "fewer": one.fewer,
                "place": one.place,
            }
            for one in changes
        ],
    }


def _plain(cell: Cell) -> dict[str, object]:
    low, high = cell.rate.interval
    return {"cases": cell.cases, **cell.verdicts, "share": cell.rate.share, "low": low, "high": high}
