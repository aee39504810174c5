from __future__ import annotations

import pytest

import fleet
from fleet.integrations.anthropic import system_blocks
from fleet.integrations.openai import chat_messages, response_fields


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


SHAPES = {
    "openai": lambda prompt: {"messages": chat_messages(prompt)},
    "openai-responses": response_fields,
    "anthropic": lambda prompt: {"system": system_blocks(prompt)},
}


@pytest.mark.parametrize("how", [[], ["--json"]])
@pytest.mark.parametrize("format_", SHAPES)
def test_a_piece_of_a_request_has_what_is_known_and_all_values(fleet_command, shipped, format_, how):
    words = ["--company", "Acme", "--var", "product=Rocket", "--stage", "trial", "--account", "brightwater"]
    ran = fleet_command("prompt", "support-agent", *words, "--format", format_, *how)
    context = fleet.Context(stage="trial", account="brightwater")
    prompt = fleet.compile_prompt(shipped, "support-agent", company="Acme", product="Rocket", context=context)
    assert ran.code == 0
    assert ran.data == SHAPES[format_](prompt)
    assert ran.err == "library: shipped (default)\n"


@pytest.mark.parametrize("format_", SHAPES)
def test_without_a_context_a_request_has_the_stable_part_alone(fleet_command, shipped, format_):
    ran = fleet_command("prompt", "support-agent", "--format", format_)
    assert ran.data == SHAPES[format_](fleet.compile_prompt(shipped, "support-agent"))
    assert "This conversation\\n" not in ran.out


def test_a_format_that_is_none_is_a_mistake_of_usage(fleet_command):
    ran = fleet_command("prompt", "support-agent", "--format", "claude-code")
    assert ran.code == 2
    assert "openai-responses" in ran.err


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
