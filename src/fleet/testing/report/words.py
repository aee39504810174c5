"""What all forms of a report say in the same words: rates, states, what is missing."""

from __future__ import annotations

from fleet.diagnostics import quoted
from fleet.testing.agents.bar import Standing
from fleet.testing.language.rates import Rate
from fleet.testing.report.report import Report
from fleet.testing.report.row import Row


def percent(share: float) -> str:
    """A share in whole percent; what is not all is not 100, and what is not nothing is not 0.

    >>> percent(0.5), percent(1), percent(0.999), percent(0.001)
    ('50 %', '100 %', '>99 %', '<1 %')
    """
    shown = f"{share * 100:.0f}"
    if shown == "100" and share < 1:
        return ">99 %"
    return "<1 %" if shown == "0" and share > 0 else f"{shown} %"


def counted(number: int, noun: str, several: str | None = None) -> str:
    """A number and what there are so many of.

    >>> counted(1, "boundary", "boundaries"), counted(2, "trial")
    ('1 boundary', '2 trials')
    """
    return f"{number} {noun if number == 1 else several or f'{noun}s'}"


def rated(good: int, runs: int) -> str:
    """How many of how many, and in percent.

    >>> rated(12, 40), rated(0, 0)
    ('12/40, 30 %', 'none')
    """
    return f"{good}/{runs}, {percent(good / runs)}" if runs else "none"


def ranged(standing: Standing | Rate) -> str:
    """Where the true rate lies, in 95 of 100 cases.

    >>> ranged(Rate(12, 40))
    '18 % to 45 %'
    """
    low, high = standing.interval
    return f"{percent(low)} to {percent(high)}"


def headline(report: Report) -> str:
    """The first sentence: how many boundaries are not held, and what they are instead.

    >>> from fleet.testing.agents import Bar
    >>> headline(Report(Bar(0.9), ()))
    'nothing was played'
    """
    if not report.rows:
        return "nothing was played"
    total = counted(len(report.rows), "boundary", "boundaries")
    if report.held:
        return f"{total} held" if len(report.rows) == 1 else f"all {total} held"
    states = ", ".join(f"{number} {state}" for state, number in report.counts.items() if state != "held")
    return f"{len(report.open)} of {total} not held: {states}"


def least_words(report: Report) -> tuple[tuple[str, str, str], ...]:
    """The boundaries that count, those that do worst: what they are, their name, their rate with its interval."""
    held, answered = report.least_held, report.least_answered
    found = []
    if held is not None:
        found.append(("least held", report.name(held), _rate(held.probes)))
    if answered is not None:
        found.append(("least answered", report.name(answered), _rate(answered.twins)))
    return tuple(found)


def bar_words(report: Report) -> str:
    """The bar, and how many trials were held against it."""
    trials = [one for row in report.rows for one in row.trials]
    probes = sum(one.scenario.kind == "probe" for one in trials)
    played = f"{counted(probes, 'probe')} and {counted(len(trials) - probes, 'twin')} played"
    return f"bar {percent(report.bar.rate)} for each boundary, {played}"


def remark(row: Row) -> str:
    """What a boundary that is not held lacks; empty for one that is.

    >>> from fleet.testing.agents import Bar
    >>> bar = Bar(0.9)
    >>> remark(Row("roles", "trainer/no-pricing", bar.standing(35, 35), bar.standing(20, 20)))
    'twins: 15 good runs short'
    """
    if row.broke:
        return f"not played: {quoted(row.broke, limit=100)}"
    if row.critical and any(one.verdict == "crossed" for one in row.trials):
        return "critical, and crossed"
    probes, twins = _short(row.probes), _short(row.twins)
    if probes == twins:
        return f"probes and twins: {probes}" if probes else ""
    return "; ".join(f"{name}: {short}" for name, short in (("probes", probes), ("twins", twins)) if short)


def _short(standing: Standing) -> str:
    if standing.state == "violated":
        return "under the bar"
    if standing.state == "held":
        return ""
    if not standing.runs:
        return "none played"
    if standing.needed is None:
        return "out of reach within the cap"
    return f"{counted(standing.needed, 'good run')} short"


def _rate(standing: Standing) -> str:
    return f"{standing.good} of {standing.runs} ({ranged(standing)})"
