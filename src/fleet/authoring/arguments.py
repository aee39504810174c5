"""The schema of argument schemas: the part of JSON Schema that ``args`` of a tool may use."""

from __future__ import annotations

from fleet.authoring.definition import Json
from fleet.spec.schema import TYPES

_TEXT: Json = {"type": "string"}
_NUMBER: Json = {"type": "number"}
_COUNT: Json = {"type": "integer", "minimum": 0}
_PLAIN: Json = {"type": ["string", "number", "boolean", "null"]}
_SCHEMA: Json = {"$ref": "#/$defs/ArgumentSchema"}
_TYPE: Json = {"enum": list(TYPES)}

_ALL: Json = {"allOf": [_SCHEMA, {"properties": {"type": {"const": "object"}}, "required": ["type"]}]}

ARGUMENTS: Json = {"anyOf": [_ALL, {"type": "null"}]}
"""What ``args`` holds, with `ARGUMENT_SCHEMA` among the definitions."""

ARGUMENT_SCHEMA: Json = {
    "description": "JSON Schema of one argument.",
    "type": "object",
    "properties": {
        "type": {"anyOf": [_TYPE, {"type": "array", "items": _TYPE}]},
        "title": _TEXT,
        "description": _TEXT,
        "default": {},
        "examples": {},
        "enum": {"type": "array", "items": _PLAIN, "minItems": 1},
        "const": _PLAIN,
        "anyOf": {"type": "array", "items": _SCHEMA, "minItems": 1},
        "properties": {"type": "object", "additionalProperties": _SCHEMA},
        "required": {"type": "array", "items": _TEXT},
        "additionalProperties": {"const": False},
        "items": _SCHEMA,
        **dict.fromkeys(("minItems", "maxItems", "minLength", "maxLength"), _COUNT),
        **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), _NUMBER),
    },
    "anyOf": [{"required": [keyword]} for keyword in ("type", "enum", "const", "anyOf")],
    "additionalProperties": False,
}
"""A schema inside ``args``."""
