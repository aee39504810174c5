import subprocess
import sys

import pytest

CASES = """
cases:
  - id: holds
    boundary: support-agent/no-deal-negotiation
    call: {tool: discounts.grant, args: {account: acme, percent: 5}}
    context: {account: acme}
  - id: does-not-hold
    boundary: support-agent/no-deal-negotiation
    call: {tool: discounts.grant, args: {account: acme, percent: 5, odd: 1}}
    context: {account: acme}
    expect: {outcome: allow, owner: triage}
"""


@pytest.fixture
def project(pytester, tiny_files):
    for name, text in tiny_files.items():
        path = pytester.path / "roles" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return pytester


def outcome(result):
    return {name: count for name, count in result.parseoutcomes().items() if name in ("passed", "failed", "errors")}


def test_a_library_becomes_tests_with_a_summary(project):
    result = project.runpytest_subprocess("-p", "no:randomly")
    assert result.ret == 0
    assert outcome(result)["passed"] > 100
    result.stdout.re_match_lines([r"=+ fleet =+", r"roles: \d+ exact cases, (\d+)/\1 elements covered"])


@pytest.mark.bulk
@pytest.mark.bulk
def test_the_result_is_the_same_in_workers_and_in_any_order(project):
    runs = [
        project.runpytest_subprocess("-p", "no:randomly", "-n", "0"),
        project.runpytest_subprocess("-p", "no:randomly", "-n", "2"),
        project.runpytest_subprocess("-p", "randomly", "-p", "no:cacheprovider", "-n", "0"),
    ]
    assert len({str(outcome(run)) for run in runs}) == 1
    assert len({next(line for line in run.outlines if "exact cases" in line) for run in runs}) == 1
    assert {run.ret for run in runs} == {0}


def test_where_there_is_no_library_nothing_is_said_and_nothing_is_imported(pytester):
    pytester.makepyfile("""
        import sys
        def test_nothing_heavy_was_imported():
            loaded = {name for name in sys.modules if name.split(".")[0] == "fleet"}
            assert loaded <= {"fleet", "fleet.pytest_plugin"}
    """)
    (pytester.path / "library.yaml").write_text("books: [one]\n", "utf-8")
    result = pytester.runpytest_subprocess()
    assert result.ret == 0
    assert outcome(result) == {"passed": 1}
    assert not [line for line in result.outlines if "fleet" in line and not line.startswith(("plugins:", "rootdir:"))]


def test_a_failure_is_short_located_visible_and_can_be_run_again(pytester):
    (pytester.path / "discounts.boundary.yaml").write_text(CASES, "utf-8")
    result = pytester.runpytest_subprocess("-p", "no:randomly")
    assert outcome(result) == {"passed": 1, "failed": 1}
    text = result.stdout.str()
    lines = text[text.index("FLT503") :].split("\n")
    lines = lines[: next(n for n, line in enumerate(lines) if line.startswith("="))]
    assert len(lines) <= 12
    assert "outcome: expected allow, found deny" in text
    assert "owner: expected triage, found account-manager" in text
    assert "discounts.boundary.yaml:7:9" in text
    rerun = next(line for line in lines if "rerun: pytest" in line).split('"')[1]
    again = pytester.runpytest_subprocess(rerun)
    assert outcome(again) == {"failed": 1}


def test_case_files_take_the_library_named_nearest_or_shipped(project):
    boundary = "cases:\n  - id: one\n    boundary: {}\n    handoff: {{target: {}}}\n    expect: {{outcome: allow}}\n"
    from fleet import load

    class_, persona = next((name, one) for name, one in load(project.path / "roles").items() if one.boundaries)
    text = boundary.format(f"{class_}/{persona.boundaries[0].id}", persona.boundaries[0].owner)
    inside = project.path / "roles" / "own.boundary.yaml"
    inside.write_text(text, "utf-8")
    assert outcome(project.runpytest_subprocess(inside)) == {"passed": 1}
    outside = project.path / "cases" / "own.boundary.yaml"
    outside.parent.mkdir()
    outside.write_text(text, "utf-8")
    assert project.runpytest_subprocess(outside).ret != 0
    project.makeini("[pytest]\nfleet_library = roles\n")
    assert outcome(project.runpytest_subprocess(outside)) == {"passed": 1}


def test_a_broken_library_is_a_collection_error_with_its_line(project):
    path = project.path / "roles" / "library.yaml"
    path.write_text(path.read_text("utf-8") + "\nfallbak: x\n", "utf-8")
    result = project.runpytest_subprocess()
    assert result.ret == 2
    result.stdout.fnmatch_lines(["*error[[]FLT101[]]: unknown field `fallbak`*", "*library.yaml:*"])
    assert "Traceback" not in result.stdout.str()


def test_a_broken_case_file_is_a_collection_error_with_its_line(pytester):
    (pytester.path / "x.boundary.yaml").write_text(CASES.replace("boundary:", "bondary:", 1), "utf-8")
    result = pytester.runpytest_subprocess()
    assert result.ret == 2
    result.stdout.fnmatch_lines(["*FLT101*bondary*"])


def test_reports_carry_the_case_as_a_property(project):
    project.runpytest_subprocess("--junitxml=report.xml", "-p", "no:randomly")
    report = (project.path / "report.xml").read_text("utf-8")
    assert '<property name="fleet_case"' in report
    assert '<property name="fleet_library" value="roles"' in report


def test_what_no_case_reaches_fails_by_name(project):
    project.makeconftest("""
        import pytest
        @pytest.hookimpl(wrapper=True)
        def pytest_pycollect_makeitem(): return (yield)
        import fleet.pytest_plugin.collection as collection
        whole = collection.generated
        part = lambda library: tuple(one for one in whole(library) if not one.id.endswith("/handoff"))
        collection.generated = part
    """)
    result = project.runpytest_subprocess("-p", "no:randomly")
    assert outcome(result)["failed"] == 1
    result.stdout.fnmatch_lines(["NOT TESTED *:handoff", "fleet explain FLT504"])


def test_the_plugin_is_registered_by_the_package():
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--trace-config",
        "--collect-only",
        "-q",
        "-p",
        "no:cacheprovider",
        "--rootdir=/",
        "/dev/null",
    ]
    shown = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    if "fleet-personas" not in shown:
        pytest.skip("the package is not installed here")
    assert "fleet.pytest_plugin" in shown or "fleet/pytest_plugin" in shown


def test_what_cannot_be_seen_is_shown_escaped():
    from fleet import Context
    from fleet.pytest_plugin.failure import failure_text
    from fleet.testing import CallRequest, Case, Expected, Result

    request = CallRequest("support-agent", "tickets\u200b.resolve", "{\n\u202e}" + "x" * 500)
    case = Case("one", (), request, Context(), Expected())
    text = failure_text(Result(case, False, tuple(f"outcome: {n}" for n in range(30))), "x::one")
    assert "<U+200B>" in text
    assert not {"\u200b", "\u202e"} & set(text)
    assert len(text.split("\n")) <= 12
    assert max(map(len, text.split("\n"))) <= 160
    assert text.endswith('rerun: pytest "x::one"')


def baseline_of(project):
    from fleet.cli import main

    kept = project.path / "baseline.json"
    command = ["test", "--language", "--library", str(project.path / "roles"), "--write-baseline", str(kept)]
    assert main(command) == 0
    return kept


@pytest.mark.bulk
@pytest.mark.bulk
def test_rates_are_compared_with_a_baseline_the_same_in_workers(project):
    kept = baseline_of(project)
    runs = [
        project.runpytest_subprocess(f"--fleet-baseline={kept}", "-p", "no:randomly", "-n", workers, "-k", "language")
        for workers in ("0", "2")
    ]
    assert [outcome(run) for run in runs] == [{"passed": 1}] * 2
    assert len({next(line for line in run.outlines if "least held" in line) for run in runs}) == 1
    runs[0].stdout.re_match_lines([r"roles: least held \S+ \d+/\d+, least answered \S+ \d+/\d+"])


def test_a_boundary_that_lost_its_probes_turns_the_session_red_by_name_and_line(project):
    kept = baseline_of(project)
    path = project.path / "roles" / "repairs" / "bench-technician.examples.yaml"
    path.write_text(path.read_text("utf-8").split("boundaries:")[0], "utf-8")
    result = project.runpytest_subprocess(f"--fleet-baseline=roles={kept}", "-p", "no:randomly", "-k", "language")
    assert result.ret == 1
    result.stdout.fnmatch_lines(
        [
            "FLT507 cases-lost: bench-technician/no-workshops, all: *",
            "*repairs/bench-technician.yaml:*",
            "rerun: fleet test --language *",
        ]
    )
    assert "Traceback" not in result.stdout.str()


def test_a_baseline_of_another_folder_and_one_that_is_none(project):
    kept = baseline_of(project)
    other = project.runpytest_subprocess(f"--fleet-baseline=elsewhere={kept}", "-k", "language")
    assert outcome(other) == {}
    kept.write_text("{}", "utf-8")
    for given in (kept, project.path / "gone.json"):
        result = project.runpytest_subprocess(f"--fleet-baseline={given}", "-k", "language")
        assert result.ret == 2
        result.stdout.re_match_lines([r".*(is no baseline; `fleet test|No such file).*"])
        assert "Traceback" not in result.stdout.str()
