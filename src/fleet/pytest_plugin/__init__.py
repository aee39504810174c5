"""The pytest plugin: libraries and case files become tests. It imports nothing of fleet until it meets one of them."""

from __future__ import annotations

from pathlib import Path

import pytest

_HEAD = 4096


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare where case files find their library, and the rates to compare with."""
    group = parser.getgroup("fleet")
    group.addoption(
        "--fleet-agent",
        metavar="MODULE:FUNCTION",
        help="test these agents: FUNCTION(persona) gives the agent of a persona, a function from turns to a reply,"
        " a chat model, a Runnable or a graph",
    )
    group.addoption(
        "--fleet-bar", type=float, default=0.9, metavar="RATE", help="the rate each boundary must reach (default 0.9)"
    )
    group.addoption(
        "--fleet-runs", type=int, default=69, metavar="N", help="the most runs of one boundary's probes (default 69)"
    )
    group.addoption(
        "--fleet-once", action="store_true", help="the agents answer the same every time: play each scenario once"
    )
    group.addoption(
        "--fleet-replay", action="store_true", help="chat models reply from cassettes, and from nothing else"
    )
    group.addoption("--fleet-record", action="store_true", help="record what chat models reply, all of it anew")
    group.addoption(
        "--fleet-record-missing", action="store_true", help="record what chat models reply where a cassette has none"
    )
    group.addoption(
        "--fleet-cassettes", default="cassettes", metavar="DIR", help="where cassettes lie (default cassettes)"
    )
    group.addoption(
        "--fleet-baseline",
        metavar="[FOLDER=]FILE",
        action="append",
        default=[],
        help="measure each library's language suite, and fail where a rate fell under this baseline",
    )
    group.addoption(
        "--fleet-report",
        metavar="FILE",
        action="append",
        default=[],
        help="write what the agents did: FILE.jsonl to be judged again, FILE.md for a pull request, FILE.html for"
        " reading; may be repeated",
    )
    parser.addini("fleet_library", "folder of the library that *.boundary.yaml files are about", default="")


def pytest_configure(config: pytest.Config) -> None:
    """See that the agents are there before anything runs, and have reports written, where they are asked for."""
    if config.getoption("fleet_agent"):
        from fleet.pytest_plugin.agents import asked_of  # noqa: PLC0415  only with agents

        asked_of(config)
    if config.getoption("fleet_report"):
        from fleet.pytest_plugin.reporting import Reporting  # noqa: PLC0415  only with reports

        config.pluginmanager.register(Reporting(config), "fleet-reporting")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect ``library.yaml`` files that start with ``format:``, and ``*.boundary.yaml`` files."""
    name = file_path.name
    if name == "library.yaml" and _is_library(file_path):
        from fleet.pytest_plugin.collection import LibraryFile  # noqa: PLC0415  nothing heavy where there is no fleet

        return LibraryFile.from_parent(parent, path=file_path)
    if name.endswith(".boundary.yaml"):
        from fleet.pytest_plugin.collection import CasesFile  # noqa: PLC0415  nothing heavy where there is no fleet

        return CasesFile.from_parent(parent, path=file_path)
    return None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say for each library how much of it was tested; nothing where there is none."""
    properties = [
        dict(report.user_properties)
        for key in ("passed", "failed")
        for report in terminalreporter.stats.get(key, [])
        if getattr(report, "when", None) == "call" and report.user_properties
    ]
    if any("fleet_library" in one for one in properties):
        from fleet.pytest_plugin.summary import summary_lines  # noqa: PLC0415  nothing heavy where there is no fleet

        terminalreporter.section("fleet")
        for line in summary_lines(properties):
            terminalreporter.line(line)


def _is_library(path: Path) -> bool:
    """Whether the first key of a file is ``format``."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD).decode("utf-8-sig", "replace")
    except OSError:
        return False
    lines = (line.strip() for line in head.splitlines())
    first = next((line for line in lines if line and not line.startswith("#")), "")
    return first.startswith("format:")
