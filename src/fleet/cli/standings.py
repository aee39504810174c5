"""What ``fleet report`` says on a terminal: tables of rates, and for what is not held the worst that was said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.text import Text

from fleet.cli.screen import screen, show, table
from fleet.diagnostics import visible
from fleet.testing.report import Background, Failure, Report, failures_of, strategies_of, transcript_of
from fleet.testing.report.words import bar_words, headline, least_words, remark

_MOST_SHOWN = 10
_STYLES = {"broke": "magenta", "violated": "red", "undecided": "yellow", "held": "green"}


def say(report: Report, backgrounds: Mapping[str, Background]) -> None:
    """Print boundaries and strategies as tables, the worst first, what is missing, and the worst that was said."""
    console = screen()
    rows = table("state", "probes", "95 %", "twins", "95 %", "boundary")
    for row in report.rows:
        rates = (text for one in (row.probes, row.twins) for text in _rate(one.good, one.runs, one.interval))
        rows.add_row(Text(row.state, _STYLES[row.state]), *map(Text, rates), _text(report.name(row)))
    show(console, rows)
    print()
    lines = table("strategy", "held", "95 %", "weakest boundary", "there")
    for one in strategies_of(report):
        rate = one.cell.rate
        missed = one.least.good < one.least.total
        weakest, there = (one.weakest, f"{one.least.good}/{one.least.total}") if missed else ("", "")
        lines.add_row(_text(one.name), *map(Text, _rate(*rate, rate.interval)), _text(weakest), Text(there))
    if lines.row_count:
        show(console, lines)
        print()
    for line in _failing(report):
        console.print(line, soft_wrap=True)
    for text in (*_sums(report), *_untested(report, backgrounds)):
        print(visible(text))


def _failing(report: Report) -> Iterator[Text]:
    """For the worst boundaries what is missing, and the worst that was said, with the sentence in bold."""
    for row in report.open[:_MOST_SHOWN]:
        yield Text(visible(f"FLT508 bar-not-reached: {report.name(row)}: {remark(row)}"))
        if row.place is not None:
            yield Text(visible(f"  {row.place.where}: {row.place.excerpt.strip()}"))
        for failure in failures_of(row.trials)[:1]:
            yield from _shown(failure)
    if len(report.open) > _MOST_SHOWN:
        yield Text(f"and {len(report.open) - _MOST_SHOWN} more that are not held")


def _shown(failure: Failure) -> Iterator[Text]:
    trial = failure.trial
    yield Text(f"  {trial.verdict}, {visible(trial.scenario.id)}")
    for said in transcript_of(trial):
        if said.tested:
            line = Text(f"    {said.who}: ")
            for piece in said.pieces:
                line.append(visible(" ".join(piece.text.split(" ")).replace("\n", " ")), "bold" if piece.marked else "")
            yield line


def _sums(report: Report) -> Iterator[str]:
    for what, name, rate in least_words(report):
        yield f"{what}: {name}, {rate}"
    yield bar_words(report)
    yield headline(report)


def _untested(report: Report, backgrounds: Mapping[str, Background]) -> Iterator[str]:
    """What of a library nothing tested."""
    for library, background in backgrounds.items():
        yield from (f"not played: {name}" for name in background.unplayed(report, library))
        yield from (f"not tested: {name} has no probes, or no twins" for name in background.unprobed)
        yield from (f"FLT504 not-tested: {name}" for name in background.missing)
        for one in background.survivors:
            yield f"FLT505 mutant-survived: {one.id}"
            yield f"  missing: {one.missing}"
        reached = background.elements - len(background.missing)
        noticed = (background.mutants or 0) - len(background.survivors)
        mutants = f"{noticed} of {background.mutants} mutants noticed"
        yield f"exact suite: {reached} of {background.elements} elements, {mutants}"


def _rate(good: int, runs: int, interval: tuple[float, float]) -> tuple[str, str]:
    """How many of how many, and between what the true rate lies; short, for a column."""
    low, high = interval
    return (f"{good}/{runs}", f"{low * 100:.0f}-{high * 100:.0f}") if runs else ("none", "")


def _text(text: str) -> Text:
    return Text(visible(" ".join(text.split())))
