"""What arguments may hold, up to which size and depth, and what is said of the rest."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleet.guard.arguments import MalformedError, arguments_of, thawed

MOST = 256 * 1024
PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63) + 1, 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    # half characters are refused
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner)
    ),
    max_leaves=8,
)


def nested(depth, make):
    """A value with so many lists or mappings around a number."""
    value = 1
    for level in range(depth):
        value = make(level, value)
    return value


def refused(given_for_some):
    with pytest.raises(MalformedError) as caught:
        arguments_of("t", given_for_some)
    return str(caught.value)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ("", "the arguments are empty; `{}` are none"),
        (" \n", "the arguments are empty; `{}` are none"),
        ("{", "the arguments are JSON that breaks off"),
        ('{"id": ', "the arguments are JSON that breaks off"),
        ("{'id': 1}", "the arguments are not JSON from `'id': 1}` on"),
        ("x" * 30, f"the arguments are not JSON from `{'x' * 23}…` on"),
        ("[" * 100_000, "the arguments are JSON that is too large or nested too deep"),
        ("x" * (MOST + 1), "the arguments hold more than 256 KB"),
        ("[1]", "the arguments must be a mapping, found a list"),
        ("null", "the arguments must be a mapping, found `null`"),
        ('{"a": 1, "b": 2, "a": 1}', "the arguments hold the key `a` twice"),
        ('{"b": {"a": 1, "a": 1}}', "the arguments hold the key `a` twice"),
        ('{"id": NaN}', "argument `id` holds a number that is not finite"),
        ('{"id": -Infinity}', "argument `id` holds a number that is not finite"),
        ('{"id": 1e999}', "argument `id` holds a number that is not finite"),
        ({"id": 2**63}, "argument `id` holds a number that is too large"),
        ({"id": -(2**63)}, "argument `id` holds a number that is too large"),
        ({"id": [{1}]}, "argument `id` holds a value that JSON does not have"),
        ({"id": {"x": {2: 1}}}, "argument `id` holds the key `2`, which is not text"),
        ({2: 1}, "the arguments hold the key `2`, which is not text"),
        ({"id": "\ud800"}, "argument `id` holds a lone surrogate, which is half a character"),
        ({"\ud800": 1}, "the arguments hold a lone surrogate, which is half a character"),
        ({"id": "x" * MOST}, "argument `id` holds more than 256 KB"),
        ({"x" * (MOST + 1): 1}, "the arguments hold more than 256 KB"),
        (
            {"id": nested(32, lambda _, inner: [inner])},
            "argument `id` holds lists or mappings that are nested deeper than 32 levels",
        ),
    ],
)
def test_what_is_no_plain_data_is_said(args, said):
    assert refused(args) == said


def test_a_call_has_its_tool_and_its_values():
    found = arguments_of("tickets.resolve", '{"id": 4411, "tags": ["a", {"b": null}]}')
    assert found.tool == "tickets.resolve"
    assert found.values == {"id": 4411, "tags": ("a", {"b": None})}


def test_text_may_be_as_long_as_is_said_and_no_longer():
    text = f'{{"a": "{"x" * (MOST - 9)}"}}'
    assert len(text) == MOST
    assert len(arguments_of("t", text).values["a"]) == MOST - 9
    refused(text + " ")


@pytest.mark.parametrize(
    ("value", "more"),
    [
        ("x" * (MOST - 2), "x" * (MOST - 1)),
        ("é" * ((MOST - 4) // 6), "é" * ((MOST - 4) // 6 + 1)),  # a character that JSON writes in six
        ([0] * (MOST - 2), [0] * (MOST - 1)),
        ([None, [""]] * ((MOST - 2) // 3), [None, [""]] * ((MOST - 2) // 3 + 1)),
        ({"b" * (MOST - 3): 0}, {"b" * (MOST - 2): 0}),
    ],
    ids=["letters", "other letters", "numbers", "lists", "a key"],
)
def test_all_that_is_held_counts_up_to_the_same_border(value, more):
    assert arguments_of("t", {"a": value}).thawed() == {"a": value}
    assert refused({"a": more}) == "argument `a` holds more than 256 KB"


def test_numbers_end_where_sixty_three_bits_do():
    ends = {"low": -(2**63) + 1, "high": 2**63 - 1}
    assert arguments_of("t", ends).values == ends


@pytest.mark.parametrize(
    "make",
    [
        lambda _, inner: [inner],
        lambda _, inner: {"k": inner},
        lambda level, inner: [inner] if level % 2 else {"k": inner},
    ],
    ids=["lists", "mappings", "both"],
)
def test_lists_and_mappings_are_nested_thirty_one_deep_in_an_argument_and_no_deeper(make):
    deep = nested(31, make)
    assert arguments_of("t", {"a": deep}).thawed() == {"a": deep}
    assert "nested deeper than 32 levels" in refused({"a": nested(32, make)})


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), PLAIN))
def test_plain_data_comes_back_as_it_was_whatever_the_order_of_its_keys(data):
    found = arguments_of("t", data)
    assert found.thawed() == data
    assert json.dumps(found.thawed()) == json.dumps(data)
    again = arguments_of("t", json.dumps(dict(reversed(data.items()))))
    assert (again, again.digest) == (found, found.digest)
    assert again.digest != arguments_of("other", data).digest


def test_values_that_are_equal_and_not_the_same_are_different_calls():
    values = [1, 1.0, True, "1", [1], {"1": 1}, 0, 0.0, -0.0, False, None, "", [], {}, "null"]
    assert len({arguments_of("t", {"a": value}).digest for value in values}) == len(values)


def test_what_no_frozen_value_is_stays_as_it_is():
    odd = object()
    assert thawed(odd) is odd
    assert thawed((1, {"a": (math.pi,)})) == [1, {"a": [math.pi]}]
