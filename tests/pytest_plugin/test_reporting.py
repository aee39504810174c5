"""``--fleet-report``: what the agents did is written once, the same wherever and in whatever order the tests ran."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from fleet.testing.report import read_played

AGENTS = """
from fleet.testing.language import MadeCall, Reply

def build(persona):
    if persona == "BROKEN":
        raise ConnectionError("no route to the model")
    def agent(turns):
        if len(turns[-1].text) % 5 == 0:
            return Reply("", (MadeCall("nothing.at-all", {"because": turns[-1].text}),))
        return Reply("", (), "elsewhere")
    return agent
"""
FILES = ("all.jsonl", "build/pull-request.md", "build/page.html")
ASKED = [f"--fleet-report={name}" for name in FILES]


@pytest.fixture
def project(pytester, tiny_files):
    for name, text in tiny_files.items():
        path = pytester.path / "roles" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    (pytester.path / "hosts_agents.py").write_text(AGENTS, "utf-8")
    return pytester


def run(project, *words):
    """The tests of agents alone, whose module is found."""
    words = ("-p", "no:cacheprovider", "-k", "agent/", "--fleet-agent=hosts_agents:build", "--fleet-once", *words)
    return project.runpytest_subprocess(*words)


def written(project):
    return [(project.path / name).read_bytes() for name in FILES]


@pytest.mark.bulk
@pytest.mark.bulk
def test_reports_are_the_same_in_workers_and_in_any_order(project):
    runs = []
    for how in (("-n", "0", "-p", "no:randomly"), ("-n", "2", "-p", "no:randomly"), ("-n", "0", "-p", "randomly")):
        result = run(project, *ASKED, *how)
        assert result.ret == 1
        for name in FILES:
            result.stdout.fnmatch_lines([f"-* fleet report: *{name} -*"])
        runs.append(written(project))
    assert runs[0] == runs[1] == runs[2]
    played = read_played(runs[0][0].decode())
    assert len({one.boundary for one in played}) > 1
    assert {(one.library, one.once, one.broke) for one in played} == {("roles", True, "")}
    assert b"<h2" in runs[0][2]
    assert runs[0][1].startswith(b"## Boundary tests: ")


def test_an_agent_that_breaks_is_in_the_report_and_never_green(project):
    path = project.path / "hosts_agents.py"
    path.write_text(AGENTS.replace('persona == "BROKEN"', "persona"), "utf-8")
    assert run(project, *ASKED, "-n", "0").ret == 1
    played = read_played((project.path / FILES[0]).read_text("utf-8"))
    assert {(one.trial, one.broke) for one in played} == {(None, "ConnectionError: no route to the model")}
    assert " broke" in (project.path / FILES[1]).read_text("utf-8").splitlines()[0]


def test_junit_says_how_each_boundary_stands_and_stays_short(project):
    run(project, "-n", "0", "--junit-xml=junit.xml", *ASKED)
    root = ET.parse(project.path / "junit.xml").getroot()  # noqa: S314  our own file
    cases = [{one.get("name"): one.get("value") for one in case.iter("property")} for case in root.iter("testcase")]
    assert cases
    for case in cases:
        assert {"fleet_library", "fleet_boundary", "fleet_bar", "fleet_probes", "fleet_twins", "fleet_verdicts"} <= set(
            case
        )
        assert re.fullmatch(r"(held|violated|undecided) \d+/\d+", case["fleet_probes"])
        assert max(map(len, case.values())) < 200


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--fleet-report=report.pdf"], "says not what is written"),
        (["--fleet-report=report.md", "--fleet-report=report"], "says not what is written"),
        (["--fleet-report=a.html"], "is a folder"),
    ],
)
def test_what_cannot_be_written_is_said_before_anything_runs(project, words, said):
    (project.path / "a.html").mkdir()
    result = run(project, *words)
    assert result.ret == 4
    assert said in result.stderr.str()
    assert not list(project.path.glob("report*"))


def test_without_agents_there_is_nothing_to_report(project):
    result = project.runpytest_subprocess("--fleet-report=report.md")
    assert result.ret == 4
    result.stderr.fnmatch_lines(["*`--fleet-report` says what agents did, and goes with `--fleet-agent`"])


def test_where_tests_are_only_listed_nothing_is_written(project):
    result = run(project, *ASKED, "--collect-only", "-q", "-n", "0")
    assert result.ret == 0
    assert not any((project.path / name).exists() for name in FILES)
