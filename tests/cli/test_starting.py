"""`fleet init` and `fleet new`: from an empty folder to a library that holds."""

from __future__ import annotations

import pytest

import fleet


@pytest.mark.bulk
def test_a_library_is_started_checked_tested_and_compiled(fleet_command, alone):
    done = fleet_command("init", "roles", "--company", "Acme")
    assert done.code == 0
    assert done.lines[-1] == "next: fleet check roles · fleet test --library roles · pytest roles"
    assert "wrote roles/library.yaml" in done.lines
    assert "wrote .github/workflows/fleet.yml" in done.lines
    for words in (["check", "roles", "--strict"], ["test", "-L", "roles"]):
        assert fleet_command(*words).code == 0
    assert fleet_command("compile", "-L", "roles", "--out", "roles/prompts", "--check").code == 0
    assert "Acme" in (alone / "roles/prompts/community-manager.md").read_text("utf-8")


def test_a_new_library_is_in_form_and_editors_know_its_files(fleet_command, alone):
    fleet_command("init", "roles", "--no-workflow")
    assert fleet_command("schema", "--out", "roles/schemas", "--check", "-L", "roles").code == 0
    fleet_command("new", "field-trainer", "--domain", "training", "-L", "roles")
    assert fleet_command("fmt", "--check", "roles").code == 0
    for path in (alone / "roles").rglob("*.yaml"):
        line = path.read_text("utf-8").split("\n")[0]
        assert line.startswith("# yaml-language-server: $schema=")
        assert (path.parent / line.partition("=")[2]).is_file()


def test_without_schemas_a_new_persona_names_none(fleet_command, alone, tiny):
    assert fleet_command("new", "helper", "-L", str(tiny)).code == 0
    assert "$schema" not in (tiny / "team/helper.yaml").read_text("utf-8")


def test_roles_are_chosen_by_name(fleet_command, alone):
    assert fleet_command("init", "--roles", "support-agent, account-manager", "--no-workflow").code == 0
    assert set(fleet.load(alone / "my-library")) == {"support-agent", "account-manager", "community-manager"}
    assert not (alone / ".github").exists()


def test_nothing_that_is_there_is_written_over(fleet_command, alone):
    (alone / "roles").mkdir()
    (alone / "roles" / "notes.txt").write_text("mine")
    done = fleet_command("init", "roles")
    assert (done.code, done.err) == (2, "error: `roles` is there already and not empty; choose another folder\n")
    workflow = alone / ".github/workflows/fleet.yml"
    workflow.parent.mkdir(parents=True)
    workflow.write_text("mine")
    done = fleet_command("init", "other")
    assert done.code == 0
    assert "left .github/workflows/fleet.yml as it is" in done.lines
    assert workflow.read_text() == "mine"


def test_an_unknown_role_writes_nothing(fleet_command, alone):
    done = fleet_command("init", "roles", "--roles", "suport-agent")
    assert done.code == 2
    assert "did you mean `support-agent`?" in done.err
    assert list(alone.iterdir()) == []
    assert fleet_command("init", "roles", "--roles", " , ").code == 2


def test_a_persona_is_added(fleet_command, alone):
    fleet_command("init", "roles", "--no-workflow")
    done = fleet_command("new", "field-trainer", "--domain", "training", "--lane", "workshops", "-L", "roles")
    assert done.code == 0
    assert "wrote roles/training/field-trainer.yaml" in done.lines
    assert fleet.load(alone / "roles").owner_of("workshops") == "field-trainer"
    again = fleet_command("new", "field-trainer", "-L", "roles")
    assert (again.code, "is there already" in again.err) == (2, True)


def test_a_title_that_no_file_may_hold_leaves_the_library_as_it_was(fleet_command, alone):
    fleet_command("init", "roles", "--no-workflow")
    done = fleet_command("new", "field-trainer", "--title", "Trainer {% raw %}", "-L", "roles/library.yaml")
    assert (done.code, "error[FLT111]" in done.err) == (1, True)
    assert not list((alone / "roles").rglob("field-trainer*"))
    assert fleet_command("check", "roles").code == 0


def test_a_file_in_the_way_is_left_alone(fleet_command, alone):
    fleet_command("init", "roles", "--no-workflow")
    path = alone / "roles/team/helper.examples.yaml"
    path.parent.mkdir()
    path.write_text("lanes: {community-forum: {asks: []}}\n")
    done = fleet_command("new", "helper", "-L", "roles")
    assert done.code in {1, 2}
    assert path.read_text() == "lanes: {community-forum: {asks: []}}\n"


def test_without_a_library_of_ones_own_nothing_is_added(fleet_command):
    done = fleet_command("new", "helper")
    assert (done.code, "`fleet init` starts one" in done.err) == (2, True)
