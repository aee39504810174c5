from __future__ import annotations

import pytest

import fleet


@pytest.mark.parametrize("class_", sorted(fleet.load()))
def test_a_page_says_all_that_holds_for_a_persona(fleet_command, shipped, class_):
    persona = shipped[class_]
    ran = fleet_command("show", class_)
    assert ran.code == 0
    for name in (*persona.lanes, *(one.lane for one in persona.assists), *(one.id for one in persona.boundaries)):
        assert name in ran.out
    text = " ".join(ran.out.split())
    for boundary in persona.boundaries:
        assert shipped.owner_of(boundary.lane) in text
        assert " ".join(boundary.because.replace("{{ company }}", "your company").split()).rstrip(".")[:40] in text


@pytest.mark.parametrize("class_", sorted(fleet.load()))
def test_a_page_fits_80_columns_and_ends_no_line_in_spaces(fleet_command, class_):
    lines = fleet_command("show", class_).lines
    assert max(map(len, lines)) <= 80
    assert [line for line in lines if line != line.rstrip()] == []


def test_a_page_says_under_which_condition_and_where_from(fleet_command):
    text = " ".join(fleet_command("show", "technical-account-architect").out.split())
    assert "when you are assigned to the account" in text
    assert "only to inform" in text
    assert "from technical-account-manager" in text


def test_variables_have_their_default_values(fleet_command):
    assert "{{" not in fleet_command("show", "account-manager").out


def test_a_persona_as_data_says_where_each_part_came_from(fleet_command, shipped):
    data = fleet_command("show", "senior-support-agent", "--json").data
    persona = shipped["senior-support-agent"]
    assert data["class"] == "senior-support-agent"
    assert [one["from"] for one in data["boundaries"]] == [one.origin for one in persona.boundaries]
    assert [one["from"] for one in data["assists"]] == [one.origin for one in persona.assists]
    assert data["voices"] == list(persona.voices)


def test_markup_in_texts_is_text(fleet_command, write_library, tiny_files):
    name = "training/field-trainer.yaml"
    title = next(line for line in tiny_files[name].splitlines() if line.startswith("title:"))
    folder = write_library({**tiny_files, name: tiny_files[name].replace(title, 'title: "[bold]Trainer[/bold]"')})
    assert "[bold]Trainer[/bold] (field-trainer)" in fleet_command("show", "field-trainer", "-L", str(folder)).out
