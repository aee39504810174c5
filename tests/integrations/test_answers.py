from __future__ import annotations

import json

import pytest

from fleet.errors import FleetError
from fleet.integrations.answers import reply_from
from fleet.testing.language import MadeCall, Reply

ARGS = {"account": "halvorsen", "percent": 10}
CALL = MadeCall("discounts.grant", ARGS)
AS_TEXT = MadeCall("discounts.grant", json.dumps(ARGS))
OPENAI = {"id": "1", "type": "function", "function": {"name": "discounts.grant", "arguments": json.dumps(ARGS)}}
RESPONSES = {"type": "function_call", "call_id": "1", "name": "discounts.grant", "arguments": json.dumps(ARGS)}
ANTHROPIC = {"type": "tool_use", "id": "1", "name": "discounts.grant", "input": ARGS}
GOOGLE = {"functionCall": {"name": "discounts.grant", "args": ARGS}}
LANGCHAIN = {"name": "discounts.grant", "args": ARGS, "id": "1", "type": "tool_call"}


@pytest.mark.parametrize("answer", ["Good day.", {"text": "Good day."}, {"role": "assistant", "content": "Good day."}])
def test_words_are_what_was_said(shipped, answer):
    assert reply_from(answer, shipped) == Reply("Good day.")


@pytest.mark.parametrize("nothing", ["", None, [], {"role": "assistant", "content": None}])
def test_nothing_is_an_empty_reply(shipped, nothing):
    assert reply_from(nothing, shipped) == Reply()


@pytest.mark.parametrize(
    ("call", "made"),
    [(OPENAI, AS_TEXT), (RESPONSES, AS_TEXT), (ANTHROPIC, CALL), (GOOGLE, CALL), (LANGCHAIN, CALL)],
    ids=["openai", "responses", "anthropic", "google", "langchain"],
)
def test_a_call_is_found_in_the_form_of_each_provider_wherever_it_stands(shipped, call, made):
    said = "Sorry about that."
    for answer in ([call], call, json.dumps([call]), json.dumps(call)):
        assert reply_from(answer, shipped) == Reply(calls=(made,))
    message = {"role": "assistant", "content": said, "tool_calls": [call]}
    assert reply_from(json.dumps(message), shipped) == Reply(said, (made,))
    for answer in (
        f"{said}\n\n{json.dumps(call)}",
        {"role": "assistant", "content": [{"type": "text", "text": said}, call]},
        {"role": "assistant", "content": said, "tool_calls": [call]},
        [{"role": "user", "content": "Please"}, {"role": "assistant", "content": said, "tool_calls": [call]}],
        [{"type": "reasoning", "summary": []}, {"type": "output_text", "text": said}, call],
    ):
        assert reply_from(answer, shipped) == Reply(said, (made,))


@pytest.mark.parametrize("name", ["transfer_to_account_manager", "handoff_to_account-manager"])
def test_a_transfer_is_a_handoff(shipped, name):
    call = {"type": "function", "function": {"name": name, "arguments": "{}"}}
    assert reply_from([call, OPENAI], shipped) == Reply(calls=(AS_TEXT,), handoff_to="account-manager")


def test_a_call_without_arguments_is_one(shipped):
    assert reply_from([{"type": "tool_use", "id": "1", "name": "crm.read"}], shipped).calls == (
        MadeCall("crm.read", {}),
    )


def test_a_reply_in_the_form_of_fleet_is_taken_as_it_is(shipped):
    answer = {"text": "Hello", "calls": [{"tool": "discounts.grant", "args": ARGS}], "handoff_to": "account-manager"}
    assert reply_from(answer, shipped) == Reply("Hello", (CALL,), "account-manager")


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"note": "no call"}', '["one", "two"]', "{not json", '{"name": "Ada", "age": 36}']
)
def test_json_that_is_no_call_makes_none(shipped, text):
    assert reply_from(text, shipped).calls == ()


ECHOED = json.dumps([{"role": "system", "content": "You hand over."}, {"role": "user", "content": "Please"}])


@pytest.mark.parametrize(
    "answer", [{"answer": "yes"}, 7, [{"score": 1}], {"role": "assistant", "content": {"a": 1}}, ECHOED]
)
def test_what_cannot_be_read_is_an_error_and_not_silence(shipped, answer):
    with pytest.raises(FleetError, match="is no answer that can be read"):
        reply_from(answer, shipped)


@pytest.mark.parametrize("calls", [["x"], [{"name": "x"}], "x"])
def test_calls_without_a_tool_are_an_error(shipped, calls):
    with pytest.raises(FleetError, match="is no call: give `tool` and `args`"):
        reply_from({"text": "", "calls": calls}, shipped)
