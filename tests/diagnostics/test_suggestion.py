"""A near name is suggested, a far one is not, and then the choices are listed."""

from __future__ import annotations

import functools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleet.diagnostics import closest, listed, suggestion

_NAMES = st.text("abcd-", min_size=1, max_size=9)


@functools.cache
def _edits(left, right):
    """Optimal string alignment as its definition says it."""
    if not left or not right:
        return len(left) + len(right)
    best = min(
        _edits(left[:-1], right) + 1,
        _edits(left, right[:-1]) + 1,
        _edits(left[:-1], right[:-1]) + (left[-1] != right[-1]),
    )
    if len(left) > 1 and len(right) > 1 and left[-1] == right[-2] and left[-2] == right[-1]:
        best = min(best, _edits(left[:-2], right[:-2]) + 1)
    return best


@given(_NAMES, st.lists(_NAMES, max_size=6))
def test_the_nearest_choice_within_a_third_of_the_name(name, choices):
    allowed = max(len(name), 3) // 3
    near = [choice for choice in choices if _edits(name, choice) <= allowed]
    found = closest(name, choices)
    if near:
        assert found == min(near, key=lambda choice: (_edits(name, choice), choice))
    else:
        assert found is None


@given(_NAMES, st.lists(_NAMES, max_size=6))
def test_the_order_of_the_choices_does_not_matter(name, choices):
    assert closest(name, choices) == closest(name, reversed(choices))
    assert suggestion(name, choices) == suggestion(name, list(reversed(choices)))


@given(_NAMES, st.lists(_NAMES, min_size=1, max_size=6))
def test_a_name_that_is_there_is_its_own_nearest(name, choices):
    assert closest(name, [*choices, name]) == name


@given(st.text(max_size=200), st.lists(st.text(max_size=40), max_size=20))
def test_a_suggestion_is_one_line_for_whatever_is_asked(name, choices):
    assert len(suggestion(name, choices).splitlines()) == 1


@given(st.text(min_size=81, max_size=300))
def test_nobody_meant_a_name_as_long_as_a_line(name):
    assert closest(name, [name]) is None


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("suport-agent", "support-agent"),
        ("support-agnet", "support-agent"),
        ("support_agent", "support-agent"),
        ("renewals", "renewal"),
        ("hihg", "high"),
        ("lwo", "low"),
        ("medium", None),
        ("", None),
    ],
)
def test_what_people_mistype(name, meant):
    assert closest(name, ["support-agent", "renewal", "high", "low", "critical"]) == meant


def test_the_help_names_the_one_that_was_meant():
    assert suggestion("renewl", ["renewal", "adoption"]) == "did you mean `renewal`?"


def test_the_help_lists_the_choices_where_none_is_near():
    assert suggestion("zebra", ["renewal", "adoption", "renewal"]) == "choose one of `adoption`, `renewal`"


def test_one_choice_is_no_choice():
    assert suggestion("zebra", ["account"]) == "there is only `account`"


def test_no_choices_are_said_to_be_none():
    assert suggestion("zebra", []) == "there is nothing to choose from yet"


def test_a_long_list_is_cut_after_a_dozen():
    names = [f"lane-{number:02}" for number in range(15)]
    assert listed(names).count("`") == 24
    assert listed(names).endswith("`lane-11` and 3 more")
    assert "more" not in listed(names[:12])


def test_choices_that_hide_something_are_shown():
    assert suggestion("zebra", ["a\u200bb", "c"]) == "choose one of `a<U+200B>b`, `c`"
