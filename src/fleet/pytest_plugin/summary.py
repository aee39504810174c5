"""What a session says about each library at its end, put together from the reports alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping


def summary_lines(reports: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """One line a library: how many cases ran, and how many of its elements they cover; another for its rates.

    Reports carry all that is said, so that the lines are the same with and without worker processes.
    """
    cases: dict[str, int] = {}
    coverage: dict[str, str] = {}
    language: dict[str, str] = {}
    for report in reports:
        library = str(report.get("fleet_library", ""))
        if not library:
            continue
        cases[library] = cases.get(library, 0) + ("fleet_case" in report)
        if "fleet_coverage" in report:
            coverage[library] = str(report["fleet_coverage"])
        if "fleet_language" in report:
            language[library] = str(report["fleet_language"])
    for library in sorted(cases):
        covered = f", {coverage[library]} elements covered" if library in coverage else ""
        yield f"{library}: {cases[library]} exact cases{covered}"
        if library in language:
            yield f"{library}: {language[library]}"
