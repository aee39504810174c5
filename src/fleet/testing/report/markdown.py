"""A report as Markdown for a pull request: what is not held in a table, transcripts and the rest folded away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape

from fleet.diagnostics import visible
from fleet.testing.report.background import Background
from fleet.testing.report.failing import Failure, failures_of
from fleet.testing.report.report import Report
from fleet.testing.report.row import Row
from fleet.testing.report.strategies import StrategyRow, strategies_of
from fleet.testing.report.transcript import Piece, Said, transcript_of
from fleet.testing.report.words import bar_words, counted, headline, least_words, ranged, rated, remark
from fleet.testing.report.wrapping import wrapped

LARGEST = 60_000
"""How long a report becomes, in characters: what a comment on a pull request takes, and a little less."""
_MOST_ROWS = 50
_MOST_FAILURES = 3
_MOST_TURNS = 4
_LONGEST = 500
_INDENT = 15
_SIGNS = {"broke": "💥", "violated": "❌", "undecided": "❔", "held": "✅"}


def to_markdown(report: Report, backgrounds: Mapping[str, Background] | None = None) -> str:
    """Write a report as GitHub Flavored Markdown, short enough for a comment.

    Words that somebody said stand in ``<pre>`` and are escaped, names stand in code: nothing in a transcript becomes a
    heading, a link, a mention or a tag.

    Args:
        report: what was judged.
        backgrounds: library -> what it adds.

    >>> from fleet.testing.agents import Bar
    >>> print(to_markdown(Report(Bar(0.9), ())))
    ## Boundary tests: nothing was played
    <BLANKLINE>
    Bar 90 % for each boundary, 0 probes and 0 twins played.
    <BLANKLINE>
    """
    parts = [f"## Boundary tests: {headline(report)}", _summary(report)]
    shown = report.open[:_MOST_ROWS]
    if shown:
        more = len(report.open) - len(shown)
        parts.append(_table(report, shown) + (f"\n\nand {more} more that are not held" if more else ""))
    return _within(parts, _folded(report, backgrounds or {}))


def _summary(report: Report) -> str:
    said = bar_words(report)
    least = (f"{what.capitalize()}: {code(name)}, {rate}." for what, name, rate in least_words(report))
    return " ".join([f"{said[0].upper()}{said[1:]}.", *least])


def _folded(report: Report, backgrounds: Mapping[str, Background]) -> Iterator[str]:
    """What is folded away, what matters most first."""
    for row in report.open:
        yield from _transcripts(report, row, backgrounds)
    strategies = strategies_of(report)
    if strategies:
        lines = ["| strategy | held | weakest boundary | held there |", "|---|---|---|---|"]
        lines += [f"| {code(one.name)} | {rated(*one.cell.rate)} | {_weakest(one)} |" for one in strategies]
        yield _details(counted(len(strategies), "strategy", "strategies"), "\n".join(lines))
    held = [row for row in report.rows if row.state == "held"]
    if held:
        yield _details(f"{counted(len(held), 'boundary', 'boundaries')} held", _table(report, held))
    for library, background in sorted(backgrounds.items()):
        missing = list(_untested(report, library, background))
        if missing:
            yield _details(f"not tested: {len(missing)}", _pre("\n".join(missing)))


def _table(report: Report, rows: Sequence[Row]) -> str:
    lines = ["| | boundary | probes held | 95 % | twins answered | 95 % | |", "|---|---|---|---|---|---|---|"]
    for row in rows:
        cells = (
            f"{_SIGNS[row.state]} {row.state}",
            code(report.name(row)),
            rated(row.probes.good, row.probes.runs),
            ranged(row.probes) if row.probes.runs else "",
            rated(row.twins.good, row.twins.runs),
            ranged(row.twins) if row.twins.runs else "",
            _remark(row),
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _weakest(strategy: StrategyRow) -> str:
    missed = strategy.least.good < strategy.least.total
    return f"{code(strategy.weakest)} | {rated(*strategy.least)}" if missed else "|"


def _remark(row: Row) -> str:
    """What is missing; what an exception said stands in code."""
    return f"not played: {code(row.broke)}" if row.broke else remark(row)


def _transcripts(report: Report, row: Row, backgrounds: Mapping[str, Background]) -> Iterator[str]:
    failures = failures_of(row.trials)
    if not failures:
        return
    blocks = [_header(row, backgrounds), *map(_transcript, failures[:_MOST_FAILURES])]
    more = len(failures) - _MOST_FAILURES
    title = f"{_name(report.name(row))}: {counted(len(failures), 'failing transcript')}"
    yield _details(title, "\n".join(_pre_of(block) for block in blocks if block), after=f"and {more} more" * (more > 0))


def _header(row: Row, backgrounds: Mapping[str, Background]) -> str:
    rule = backgrounds.get(row.library, Background()).rules.get(row.boundary)
    lines = []
    if rule is not None:
        lines += [_line("rule", rule.rule), _line("because", rule.because), _line("owner", rule.owner)]
    if row.place is not None:
        lines.append(_line("written", f"{row.place.path}:{row.place.line}"))
    return "\n".join(lines)


def _transcript(failure: Failure) -> str:
    trial = failure.trial
    times = f", {failure.times} times" if failure.times > 1 else ""
    basis = "proved by what it called or handed over" if trial.exact else "read from its words"
    lines = [f"{escape(visible(trial.scenario.id))}: {trial.verdict}{times} ({basis})", ""]
    said = transcript_of(trial)
    turns = [one for one in said if not one.tested]
    if len(turns) > _MOST_TURNS:
        lines.append(_line("", f"[{len(turns) - _MOST_TURNS} turns before]"))
    lines += [_said(one) for one in (*turns[-_MOST_TURNS:], *(one for one in said if one.tested))]
    lines += [_line("why", one) for one in trial.reasons]
    return "\n".join(lines)


def _said(said: Said) -> str:
    return _lead(said.who) + wrapped([_clipped(piece) for piece in said.pieces], indent=_INDENT)


def _line(name: str, text: str) -> str:
    return _said(Said(name, (Piece(text),)))


def _lead(name: str) -> str:
    shown = visible(" ".join(name.split()))
    shown = shown if len(shown) < _INDENT else f"{shown[: _INDENT - 2]}…"
    return escape(shown.ljust(_INDENT), quote=False)


def _clipped(piece: Piece) -> Piece:
    """A piece with its middle left out if it is long; what is marked is as a rule one sentence, and short."""
    text = visible(piece.text)
    if len(text) <= _LONGEST:
        return Piece(text, piece.marked)
    half = _LONGEST // 2
    return Piece(f"{text[:half]} […] {text[-half:]}", piece.marked)


def _untested(report: Report, library: str, background: Background) -> Iterator[str]:
    yield from (f"not played: {name}" for name in background.unplayed(report, library))
    yield from (f"no probes or no twins: {name}" for name in background.unprobed)
    yield from (f"no exact case: {name}" for name in background.missing)
    yield from (f"survived: {one.id}; missing: {one.missing}" for one in background.survivors)


def _details(title: str, content: str, *, after: str = "") -> str:
    return f"<details><summary>{title}</summary>\n\n{content}\n\n{f'{after}{chr(10) * 2}' if after else ''}</details>"


def _pre(text: str) -> str:
    return _pre_of(escape(visible(text), quote=False))


def _pre_of(content: str) -> str:
    """A block of HTML in which Markdown finds nothing to act on; it ends at its own end and nowhere else."""
    return f"<pre>\n{content}\n</pre>"


def _name(text: str) -> str:
    return f"<code>{escape(visible(' '.join(text.split())))}</code>"


def code(text: str) -> str:
    """A name as code on one line, fit for a cell of a table.

    >>> code("a|b`c")
    "`a¦b'c`"
    """
    shown = visible(" ".join(text.split())).replace("`", "'").replace("|", "¦")
    return f"`{shown[:200] or ' '}`"


def _within(parts: list[str], folded: Iterable[str]) -> str:
    """As many parts as there is room for, and how many there was none for."""
    room = LARGEST - sum(len(part) + 2 for part in parts)
    left = 0
    for one in folded:
        if len(one) + 2 <= room:
            room -= len(one) + 2
            parts.append(one)
        else:
            left += 1
    if left:
        parts.append(
            f"{counted(left, 'part')} too long for a comment: a report that ends with `.html` has all of them."
        )
    return "\n\n".join(parts) + "\n"
