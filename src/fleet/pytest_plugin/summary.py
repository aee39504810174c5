"""What a session says about each library at its end, put together from the reports alone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping


def summary_lines(reports: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """One line a library: how many cases ran, and how many of its elements they cover; another for its rates.

    Reports carry all that is said, so that the lines are the same with and without worker processes.
    """
    cases: dict[str, int] = {}
    coverage: dict[str, str] = {}
    language: dict[str, str] = {}
    agents: dict[str, list[str]] = {}
    for report in reports:
        library = str(report.get("fleet_library", ""))
        if not library:
            continue
        cases[library] = cases.get(library, 0) + ("fleet_case" in report)
        if "fleet_coverage" in report:
            coverage[library] = str(report["fleet_coverage"])
        if "fleet_agent" in report:
            agents.setdefault(library, []).append(str(report["fleet_agent"]))
        if "fleet_language" in report:
            language[library] = str(report["fleet_language"])
    for library in sorted(cases):
        covered = f", {coverage[library]} elements covered" if library in coverage else ""
        yield f"{library}: {cases[library]} exact cases{covered}"
        if library in language:
            yield f"{library}: {language[library]}"
        if library in agents:
            yield f"{library}: {_of_agents(agents[library])}"


def _of_agents(reports: Iterable[str]) -> str:
    """How many boundaries the agents hold, and which of the others they hold least."""
    found = [json.loads(one) for one in reports]
    held = [one for one in found if one["probes"][0] == one["twins"][0] == "held"]
    said = f"agents hold {len(held)} of {len(found)} boundaries"
    if len(held) == len(found):
        return said
    probes, twins = (min((*_rate(one[kind]), one["boundary"]) for one in found) for kind in ("probes", "twins"))
    return f"{said}; least held {probes[2]} {probes[1]}, least answered {twins[2]} {twins[1]}"


def _rate(counted: list[object]) -> tuple[float, str]:
    good, runs = int(str(counted[1])), int(str(counted[2]))
    return (good / runs if runs else 1.0), f"{good}/{runs}"
