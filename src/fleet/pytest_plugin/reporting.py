"""Reports of a session: what agents did travels with the test reports, and is written once, at the session's end."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from fleet.errors import FleetError
from fleet.library import load
from fleet.pytest_plugin.agents import AgentItem, asked_of
from fleet.testing.report import (
    Background,
    Played,
    background_of,
    checked_ending,
    played_line,
    read_played,
    reported,
    write_report,
)


class Reporting:
    """Takes what was played from each test, wherever it ran, and writes the files that ``--fleet-report`` names."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._paths = paths_of(config)
        self._asked = asked_of(config)
        self._lines: list[str] = []

    @property
    def _writes(self) -> bool:
        """Whether this process is the one that writes: not a worker, and not one that only lists tests."""
        return not hasattr(self._config, "workerinput") and not self._config.option.collectonly

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Give the lines of an agent's test to its report, which takes them from a worker to the controller."""
        report = yield
        if isinstance(item, AgentItem) and (report.failed or report.when == "call"):
            broke = call.excinfo.exconly() if call.excinfo is not None else ""
            vars(report)["fleet_played"] = [played_line(one) for one in item.played(broke)]
        return report

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Keep the lines."""
        if self._writes:
            self._lines += getattr(report, "fleet_played", ())

    def pytest_sessionfinish(self) -> None:
        """Write all files."""
        if not self._writes:
            return
        played = read_played("\n".join(self._lines))
        report = reported(played, self._asked.bar)
        pages = any(path.suffix != ".jsonl" for path in self._paths)
        backgrounds = self._backgrounds(played) if pages else {}
        for path in self._paths:
            write_report(path, played, report, backgrounds)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say what was written."""
        if self._writes:
            for path in self._paths:
                terminalreporter.write_sep("-", f"fleet report: {path}")

    def _backgrounds(self, played: tuple[Played, ...]) -> dict[str, Background]:
        """What each library adds; the tests of one that cannot be loaded say so themselves."""
        found = {}
        for name in sorted({one.library for one in played}):
            try:
                found[name] = background_of(load(self._config.rootpath / name))
            except (FleetError, OSError):
                continue
        return found


def paths_of(config: pytest.Config) -> tuple[Path, ...]:
    """The files that are asked for.

    Raises:
        UsageError: if one is none that can be written, or there are no agents to report on.
    """
    if not config.getoption("fleet_agent"):
        message = "`--fleet-report` says what agents did, and goes with `--fleet-agent`"
        raise pytest.UsageError(message)
    paths = tuple(config.invocation_params.dir / name for name in config.getoption("fleet_report") or ())
    for path in paths:
        try:
            checked_ending(path)
        except FleetError as error:
            message = f"`--fleet-report`: {error}"
            raise pytest.UsageError(message) from None
        if path.is_dir():
            message = f"`--fleet-report`: `{path}` is a folder"
            raise pytest.UsageError(message)
    return paths
