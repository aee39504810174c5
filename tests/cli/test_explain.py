from __future__ import annotations

import pytest

from fleet.diagnostics import CODES


def test_every_code_is_listed(fleet_command):
    ran = fleet_command("explain")
    assert ran.code == 0
    assert [line.split()[0] for line in ran.lines[2:]] == list(CODES)
    assert max(map(len, ran.lines)) <= 80


def test_the_list_as_data(fleet_command):
    data = fleet_command("explain", "--json").data
    assert {one["code"]: (one["name"], one["severity"]) for one in data} == {
        code.id: (code.name, code.severity) for code in CODES.values()
    }


@pytest.mark.parametrize("said", ["FLT201", "flt201", "lane-with-two-owners"])
def test_a_page_is_found_by_code_and_by_name(fleet_command, said):
    ran = fleet_command("explain", said)
    assert ran.code == 0
    assert ran.out.rstrip("\n") == CODES["FLT201"].page.rstrip("\n")


@pytest.mark.parametrize("code", list(CODES))
def test_every_code_has_a_page(fleet_command, code):
    data = fleet_command("explain", code, "--json").data
    assert data["code"] == code
    assert data["name"] == CODES[code].name
    assert len(data["page"]) > 100


def test_an_unknown_code_is_a_mistake_of_usage(fleet_command):
    ran = fleet_command("explain", "lane-with-two-owner")
    assert (ran.code, ran.err) == (
        2,
        "error: no code is named `lane-with-two-owner`; did you mean `lane-with-two-owners`?\n",
    )


def test_no_library_is_needed_to_explain(fleet_command, monkeypatch):
    monkeypatch.setenv("FLEET_HOME", "nowhere")
    assert fleet_command("explain", "FLT201").code == 0
