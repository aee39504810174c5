from __future__ import annotations

import json

import pytest

import fleet
from fleet.errors import UnknownNameError
from fleet.integrations.openai import chat_messages, response_fields

CONTEXT = fleet.Context(account="{halvorsen}", stage="customer")


@pytest.fixture(params=[None, CONTEXT], ids=["without a context", "with a context"])
def prompt(request, shipped):
    return fleet.compile_prompt(shipped, "support-agent", company="Acme", context=request.param)


def test_the_messages_hold_the_prompt_and_nothing_else(prompt):
    messages = chat_messages(prompt)
    assert {tuple(sorted(message)) for message in messages} == {("content", "role")}
    assert {message["role"] for message in messages} == {"developer"}
    assert "".join(message["content"] for message in messages) == prompt.text


def test_the_stable_part_comes_first_and_the_changing_part_last_and_apart(shipped):
    with_context = chat_messages(fleet.compile_prompt(shipped, "support-agent", context=CONTEXT))
    without = chat_messages(fleet.compile_prompt(shipped, "support-agent"))
    assert len(with_context) == 2
    assert with_context[:1] == without
    assert "halvorsen" in with_context[1]["content"]
    assert "halvorsen" not in with_context[0]["content"]


def test_older_models_are_addressed_as_the_system(prompt):
    assert {message["role"] for message in chat_messages(prompt, role="system")} == {"system"}


@pytest.mark.parametrize("role", ["user", "assistant", "", "Developer"])
def test_no_other_role_may_say_a_prompt(prompt, role):
    with pytest.raises(UnknownNameError, match=r"no role is named .*`developer`"):
        chat_messages(prompt, role=role)


def test_a_response_has_the_stable_part_as_instructions_and_the_rest_as_input(prompt):
    fields = response_fields(prompt)
    assert list(fields) == ["instructions", "input"]
    assert fields["instructions"] == prompt.stable
    assert fields["input"] == ([{"role": "developer", "content": prompt.changing}] if prompt.changing else [])


def test_the_shapes_are_data_for_json(prompt):
    shapes = [chat_messages(prompt), response_fields(prompt)]
    assert json.loads(json.dumps(shapes)) == shapes
