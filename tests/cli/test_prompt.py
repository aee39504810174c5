from __future__ import annotations

import pytest

import fleet


def test_stdout_holds_the_prompt_and_nothing_else(fleet_command, shipped):
    ran = fleet_command("prompt", "support-agent", "--company", "Acme", "--product", "Rocket")
    assert ran.code == 0
    assert (
        ran.out == fleet.compile_prompt(shipped, "support-agent", company="Acme", product="Rocket").text.rstrip() + "\n"
    )


def test_any_variable_can_be_given(fleet_command, shipped):
    ran = fleet_command("prompt", "support-agent", "--var", "company=A=B", "--var", "product=Rocket")
    wanted = fleet.compile_prompt(shipped, "support-agent", variables={"company": "A=B", "product": "Rocket"})
    assert ran.out == wanted.text.rstrip() + "\n"


def test_what_is_known_about_the_work_stands_last(fleet_command, shipped):
    words = ["--account", "brightwater", "--stage", "customer", "--audience", "teammate", "--fact", "support-asked"]
    ran = fleet_command("prompt", "technical-account-manager", *words, "--assigned", "technical-account-manager")
    context = fleet.Context(
        account="brightwater",
        stage="customer",
        audience="teammate",
        assigned={"technical-account-manager"},
        facts={"support-asked"},
    )
    prompt = fleet.compile_prompt(shipped, "technical-account-manager", context=context)
    assert ran.out == prompt.text.rstrip() + "\n"
    assert ran.out.endswith(prompt.changing.rstrip() + "\n")


def test_without_a_word_about_the_work_there_is_no_such_part(fleet_command, shipped):
    assert (
        fleet_command("prompt", "support-agent").out
        == fleet.compile_prompt(shipped, "support-agent").text.rstrip() + "\n"
    )


def test_nobody_assigned_is_known(fleet_command, shipped):
    context = fleet.Context(assigned=frozenset())
    wanted = fleet.compile_prompt(shipped, "support-agent", context=context)
    assert fleet_command("prompt", "support-agent", "--nobody-assigned").out == wanted.text.rstrip() + "\n"


@pytest.mark.parametrize("how", [["--json"], ["--format", "json"]])
def test_a_prompt_as_data_has_the_provenance_of_its_blocks(fleet_command, shipped, how):
    data = fleet_command("prompt", "support-agent", *how).data
    prompt = fleet.compile_prompt(shipped, "support-agent")
    assert data["digest"] == prompt.digest
    assert "".join(block["text"] for block in data["blocks"]) == prompt.text


@pytest.mark.parametrize(
    "words",
    [
        ["--var", "company"],
        ["--var", "=Acme"],
        ["--var", "compny=Acme"],
        ["--company", " "],
        ["--fact", "nonsense"],
        ["--assigned", "nobody"],
        ["--assigned", "support-agent", "--nobody-assigned"],
    ],
)
def test_a_value_that_cannot_be_used_is_a_mistake_of_usage(fleet_command, words):
    ran = fleet_command("prompt", "support-agent", *words)
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err.splitlines()[-1].startswith("error: ")
