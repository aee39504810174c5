"""The part of JSON Schema that argument schemas may use; every other keyword is refused, so none is ever ignored."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from fleet.diagnostics import quoted, suggestion

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
    """What is wrong with a schema.

    Attributes:
        path: the steps that lead there.
        message: what is wrong.
        help: what to write.
        of_key: whether the last step itself is wrong, and not what stands under it.
    """

    path: tuple[str, ...]
    message: str
    help: str
    of_key: bool = False


def schema_faults(schema: object, path: tuple[str, ...] = ()) -> Iterator[SchemaFault]:
    """List what keeps a schema from being applied strictly; nothing if it can be.

    >>> [fault.message for fault in schema_faults({"type": "object", "patternProperties": {}})]
    ['keyword `patternProperties` is not supported for type `object`']
    """
    if not isinstance(schema, Mapping):
        yield SchemaFault(path, "a schema must be a mapping", "write one, as in `{type: string}`")
        return
    if not path and schema.get("type") != "object":
        help_ = "write `type: object`, with the arguments under `properties:`"
        yield SchemaFault(path, "the schema of arguments must have `type: object`", help_)
        return
    types = schema_types(schema)
    unknown = [name for name in types if name not in TYPES]
    if unknown:
        yield SchemaFault((*path, "type"), f"unknown type {quoted(unknown[0])}", suggestion(unknown[0], TYPES))
        return
    if not (types or {"enum", "const", "anyOf"} & set(schema)):
        yield SchemaFault(path, "a schema needs `type`, `enum`, `const` or `anyOf`", "say what it is: `type: string`")
        return
    yield from _unknown(schema, path, types)
    yield from _values(schema, path)
    yield from _inside(schema, path)


def schema_types(schema: Mapping[str, object]) -> tuple[str, ...]:
    """The types a schema names, one or several."""
    kind = schema.get("type")
    if kind is None:
        return ()
    return tuple(map(str, kind)) if isinstance(kind, tuple | list) else (str(kind),)


def _unknown(schema: Mapping[object, object], path: tuple[str, ...], types: tuple[str, ...]) -> Iterator[SchemaFault]:
    allowed = _ANY.union(*(_BY_TYPE.get(name, frozenset()) for name in types))
    for keyword in map(str, schema):
        if keyword not in allowed:
            kind = f" for type {quoted(types[0])}" if types else ""
            message = f"keyword {quoted(keyword)} is not supported{kind}"
            yield SchemaFault((*path, keyword), message, suggestion(keyword, allowed), of_key=True)


def _values(schema: Mapping[str, object], path: tuple[str, ...]) -> Iterator[SchemaFault]:
    for keyword in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"):
        value = schema.get(keyword, 0)
        if isinstance(value, bool) or not isinstance(value, int | float):
            yield SchemaFault((*path, keyword), f"`{keyword}` must be a number", "write it in digits, without quotes")
    for keyword in ("minLength", "maxLength", "minItems", "maxItems"):
        value = schema.get(keyword, 0)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            yield SchemaFault((*path, keyword), f"`{keyword}` must be a whole number, not below 0", "write 0 or more")
    enum = schema.get("enum", ("any",))
    if not isinstance(enum, tuple | list) or not enum:
        help_ = "list what is allowed: `enum: [one, two]`"
        yield SchemaFault((*path, "enum"), "`enum` must be a list that is not empty", help_)
    elif not all(map(_plain, enum)):
        message = "`enum` can only list texts, numbers, `true`, `false` and `null`"
        yield SchemaFault((*path, "enum"), message, "list what is allowed: `enum: [one, two]`")
    if not _plain(schema.get("const")):
        message = "`const` can only be a text, a number, `true`, `false` or `null`"
        yield SchemaFault((*path, "const"), message, "to allow several values, write `enum: [one, two]`")
    if schema.get("additionalProperties", False) is not False:
        help_ = "remove it; an argument that is not listed is always refused"
        yield SchemaFault((*path, "additionalProperties"), "`additionalProperties` can only be `false`", help_)


def _required(schema: Mapping[str, object], path: tuple[str, ...], names: Collection[object]) -> Iterator[SchemaFault]:
    required = schema.get("required", ())
    path = (*path, "required")
    if not isinstance(required, tuple | list):
        help_ = f"put it in brackets: {quoted(f'required: [{required}]')}"
        yield SchemaFault(path, "`required` must be a list of names", help_)
        return
    for name in required:
        if not isinstance(name, str) or name not in names:
            message = f"`required` names {quoted(name)}, which is not among the `properties`"
            yield SchemaFault((*path, str(name)), message, suggestion(str(name), map(str, names)))


def _plain(value: object) -> bool:
    return value is None or isinstance(value, str | int | float)


def _inside(schema: Mapping[str, object], path: tuple[str, ...]) -> Iterator[SchemaFault]:
    properties = schema.get("properties", {})
    if not isinstance(properties, Mapping):
        help_ = "write a line for each argument, as in `seats: {type: integer}`"
        yield SchemaFault((*path, "properties"), "`properties` must be a mapping", help_)
        return
    for name, inner in properties.items():
        yield from schema_faults(inner, (*path, "properties", str(name)))
    yield from _required(schema, path, properties)
    if "items" in schema:
        yield from schema_faults(schema["items"], (*path, "items"))
    branches = schema.get("anyOf", ())
    if not isinstance(branches, tuple | list) or ("anyOf" in schema and not branches):
        help_ = "list the schemas: `anyOf: [{type: string}, {type: integer}]`"
        yield SchemaFault((*path, "anyOf"), "`anyOf` must be a list that is not empty", help_)
        return
    for position, inner in enumerate(branches):
        yield from schema_faults(inner, (*path, "anyOf", str(position)))
