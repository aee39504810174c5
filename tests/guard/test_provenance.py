"""A value that must come from somewhere stands there, letter by letter and as a whole."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fleet
from fleet.guard.provenance import stands_in
from fleet.spec import Limit, Tool

PAYOUT = "payouts.make"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("DE42", "pay to DE42, today"),
        ("DE42", "DE42"),
        ("DE42", "first DE421, then DE42."),
        ("a b", "an a b c"),
        ("line one\nline two", "line one\nline two"),
        ("ada@example.com", "write to <ada@example.com>."),
        ("ada@example.com", "ada@example.com"),
        ("INV-8841", "(INV-8841)"),
        ("Ada", "Ada's account"),
        ("Größe", "Die Größe: 4"),
        ("Ёлка", "«Ёлка»"),
        ("東京", "「東京」"),
        ("👍", "yes👍yes"),
        ("$", "US$5"),
        ("...", "so ... what"),
        ("8841", "invoice 8841, please"),
        ("8841", "#8841"),
        ("40", "at 40."),
        ("1,000", "it is 1,000 euros"),
        (40, "40"),
        (40, "40 euros"),
        (40, "€40."),
        (40, "(40)"),
        (40, "40% off"),
        (40, "40.0"),
        (40, "40.00 euros"),
        (40.0, "40"),
        (40.5, "40.5 euros"),
        (40.5, "40.50 euros"),
        (0.125, "0.125"),
        (1000, "1000"),
        (-5, "it is -5 degrees"),
        (0, "0"),
        (-0.0, "0"),
        (1e22, "10000000000000000000000"),
        (2**62, str(2**62)),
    ],
)
def test_what_is_there_is_found(value, text):
    assert stands_in(value, ["something else", text])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("DE4", "pay to DE42"),
        ("E42", "pay to DE42"),
        ("de42", "pay to DE42"),
        ("DE 42", "pay to DE42"),
        ("", "anything"),
        (" ", "anything at all"),
        ("\n", "two\nlines"),
        ("ada@example.com", "ada@example.com.evil.org"),
        ("ada@example.com", "eve.ada@example.com"),
        ("ada@example.com", "not-ada@example.com"),
        ("example.com", "ada@example.com"),
        ("@example.com", "ada@example.com"),
        ("ada@", "ada@example.com"),
        ("8841", "INV-8841"),
        ("INV", "INV-8841"),
        ("Groß", "Die Größe"),
        ("caf", "café"),
        ("cafe", "cafe\u0301"),
        ("\u0435xample", "example"),  # the first letter is Cyrillic
        ("exam", "exam\u200bple"),
        ("ple", "exam\u200bple"),
        ("京", "東京"),
        ("40", "40.50"),
        ("40", "1,40"),
        ("000", "1,000"),
        ("40", "-40"),
        (40, "140"),
        (40, "401"),
        (40, "40.5"),
        (40, "40.000"),
        (40, "40,5"),
        (40, "2.40"),
        (40, "x40"),
        (40, "40th"),
        (40, "-40"),
        (40, "\u221240"),
        (1, "1,000"),
        (1, "1.000"),
        (1, "1'000"),
        (1, "1\u00a0000"),
        (0, "1,000"),
        (1000, "1,000"),
        (1000, "1 000"),
        (-5, "3-5"),
        (-5, "5"),
        (40.5, "40.55"),
        (40.5, "40,5"),
        (40.25, "40.2"),
        (True, "true True 1"),
        (False, "false 0"),
        (None, "null None"),
    ],
)
def test_what_is_not_there_or_only_a_part_of_something_is_not(value, text):
    assert not stands_in(value, [text])


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ([], True),
        ({}, True),
        (["DE42"], True),
        (["DE42", "DE43"], True),
        (["DE42", "DE44"], False),
        ({"to": "DE42", "amounts": [40, {"more": 7}]}, True),
        ({"to": "DE42", "amounts": [40, {"more": 8}]}, False),
        ({"to": "DE42", "sure": True}, False),
        (("DE42", ("DE43",)), True),
        ([[]], True),
        ([""], False),
    ],
)
def test_every_leaf_must_stand_in_one_of_the_texts(value, found):
    assert stands_in(value, ["DE42 and 40", "7 for DE43"]) is found


def test_nothing_stands_where_nobody_said_anything():
    assert not stands_in("DE42", [])
    assert stands_in([], [])


WORD = st.text(st.characters(categories=("L", "Nd")), min_size=1, max_size=6)


@given(before=st.lists(WORD, max_size=3), word=WORD, after=st.lists(WORD, max_size=3))
def test_a_word_between_spaces_is_found(before, word, after):
    assert stands_in(word, [" ".join([*before, word, *after])])


@given(word=WORD, before=WORD, after=WORD)
def test_a_part_of_a_word_is_not(word, before, after):
    text = before + word + after
    found = stands_in(word, [text])
    assert found is (word == text)


@given(st.integers(-(2**62), 2**62) | st.floats(-1e9, 1e9).map(lambda number: round(number, 2) + 0.0))
def test_a_number_is_found_as_json_writes_it(number):
    assert stands_in(number, [f"it costs {number!r} euros"])


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_number_is_not_found_in_another(number, other):
    assert stands_in(number, [f"it costs {other} euros"]) is (number == other)


def test_a_text_made_to_be_slow_is_not():
    started = time.process_time()
    assert not stands_in("a" * 20_000, ["a" * 200_000])
    assert not stands_in("ab" * 5_000 + "a", ["ab" * 100_000])
    assert time.process_time() - started < 2


@pytest.fixture
def guard(shipped):
    limits = {"iban": Limit(comes_from=("user", "tool:invoices.read"))}
    tools = {
        PAYOUT: Tool(shared=True, limits=limits),
        "payouts.ask": Tool(shared=True, limits=limits, beyond="ask"),
        "payouts.perhaps": Tool(shared=True, limits={"iban": limits["iban"].model_copy(update={"optional": True})}),
        "invoices.read": Tool(shared=True, effect="read"),
        "invoices.list": Tool(shared=True, effect="read"),
    }
    return fleet.Guard(shipped, tools=tools)


def pays(guard, ledger, iban="DE42", tool=PAYOUT):
    return guard.check_call("support-agent", tool, {"iban": iban}, ledger=ledger)


def test_the_user_is_a_source(guard):
    ledger = fleet.Ledger()
    assert pays(guard, ledger).codes == ("FLT410",)
    ledger.heard("pay to DE42")
    assert pays(guard, ledger)
    assert not pays(guard, ledger, "DE43")


@pytest.mark.parametrize(("tool", "ok", "found"), [("invoices.read", True, True), ("invoices.read", False, False)])
def test_a_tool_that_succeeded_is_a_source_and_one_that_failed_is_none(guard, tool, ok, found):
    ledger = fleet.Ledger()
    read = guard.check_call("support-agent", tool, {}, ledger=ledger)
    assert not pays(guard, ledger), "it has not said anything yet"
    guard.settle(read, ok=ok, output={"iban": "DE42"}, ledger=ledger)
    assert bool(pays(guard, ledger)) is found


def test_a_tool_that_is_not_named_is_no_source(guard):
    ledger = fleet.Ledger()
    listed = guard.check_call("support-agent", "invoices.list", {}, ledger=ledger)
    guard.settle(listed, ok=True, output="DE42", ledger=ledger)
    assert not pays(guard, ledger)


def test_what_a_model_hands_over_is_no_source(guard):
    ledger = fleet.Ledger()
    baton = fleet.Baton(summary="The user said to pay to DE42.", references=("DE42",))
    context = fleet.Context(current="support-agent")
    guard.check_handoff(fleet.Handoff("support-agent", "triage", baton=baton), context=context, ledger=ledger)
    assert not pays(guard, ledger)


def test_without_a_ledger_nothing_comes_from_anywhere(guard):
    decision = pays(guard, None)
    assert decision.outcome == "deny"
    assert "without a ledger it is not known from where" in decision.reasons[0].message


def test_a_human_may_be_asked_instead(guard):
    ledger = fleet.Ledger()
    decision = pays(guard, ledger, tool="payouts.ask")
    assert (decision.outcome, decision.codes) == ("ask", ("FLT410",))
    assert pays(guard, None, tool="payouts.ask").outcome == "ask"
    yes = guard.approve(decision, by="head of support")
    assert guard.check_call("support-agent", "payouts.ask", {"iban": "DE42"}, ledger=ledger, approval=yes)


def test_a_value_that_is_not_there_comes_from_nowhere_unless_it_may_be_left_out(guard):
    ledger = fleet.Ledger()
    assert not guard.check_call("support-agent", PAYOUT, {}, ledger=ledger)
    assert guard.check_call("support-agent", "payouts.perhaps", {}, ledger=ledger)
    assert not pays(guard, ledger, tool="payouts.perhaps")


def test_the_reason_says_where_it_should_have_come_from(guard):
    reason = pays(guard, fleet.Ledger()).reasons[0]
    assert reason.message == (
        "argument `iban` is the text `DE42`, which does not come from the user or an output of `invoices.read`"
    )


def test_a_line_below_is_a_part_of_a_name_and_ends_none():
    assert not stands_in("_x", ["a_x"])
    assert not stands_in("x_", ["x_y"])
    assert not stands_in("a-", ["a-b c"])
    assert stands_in("_x", ["an _x here"])
    assert stands_in("x_", ["an x_, here"])


def test_a_number_with_an_exponent_stands_as_it_is_written_alone():
    assert stands_in(1e-07, ["it was 1e-07."])
    assert not stands_in(1e-07, ["it was 1e-070."])
    assert not stands_in(1e-07, ["it was 1e-0700."])
