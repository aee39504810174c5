from __future__ import annotations

from pathlib import Path

import pytest

from fleet.cli.home import home_of


def first_line(ran):
    return ran.lines[0]


def test_without_anything_it_is_the_shipped_library(fleet_command):
    assert first_line(fleet_command("list")) == "library: shipped (default)"


def test_the_nearest_library_upwards_is_taken(fleet_command, tiny, monkeypatch):
    inner = tiny / "training" / "drafts"
    inner.mkdir()
    monkeypatch.chdir(inner)
    ran = fleet_command("list")
    assert first_line(ran) == f"library: {tiny.as_posix()} (nearest library.yaml)"
    assert "field-trainer" in ran.out


def test_the_working_folder_itself_is_near(fleet_command, tiny, monkeypatch):
    monkeypatch.chdir(tiny)
    assert first_line(fleet_command("list")) == "library: . (nearest library.yaml)"


def test_the_variable_goes_before_what_is_near(fleet_command, tiny, monkeypatch):
    monkeypatch.chdir(tiny)
    monkeypatch.setenv("FLEET_HOME", "shipped")
    ran = fleet_command("list")
    assert first_line(ran) == "library: shipped (FLEET_HOME)"
    assert "support-agent" in ran.out


def test_an_empty_variable_is_no_variable(monkeypatch):
    monkeypatch.setenv("FLEET_HOME", "")
    assert home_of(None).why == "default"


@pytest.mark.parametrize("option", ["--library", "-L"])
def test_the_argument_goes_before_all(fleet_command, tiny, monkeypatch, option):
    monkeypatch.setenv("FLEET_HOME", "nowhere")
    ran = fleet_command("list", option, str(tiny))
    assert first_line(ran) == f"library: {tiny.as_posix()} (argument)"


def test_the_manifest_itself_may_be_named(fleet_command, tiny):
    assert "field-trainer" in fleet_command("list", "-L", str(tiny / "library.yaml")).out


def test_a_library_below_the_working_folder_is_shown_by_its_relative_path(fleet_command, tiny, monkeypatch):
    monkeypatch.chdir(tiny.parent)
    assert first_line(fleet_command("list", "-L", str(tiny))) == "library: tiny (argument)"


@pytest.mark.parametrize(
    "words",
    [
        ["list", "--json"],
        ["show", "support-agent", "--json"],
        ["show", "support-agent", "--resolved"],
        ["prompt", "support-agent"],
        ["prompt", "support-agent", "--json"],
        ["matrix", "--json"],
        ["matrix", "--markdown"],
        ["graph"],
        ["graph", "--json"],
        ["check", "--json"],
        ["check", "--format", "github"],
        ["decide", "support-agent", "tickets.resolve", "--args", '{"id": 1}', "--json"],
    ],
)
def test_what_a_machine_reads_has_the_line_on_stderr(fleet_command, words):
    ran = fleet_command(*words)
    assert ran.err == "library: shipped (default)\n"
    assert "library: shipped" not in ran.out


def test_a_folder_without_a_library_is_a_finding(fleet_command):
    ran = fleet_command("list", "-L", str(Path.cwd()))
    assert ran.code == 1
    assert "error[FLT011]" in ran.err


def test_the_nearest_library_is_not_passed_over_when_it_is_broken(fleet_command, alone):
    (alone / "library.yaml").write_text("fallback: triage\n", encoding="utf-8")
    ran = fleet_command("list")
    assert ran.code == 1
    assert "error[FLT011]" in ran.err
