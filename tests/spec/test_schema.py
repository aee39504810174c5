import pytest

from fleet.spec import schema_faults, schema_types


def faults(schema):
    return [(fault.path, fault.message) for fault in schema_faults(schema)]


def wrapped(schema):
    return {"type": "object", "properties": {"a": schema}}


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "minLength": 1, "maxLength": 9},
        {"type": "integer", "minimum": 0, "maximum": 9},
        {"type": "number", "exclusiveMinimum": 0.5, "exclusiveMaximum": 9},
        {"type": "boolean"},
        {"type": "null"},
        {"type": ["string", "null"]},
        {"enum": ["a", 1, None]},
        {"const": "a"},
        {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 3},
        {"type": "object", "properties": {"b": {"type": "string"}}, "required": ["b"], "additionalProperties": False},
        {"anyOf": [{"type": "string"}, {"type": "integer"}]},
        {"type": "string", "title": "A", "description": "a", "default": "b", "examples": ["c"]},
    ],
)
def test_what_can_be_applied_strictly_has_no_fault(schema):
    assert faults(wrapped(schema)) == []


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        ("string", ("properties", "a")),
        ([], ("properties", "a")),
        (None, ("properties", "a")),
        ({}, ("properties", "a")),
        ({"type": "strnig"}, ("properties", "a", "type")),
        ({"type": "any"}, ("properties", "a", "type")),
        ({"type": []}, ("properties", "a")),
        ({"minimum": 3}, ("properties", "a")),
        ({"type": "string", "pattern": "a+"}, ("properties", "a", "pattern")),
        ({"type": "string", "format": "email"}, ("properties", "a", "format")),
        ({"type": "string", "minimum": 1}, ("properties", "a", "minimum")),
        ({"type": "integer", "multipleOf": 2}, ("properties", "a", "multipleOf")),
        ({"type": "array", "uniqueItems": True}, ("properties", "a", "uniqueItems")),
        ({"type": "string", "$ref": "#/x"}, ("properties", "a", "$ref")),
        ({"allOf": [{"type": "string"}], "type": "string"}, ("properties", "a", "allOf")),
        ({"oneOf": [{"type": "string"}], "type": "string"}, ("properties", "a", "oneOf")),
        ({"not": {"type": "string"}, "type": "string"}, ("properties", "a", "not")),
        ({"type": "integer", "minimum": "1"}, ("properties", "a", "minimum")),
        ({"type": "integer", "minimum": True}, ("properties", "a", "minimum")),
        ({"type": "string", "maxLength": -1}, ("properties", "a", "maxLength")),
        ({"type": "string", "maxLength": 1.5}, ("properties", "a", "maxLength")),
        ({"type": "array", "maxItems": "3"}, ("properties", "a", "maxItems")),
        ({"enum": []}, ("properties", "a", "enum")),
        ({"enum": "ab"}, ("properties", "a", "enum")),
        ({"enum": ["a", ["b"]]}, ("properties", "a", "enum")),
        ({"enum": [{"b": 1}]}, ("properties", "a", "enum")),
        ({"const": ["b"]}, ("properties", "a", "const")),
        ({"const": {"b": 1}}, ("properties", "a", "const")),
        ({"anyOf": []}, ("properties", "a", "anyOf")),
        ({"anyOf": {"type": "string"}}, ("properties", "a", "anyOf")),
        ({"anyOf": [{"type": "strnig"}]}, ("properties", "a", "anyOf", "0", "type")),
        ({"type": "array", "items": {"type": "strnig"}}, ("properties", "a", "items", "type")),
        ({"type": "array", "items": [{"type": "string"}]}, ("properties", "a", "items")),
        ({"type": "object", "properties": ["b"]}, ("properties", "a", "properties")),
        ({"type": "object", "properties": {}, "required": ["b"]}, ("properties", "a", "required", "b")),
        ({"type": "object", "properties": {"b": {"type": "string"}}, "required": "b"}, ("properties", "a", "required")),
        ({"type": "object", "additionalProperties": True}, ("properties", "a", "additionalProperties")),
        ({"type": "object", "additionalProperties": {"type": "string"}}, ("properties", "a", "additionalProperties")),
    ],
)
def test_a_fault_is_found_at_its_place(schema, path):
    assert path in [fault[0] for fault in faults(wrapped(schema))]


@pytest.mark.parametrize("schema", [{}, {"type": "string"}, {"type": ["object", "null"]}, {"properties": {}}])
def test_arguments_are_an_object(schema):
    assert [path for path, _ in faults(schema)] == [()]


def test_a_required_item_that_cannot_be_hashed_is_a_fault_and_no_error():
    assert faults({"type": "object", "properties": {}, "required": [["a"]]})
    assert faults({"type": "object", "properties": {}, "required": [{"a": 1}]})


def test_a_required_number_is_no_name():
    assert faults({"type": "object", "properties": {"1": {"type": "string"}}, "required": [1]})


def test_types_are_one_or_several():
    assert schema_types({"type": "string"}) == ("string",)
    assert schema_types({"type": ["string", "null"]}) == ("string", "null")
    assert schema_types({}) == ()
