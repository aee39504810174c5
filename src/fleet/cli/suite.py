"""``fleet test``: the boundary tests of a library, without pytest."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from fleet.cli.ending import FINDINGS, OK
from fleet.cli.home import announce, home_of
from fleet.cli.options import LibraryOption
from fleet.cli.plain import print_json
from fleet.diagnostics import visible
from fleet.diagnostics.render import annotation
from fleet.errors import FleetError
from fleet.library import CASES, Library, load
from fleet.testing import Case, Coverage, Result, Target, coverage_of, generated, read_cases, run, to_line

_MOST_SHOWN = 10


class TestFormat(StrEnum):
    """How a result is written: for people, as data, or as annotations of a code host."""

    text = "text"
    json = "json"
    github = "github"


def test_command(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[CASES]...", show_default=False, help="Case files; else those in the library's folder."
        ),
    ] = None,
    *,
    library: LibraryOption = None,
    list_: Annotated[bool, typer.Option("--list", help="Print the cases as JSON lines and run none.")] = False,
    format_: Annotated[TestFormat, typer.Option("--format", help="How the result is written.")] = TestFormat.text,
    json: Annotated[bool, typer.Option("--json", help="The same as `--format json`.")] = False,
    language: Annotated[
        bool, typer.Option("--language", help="Measure instead how often boundaries hold against messages.")
    ] = False,
    baseline: Annotated[
        Path | None,
        typer.Option(
            "--baseline", metavar="FILE", show_default=False, help="With --language: end with 1 where a rate fell."
        ),
    ] = None,
    write_baseline: Annotated[
        Path | None,
        typer.Option("--write-baseline", metavar="FILE", show_default=False, help="With --language: keep the rates."),
    ] = None,
) -> int:
    """Run the boundary tests. Those that the spec writes itself, and the cases written by hand.

    The exact ones must all hold. With `--language` messages go through the router, and rates come out: one miss is a
    row of the table.
    """
    if not language and (baseline is not None or write_baseline is not None):
        message = "`--baseline` and `--write-baseline` are about rates, and go with `--language`"
        raise FleetError(message)
    format_ = TestFormat.json if json else format_
    home = home_of(library)
    announce(home, machine=list_ or format_ is not TestFormat.text)
    loaded = load(home.path)
    if language:
        from fleet.cli.language import language_suite  # noqa: PLC0415  loads the router, which only this needs

        return language_suite(
            loaded,
            _files(paths, home.path),
            baseline=baseline,
            write=write_baseline,
            list_=list_,
            format_=format_.value,
        )
    cases = (*generated(loaded), *_written(loaded, paths, home.path))
    if list_:
        for case in cases:
            print(to_line(case))
        return OK
    results = list(run(cases, Target.of(loaded)))
    failed = [result for result in results if not result.held]
    coverage = coverage_of(loaded, cases)
    match format_:
        case TestFormat.json:
            print_json(_data(results, failed, coverage))
        case TestFormat.github:
            _annotate(failed, coverage)
        case TestFormat.text:
            _say(loaded, results, failed, coverage)
    return FINDINGS if failed or coverage.missing else OK


def _annotate(failed: Sequence[Result], coverage: Coverage) -> None:
    """An annotation on the line behind each case that did not hold, and one for each element not reached."""
    for result in failed:
        print(annotation("error", result.case.place, f"FLT503 {result.case.id}", "\n".join(result.found)))
    for element in coverage.missing:
        print(annotation("error", None, "FLT504 not-tested", element))


def _files(paths: Sequence[Path] | None, root: Path | None) -> Sequence[Path]:
    """The case files that are named, else those in the library's folder."""
    return paths or (sorted(root.rglob(f"*{CASES}")) if root is not None and root.is_dir() else [])


def _written(library: Library, paths: Sequence[Path] | None, root: Path | None) -> Iterator[Case]:
    for path in _files(paths, root):
        yield from read_cases(path, library)


def missing_lines(elements: Iterable[str]) -> Iterator[str]:
    """What no case reaches."""
    return (f"FLT504 not-tested: {element}" for element in elements)


def _say(library: Library, results: Sequence[Result], failed: Sequence[Result], coverage: Coverage) -> None:
    for result in failed[:_MOST_SHOWN]:
        print(f"FLT503 case-did-not-hold: {result.case.id}", file=sys.stderr)
        for line in result.found:
            print(f"  {visible(line)}", file=sys.stderr)
        if result.case.place is not None:
            print(f"  {result.case.place.where}: {visible(result.case.place.excerpt.strip())}", file=sys.stderr)
    if len(failed) > _MOST_SHOWN:
        print(f"and {len(failed) - _MOST_SHOWN} more", file=sys.stderr)
    for line in missing_lines(coverage.missing[:_MOST_SHOWN]):
        print(line, file=sys.stderr)
    families = Counter(type(result.case.request).__name__.removesuffix("Request").lower() for result in results)
    kinds = ", ".join(f"{families[kind]} {kind}{'' if families[kind] == 1 else 's'}" for kind in sorted(families))
    boundaries = sum(len(persona.boundaries) for persona in library.values())
    print(f"{len(results)} exact cases ({kinds}) over {boundaries} boundaries of {len(library)} personas")
    print(f"{len(results) - len(failed)} held, {len(failed)} did not")
    reached = len(coverage.elements) - len(coverage.missing)
    print(f"coverage: {reached} of {len(coverage.elements)} elements, {coverage.share:.1%}")


def _data(results: Sequence[Result], failed: Sequence[Result], coverage: Coverage) -> dict[str, object]:
    return {
        "cases": len(results),
        "held": len(results) - len(failed),
        "failed": [{"id": result.case.id, "found": list(result.found)} for result in failed],
        "elements": len(coverage.elements),
        "not_tested": list(coverage.missing),
    }
