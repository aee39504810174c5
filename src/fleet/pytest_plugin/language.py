"""The language suite of a library as one test: red where a rate fell under its baseline, and never for one miss."""

from __future__ import annotations

from pathlib import Path

import pytest

from fleet.diagnostics import visible
from fleet.errors import FleetError, LibraryError
from fleet.library import CASES, Library
from fleet.pytest_plugin.failure import MOST_LINES, Style, findings_text
from fleet.testing.language import (
    Tally,
    all_scenarios,
    change_lines,
    compared,
    read_baseline,
    tallied,
)


class LanguageItem(pytest.Item):
    """The rates of one library beside a baseline."""

    def __init__(self, *, tested: Library, root: Path, baseline: Path, library: str, **rest: object) -> None:
        super().__init__(**rest)  # type: ignore[arg-type]
        self.tested = tested
        self.root = root
        self.baseline = baseline
        self.user_properties.append(("fleet_library", library))

    def runtest(self) -> None:
        """Put all scenarios to the router, and compare the rates."""
        from fleet.routing import Router  # noqa: PLC0415  loads models, and only this item needs them
        from fleet.testing.language.routed import routed  # noqa: PLC0415  the same

        scenarios = all_scenarios(self.tested, sorted(self.root.rglob(f"*{CASES}")))
        tally = tallied(routed(scenarios, Router(self.tested)))
        changes = compared(read_baseline(self.baseline), tally)
        self.user_properties.append(("fleet_language", _least(tally)))
        lines = list(change_lines(one for one in changes if one.bad))
        if lines:
            shown = [visible(line) for line in lines[: MOST_LINES - 2]]
            more = [f"and {len(lines) - len(shown)} more lines"] if len(lines) > len(shown) else []
            again = f"rerun: fleet test --language --library {self.root} --baseline {self.baseline}"
            pytest.fail("\n".join([*shown, *more, again]), pytrace=False)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Style | None = None) -> str:
        """Findings in case files without a traceback; anything else as pytest shows it."""
        error = excinfo.value
        return findings_text(error) if isinstance(error, LibraryError) else str(super().repr_failure(excinfo, style))

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """The library it is about."""
        return self.path, None, self.name


def baseline_for(config: pytest.Config, library: str) -> Path | None:
    """The baseline of a library: the one that is named for its folder, else the one that is for all; None without one.

    Raises:
        CollectError: if it cannot be read.
    """
    given = [str(one).rpartition("=") for one in config.getoption("fleet_baseline") or ()]
    named = [file for folder, _, file in given if folder == library] or [
        file for folder, _, file in given if not folder
    ]
    if not named:
        return None
    path = config.invocation_params.dir / named[-1]
    try:
        read_baseline(path)
    except (FleetError, OSError) as error:
        raise pytest.Collector.CollectError(str(error)) from None
    return path


def _least(tally: Tally) -> str:
    if not tally.cells:
        return "no scenarios"
    held, answered = tally.least_held, tally.least_answered
    probes, twins = tally.probes(held).rate, tally.twins(answered).rate
    return f"least held {held} {probes.good}/{probes.total}, least answered {answered} {twins.good}/{twins.total}"
