import pytest

from fleet.guard.schema import validator_of
from fleet.spec import schema_faults


def accepts(schema, value):
    whole = {"type": "object", "properties": {"v": schema}, "required": ("v",)}
    assert not list(schema_faults(whole))
    return not validator_of(whole)({"v": value})


@pytest.mark.parametrize(
    ("schema", "good", "bad"),
    [
        ({"type": "string"}, ["", "x"], [1, None, True, [], {}]),
        ({"type": "string", "minLength": 1, "maxLength": 2}, ["a", "ab"], ["", "abc"]),
        ({"type": "integer"}, [0, -3], [1.0, "1", True, None]),
        ({"type": "integer", "minimum": 1, "maximum": 3}, [1, 3], [0, 4]),
        ({"type": "integer", "exclusiveMinimum": 1, "exclusiveMaximum": 3}, [2], [1, 3]),
        ({"type": "integer", "minimum": 0.5}, [1], [0]),
        ({"type": "number"}, [0, 1.5], ["1", True, None]),
        ({"type": "number", "minimum": 0, "exclusiveMaximum": 1}, [0, 0.99], [-0.01, 1]),
        ({"type": "boolean"}, [True, False], [0, 1, "true", None]),
        ({"type": "null"}, [None], [0, "", False]),
        ({"type": ("string", "null")}, ["x", None], [1, False]),
        ({"enum": ("a", 1, True, None)}, ["a", 1, True, None], ["b", 1.0, 0, False]),
        ({"const": 1}, [1], [True, 1.0, "1"]),
        ({"const": None}, [None], [0, ""]),
        ({"const": True}, [True], [1, 1.0, "true"]),
        ({"const": 1.0}, [1, 1.0], [True, 2]),
        ({"enum": (1.0, "x")}, [1, "x"], [True, 1.5]),
        ({"const": 1.5}, [1.5], [1, "1.5"]),
        ({"type": "array"}, [(), (1, "x")], ["x", {}, None]),
        (
            {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 2},
            [("a",), ("a", "b")],
            [(), ("a", 1), ("a",) * 3],
        ),
        ({"type": "object"}, [{}], [{"x": 1}, (), None]),
        ({"type": "object", "properties": {"a": {"type": "integer"}}}, [{}, {"a": 1}], [{"a": "1"}, {"a": 1, "b": 2}]),
        ({"anyOf": ({"type": "string"}, {"type": "integer"})}, ["x", 1], [1.5, None, True]),
        ({"type": "integer", "maximum": 2**53}, [2**53], [2**53 + 1]),
        ({"type": "number", "exclusiveMinimum": -(2**53) - 1}, [-(2**53), -0.5], [-(2**53) - 1]),
        ({"type": "integer", "enum": (1, 20, "1"), "maximum": 10}, [1], [20, "1", 2]),
        ({"type": "string", "const": "abc", "maxLength": 2}, [], ["abc", "ab"]),
        ({"const": 1, "enum": (1, 2)}, [1], [2]),
        (
            {"type": "integer", "anyOf": ({"const": 2}, {"type": "number", "minimum": 4}), "maximum": 5},
            [2, 5],
            [3, 6, 4.5],
        ),
    ],
)
def test_values_are_what_the_schema_says_and_nothing_is_converted(schema, good, bad):
    assert [value for value in good if not accepts(schema, value)] == []
    assert [value for value in bad if accepts(schema, value)] == []


@pytest.mark.parametrize(
    ("schema", "word"),
    [
        ("x", "must be a mapping"),
        ({}, "type: object"),
        ({"type": "string"}, "type: object"),
        ({"type": "object", "patternProperties": {}}, "patternProperties"),
        ({"type": "object", "additionalProperties": True}, "additionalProperties"),
        ({"type": "object", "properties": {"a": {"type": "sting"}}}, "unknown type"),
        ({"type": "object", "properties": {"a": {}}}, "needs `type`"),
        ({"type": "object", "properties": {"a": {"type": "string", "pattern": "x"}}}, "pattern"),
        ({"type": "object", "properties": {"a": {"type": "string", "format": "date"}}}, "format"),
        ({"type": "object", "properties": {"a": {"type": "integer", "minimum": "x"}}}, "must be a number"),
        ({"type": "object", "properties": {"a": {"type": "integer", "minimum": True}}}, "must be a number"),
        ({"type": "object", "properties": {"a": {"type": "array", "maxItems": -1}}}, "whole number"),
        ({"type": "object", "properties": {"a": {"enum": ()}}}, "not empty"),
        ({"type": "object", "properties": {"a": {"anyOf": ()}}}, "not empty"),
        ({"type": "object", "properties": {"a": {"anyOf": ({"type": "x"},)}}}, "unknown type"),
        ({"type": "object", "properties": {"a": {"type": "array", "items": {"$ref": "#"}}}}, "needs `type`"),
        ({"type": "object", "properties": ()}, "must be a mapping"),
        ({"type": "object", "required": ("a",)}, "required"),
    ],
)
def test_a_schema_that_cannot_be_applied_whole_is_refused(schema, word):
    faults = list(schema_faults(schema))
    assert len(faults) == 1
    assert word in faults[0].message
