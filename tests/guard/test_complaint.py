"""What a model wrote wrong is said in words that it can act on, and never in those of the validator."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleet.guard.complaint import found_in_words
from fleet.guard.handoff import Baton, read_baton
from fleet.guard.schema import validator_of

KINDS = {
    "whole": {"type": "integer", "minimum": 2, "exclusiveMaximum": 4.5},
    "number": {"type": "number", "exclusiveMinimum": 0, "maximum": 9},
    "text": {"type": "string", "minLength": 1, "maxLength": 3},
    "flag": {"type": "boolean"},
    "none": {"type": "null"},
    "list": {"type": "array", "items": {"enum": ("a", 1, None)}, "minItems": 1, "maxItems": 2},
    "inner": {"type": "object", "properties": {"x": {"const": 1.5}}, "required": ("x",)},
    "any": {"anyOf": ({"type": "string"}, {"type": "object", "properties": {"y": {"type": "integer"}}})},
    "both": {"type": ("integer", "null")},
    "short": {"type": "string", "maxLength": 1},
    "few": {"type": "array", "maxItems": 1},
    "same": {"anyOf": ({"type": "string", "maxLength": 2}, {"type": "string", "const": "long"}, {"type": "boolean"})},
    "half": {"type": "number", "minimum": 2.0, "maximum": 9.5},
    "X": {"type": "object", "properties": {"X": {"type": "null"}}, "required": ("X",)},
    "twice": {"anyOf": ({"type": "string", "maxLength": 2}, {"type": "string", "minLength": 4})},
    "deep": {"type": "array", "items": {"type": "object", "properties": {"z": {"type": "array"}}}},
}


def check(arguments):
    """What is wrong with arguments of these kinds; the check is made anew, as making it is what is tested."""
    return validator_of({"type": "object", "properties": KINDS, "required": ("whole",)})(arguments)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(-9, 9) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("xyz"), inner, max_size=2),
    max_leaves=6,
)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("whole", "5", "`whole` must be a whole number, found the text `5`"),
        ("whole", 1, "`whole` must be at least 2, found `1`"),
        ("whole", 5, "`whole` must be under 4.5, found `5`"),
        ("text", "", "`text` must have at least 1 character"),
        ("text", "long", "`text` must have at most 3 characters"),
        ("flag", 1, "`flag` must be `true` or `false`, found `1`"),
        ("none", False, "`none` must be `null`, found `false`"),
        ("list", [], "`list` must have at least 1 item"),
        ("list", ["b"], "`list[0]` must be `a`, `1` or `null`, found the text `b`"),
        ("inner", {}, "`inner.x` is missing"),
        ("inner", {"x": 1.5, "z": 1}, "this tool takes no `inner.z`"),
        ("both", "x", "`both` must be a whole number or `null`, found the text `x`"),
        ("any", 5, "`any` must be text or a mapping, found `5`"),
        ("short", "ab", "`short` must have at most 1 character"),
        ("few", [1, 2], "`few` must have at most 1 item"),
        ("same", 5, "`same` must be text, `long` or `true` or `false`, found `5`"),
        ("deep", [{}, {"z": 1}], "`deep[1].z` must be a list, found `1`"),
        ("deep", [{}, {"y": 1}], "this tool takes no `deep[1].y`"),
        ("half", 1, "`half` must be at least 2, found `1`"),
        ("half", 10, "`half` must be at most 9.5, found `10`"),
        ("flag", "x" * 40, f"`flag` must be `true` or `false`, found the text `{'x' * 29}\u2026`"),
        ("X", {}, "`X.X` is missing"),
        ("twice", 5, "`twice` must be text, found `5`"),
        ("flag", {}, "`flag` must be `true` or `false`, found a mapping"),
        ("flag", [], "`flag` must be `true` or `false`, found a list"),
        ("X", {"X": 1}, "`X.X` must be `null`, found `1`"),
        ("number", "x", "`number` must be a number, found the text `x`"),
        ("number", 0, "`number` must be over 0, found `0`"),
        ("number", 9.5, "`number` must be at most 9, found `9.5`"),
        ("wohle", 5, "this tool takes no `wohle`; did you mean `whole`?"),
    ],
)
def test_a_complaint_names_the_place_and_says_what_must_be_there(name, value, said):
    assert check({"whole": 3, name: value}) == (said,)


@given(st.dictionaries(st.sampled_from([*KINDS, "other"]), JSON))
def test_no_word_of_the_validator_reaches_a_model(arguments):
    for complaint in check(arguments):
        assert complaint.startswith(("`", "this tool takes no `"))
        outside = re.sub(r"`[^`]*`", "", complaint)
        assert not re.search(r"input|should|valid|dictionary|string|integer|chain|typed|None|\{|\}", outside), complaint


@given(st.dictionaries(st.sampled_from(["summary", "requests", "references", "facts"]), JSON, min_size=1) | JSON)
def test_a_baton_is_read_or_refused_in_words(given_for_one):
    baton = read_baton(given_for_one)
    assert isinstance(baton, Baton) or all(re.match(r"`|the baton|a baton holds no `", one) for one in baton)
    assert baton


@pytest.mark.parametrize("value", [{1}, b"x", object()])
def test_what_json_does_not_have_has_no_other_name(value):
    assert found_in_words(value) == "a value that JSON does not have"
