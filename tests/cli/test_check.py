from __future__ import annotations

import json

import pytest

from fleet.cli.check import summary
from fleet.diagnostics import Diagnostic


@pytest.fixture
def broken(write_library, tiny_files):
    files = dict(tiny_files)
    files["training/field-trainer.yaml"] = files["training/field-trainer.yaml"].replace("title:", "titel:", 1)
    return write_library(files, "broken")


@pytest.fixture
def thin(write_library, tiny_files):
    """A library with too few examples: nothing is wrong, and something is worth a warning."""
    return write_library(
        {name: text for name, text in tiny_files.items() if name != "training/field-trainer.examples.yaml"}, "thin"
    )


def test_the_shipped_library_has_nothing_to_find(fleet_command, shipped):
    ran = fleet_command("check", "--strict")
    own = sum(boundary.origin is None for persona in shipped.values() for boundary in persona.boundaries)
    assert ran.code == 0
    assert ran.lines[1:] == [f"11 personas, 28 lanes, {own} boundaries: 0 errors and 0 warnings"]
    assert ran.err == ""


@pytest.mark.parametrize("how", [[], ["--library"], ["-L"]])
def test_a_folder_may_be_named_in_two_ways(fleet_command, tiny, how):
    ran = fleet_command("check", *how, str(tiny))
    assert ran.code == 0
    assert ran.lines[0].endswith("(argument)")


def test_naming_two_libraries_is_a_mistake_of_usage(fleet_command, tiny):
    assert fleet_command("check", str(tiny), "-L", str(tiny)).code == 2


def test_an_error_is_drawn_on_stderr_and_counted_on_stdout(fleet_command, broken):
    ran = fleet_command("check", str(broken))
    assert ran.code == 1
    assert "error[FLT101]: unknown field `titel`" in ran.err
    assert "^" in ran.err
    assert ran.lines[-1] == "1 error and 0 warnings"


def test_plain_findings_are_one_line_each(fleet_command, broken):
    ran = fleet_command("check", str(broken), "--format", "plain")
    assert ran.code == 1
    assert len(ran.err.splitlines()) == 1
    assert "field-trainer.yaml:" in ran.err


@pytest.mark.parametrize("how", [["--json"], ["--format", "json"]])
def test_findings_as_data_are_the_answer(fleet_command, broken, how):
    ran = fleet_command("check", str(broken), *how)
    assert ran.code == 1
    assert ran.data["errors"] == 1
    assert ran.data["warnings"] == 0
    assert [finding["code"] for finding in ran.data["diagnostics"]] == ["FLT101"]


def test_annotations_of_a_code_host_are_the_answer(fleet_command, broken):
    ran = fleet_command("check", str(broken), "--format", "github")
    assert ran.code == 1
    assert ran.out.startswith("::error file=")


def test_warnings_alone_are_fine_unless_strict(fleet_command, thin):
    ran = fleet_command("check", str(thin), "--json")
    assert ran.data["errors"] == 0
    assert ran.data["warnings"] > 0
    assert ran.code == 0
    assert fleet_command("check", str(thin), "--strict").code == 1


def test_the_summary_counts_one_without_an_s():
    one = Diagnostic("FLT001", "cannot read `x`")
    assert summary(None, [one]) == "1 error and 0 warnings"


def test_a_process_says_the_same(process, broken):
    ran = process("check", str(broken), "--json")
    assert ran.code == 1
    assert json.loads(ran.out)["errors"] == 1
