"""The part of JSON Schema that argument schemas may use; every other keyword is refused, so none is ever ignored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

TYPES = ("object", "array", "string", "integer", "number", "boolean", "null")
_NOTES = frozenset({"title", "description", "default", "examples"})
_ANY = frozenset({"type", "enum", "const", "anyOf"}) | _NOTES
_BY_TYPE = {
    "object": frozenset({"properties", "required", "additionalProperties"}),
    "array": frozenset({"items", "minItems", "maxItems"}),
    "string": frozenset({"minLength", "maxLength"}),
    "integer": frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}),
    "number": frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}),
}
KEYWORDS = _ANY.union(*_BY_TYPE.values())
"""Every keyword that an argument schema may use, whatever its type."""


class SchemaFault(NamedTuple):
    """What is wrong with a schema: the steps that lead there, and a message."""

    path: tuple[str, ...]
    message: str


def schema_faults(schema: object, path: tuple[str, ...] = ()) -> Iterator[SchemaFault]:
    """List what keeps a schema from being applied strictly; nothing if it can be.

    >>> [fault.message for fault in schema_faults({"type": "object", "patternProperties": {}})]
    ['keyword `patternProperties` is not supported for type `object`']
    """
    if not isinstance(schema, Mapping):
        yield SchemaFault(path, "a schema must be a mapping")
        return
    if not path and schema.get("type") != "object":
        yield SchemaFault(path, "the schema of arguments must have `type: object`")
        return
    types = schema_types(schema)
    unknown = [name for name in types if name not in TYPES]
    if unknown or not (types or {"enum", "const", "anyOf"} & set(schema)):
        word = f"unknown type `{unknown[0]}`" if unknown else "a schema needs `type`, `enum`, `const` or `anyOf`"
        yield SchemaFault(path, word)
        return
    allowed = _ANY.union(*(_BY_TYPE.get(name, frozenset()) for name in types))
    for keyword in schema:
        if keyword not in allowed:
            kind = f" for type `{types[0]}`" if types else ""
            yield SchemaFault((*path, str(keyword)), f"keyword `{keyword}` is not supported{kind}")
    yield from _values(schema, path)
    yield from _inside(schema, path)


def schema_types(schema: Mapping[str, object]) -> tuple[str, ...]:
    """The types a schema names, one or several."""
    kind = schema.get("type")
    if kind is None:
        return ()
    return tuple(map(str, kind)) if isinstance(kind, tuple | list) else (str(kind),)


def _values(schema: Mapping[str, object], path: tuple[str, ...]) -> Iterator[SchemaFault]:
    for keyword in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"):
        value = schema.get(keyword, 0)
        if isinstance(value, bool) or not isinstance(value, int | float):
            yield SchemaFault((*path, keyword), f"`{keyword}` must be a number")
    for keyword in ("minLength", "maxLength", "minItems", "maxItems"):
        value = schema.get(keyword, 0)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            yield SchemaFault((*path, keyword), f"`{keyword}` must be a whole number from 0")
    enum = schema.get("enum", ("any",))
    if not isinstance(enum, tuple | list) or not enum:
        yield SchemaFault((*path, "enum"), "`enum` must be a list that is not empty")
    elif not all(map(_plain, enum)):
        yield SchemaFault((*path, "enum"), "`enum` can only list texts, numbers, `true`, `false` and `null`")
    if not _plain(schema.get("const")):
        yield SchemaFault((*path, "const"), "`const` can only be a text, a number, `true`, `false` or `null`")
    if schema.get("additionalProperties", False) is not False:
        yield SchemaFault((*path, "additionalProperties"), "`additionalProperties` can only be `false`")


def _names(name: object, properties: Mapping[object, object]) -> bool:
    return isinstance(name, str) and name in properties


def _plain(value: object) -> bool:
    return value is None or isinstance(value, str | int | float)


def _inside(schema: Mapping[str, object], path: tuple[str, ...]) -> Iterator[SchemaFault]:
    properties = schema.get("properties", {})
    if not isinstance(properties, Mapping):
        yield SchemaFault((*path, "properties"), "`properties` must be a mapping")
        return
    for name, inner in properties.items():
        yield from schema_faults(inner, (*path, "properties", str(name)))
    required = schema.get("required", ())
    if not isinstance(required, tuple | list) or any(not _names(name, properties) for name in required):
        yield SchemaFault((*path, "required"), "`required` must list names of `properties`")
    if "items" in schema:
        yield from schema_faults(schema["items"], (*path, "items"))
    branches = schema.get("anyOf", ())
    if not isinstance(branches, tuple | list) or ("anyOf" in schema and not branches):
        yield SchemaFault((*path, "anyOf"), "`anyOf` must be a list that is not empty")
        return
    for position, inner in enumerate(branches):
        yield from schema_faults(inner, (*path, "anyOf", str(position)))
