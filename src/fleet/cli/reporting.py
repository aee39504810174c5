"""``fleet report``: what agents did in a session, judged again under a bar, said, and written for people."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from fleet.cli.ending import FINDINGS, OK
from fleet.cli.figures import figures_of
from fleet.cli.home import opened
from fleet.cli.options import BarOption
from fleet.cli.plain import print_json
from fleet.cli.standings import say
from fleet.diagnostics import quoted
from fleet.errors import FleetError
from fleet.library import shown
from fleet.testing.agents import Bar
from fleet.testing.report import (
    Background,
    Played,
    Report,
    background_of,
    checked_ending,
    read_played,
    reported,
    write_report,
)

_CAP = 69


class ReportFormat(StrEnum):
    """How the result is said: for people, or as data."""

    text = "text"
    json = "json"


def report_command(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE.jsonl...", show_default=False, help="What `pytest --fleet-report` wrote."),
    ],
    *,
    bar: BarOption = 0.9,
    runs: Annotated[
        int | None,
        typer.Option("--runs", metavar="N", show_default=False, help="The most runs; else 69, or what the bar takes."),
    ] = None,
    once: Annotated[
        bool, typer.Option("--once", help="The agents answer the same every time: the rate itself counts.")
    ] = False,
    out: Annotated[
        list[Path] | None,
        typer.Option(
            "--out", "-o", metavar="FILE", show_default=False, help="Write .md, .html or .jsonl; may be repeated."
        ),
    ] = None,
    library: Annotated[
        Path | None,
        typer.Option(
            "--library",
            "-L",
            metavar="PATH",
            show_default=False,
            help="Also say what of this library nothing tested; takes a while.",
        ),
    ] = None,
    format_: Annotated[ReportFormat, typer.Option("--format", help="How the result is said.")] = ReportFormat.text,
    json: Annotated[bool, typer.Option("--json", help="The same as `--format json`.")] = False,
) -> int:
    """Judge what agents did once more. Under any bar, without a call; say it, and write it for people.

    Ends with 1 if a boundary is not held.
    """
    paths = [checked_ending(path) for path in out or ()]
    machine = json or format_ is ReportFormat.json
    played = [one for file in files for one in read_file(file)]
    if not played:
        message = f"nothing was played in {', '.join(quoted(shown(file), limit=200) for file in files)}"
        raise FleetError(message)
    report = reported(played, bar_of(bar, runs), once=once)
    backgrounds = {} if library is None else _backgrounds(report, library, machine=machine)
    if machine:
        print_json(figures_of(report, backgrounds))
    else:
        say(report, backgrounds)
    for path in paths:
        write_report(path, played, report, backgrounds)
        if not machine:
            print(f"wrote {shown(path)}")
    return OK if report.held else FINDINGS


def read_file(file: Path) -> tuple[Played, ...]:
    """Read the lines of a session.

    Raises:
        FleetError: for the first line that is none, with the file.
    """
    try:
        return read_played(file.read_bytes().decode("utf-8", "replace"))
    except FleetError as error:
        message = f"{quoted(shown(file), limit=200)}: {error}"
        raise FleetError(message) from None


def bar_of(rate: float, runs: int | None) -> Bar:
    """The bar; where no cap is said, one within which it can be held."""
    if runs is not None or not 0 < rate < 1:
        return Bar(rate, _CAP if runs is None else runs)
    return Bar(rate, max(_CAP, Bar(rate, 10**9).least))


def _backgrounds(report: Report, library: Path, *, machine: bool) -> Mapping[str, Background]:
    names = report.libraries
    if len(names) > 1:
        message = f"`--library` is about one library, and these trials are from {', '.join(map(quoted, names))}"
        raise FleetError(message)
    background = background_of(opened(library, machine=machine), mutate=True)
    return dict.fromkeys(names, background)
