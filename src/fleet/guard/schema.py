"""Argument schemas applied strictly: types as they are, nothing missing, nothing extra."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import LiteralString

from pydantic_core import CoreSchema, PydanticCustomError, SchemaValidator, ValidationError, core_schema

from fleet.diagnostics import quoted, suggestion
from fleet.guard.arguments import thawed
from fleet.guard.complaint import complaints, found_in_words
from fleet.spec import schema_types

Validate = Callable[[Mapping[str, object]], tuple[str, ...]]

_BORDERS: tuple[tuple[str, LiteralString, str, Callable[[float, float], bool]], ...] = (
    ("minimum", "greater_than_equal", "ge", operator.ge),
    ("maximum", "less_than_equal", "le", operator.le),
    ("exclusiveMinimum", "greater_than", "gt", operator.gt),
    ("exclusiveMaximum", "less_than", "lt", operator.lt),
)


def validator_of(schema: Mapping[str, object]) -> Validate:
    """Return a function that lists what is wrong with arguments under a JSON Schema; nothing if all is right.

    The schema must have no faults (`fleet.spec.schema_faults`). Numbers are not converted: ``"5"`` is no integer,
    ``1`` is no boolean; an integer is a number.

    >>> check = validator_of({"type": "object", "properties": {"days": {"type": "integer"}}, "required": ["days"]})
    >>> check({"days": "5"})
    ('`days` must be a whole number, found the text `5`',)
    """
    validator = SchemaValidator(_core(schema))
    properties = schema.get("properties")
    names = [str(name) for name in properties] if isinstance(properties, Mapping) else []

    def unknown(name: str) -> str:
        return f"this tool takes no {quoted(name)}" + ("" if "." in name else f"; {suggestion(name, names)}")

    def validate(values: Mapping[str, object]) -> tuple[str, ...]:
        given = {key: thawed(inner) for key, inner in values.items()}
        try:
            validator.validate_python(given, strict=True)
        except ValidationError as error:
            return complaints(error.errors(include_url=False), given, whole="the arguments", unknown=unknown)
        return ()

    return validate


def _core(schema: Mapping[str, object]) -> CoreSchema:
    """All that a schema says; several types, and the schemas under `anyOf`, are alternatives."""
    said = [_either([_core(inner) for inner in _schemas(schema["anyOf"])])] if "anyOf" in schema else []
    said += [_exactly([schema["const"]])] if "const" in schema else []
    said += [_exactly(_values(schema["enum"]))] if "enum" in schema else []
    types = [_of_type(name, schema) for name in schema_types(schema)]
    said += [_either(types)] if types else []
    return said[0] if len(said) == 1 else core_schema.chain_schema(said)


def _either(branches: list[CoreSchema]) -> CoreSchema:
    return branches[0] if len(branches) == 1 else core_schema.union_schema(list(branches), mode="left_to_right")


def _of_type(name: str, schema: Mapping[str, object]) -> CoreSchema:
    match name:
        case "object":
            return _object(schema)
        case "array":
            items = schema.get("items")
            return core_schema.list_schema(
                _core(items) if isinstance(items, Mapping) else None,
                min_length=_count(schema, "minItems"),
                max_length=_count(schema, "maxItems"),
            )
        case "string":
            return core_schema.str_schema(
                min_length=_count(schema, "minLength"), max_length=_count(schema, "maxLength")
            )
        case "integer" | "number":
            return _number(schema, whole=name == "integer")
        case "boolean":
            return core_schema.bool_schema()
        case _:
            return core_schema.none_schema()


def _number(schema: Mapping[str, object], *, whole: bool) -> CoreSchema:
    """A number within its borders, compared as Python does: exactly, for integers of any size and for floats.

    The errors are named as pydantic's own, for `fleet.guard.complaint` has the words for these.
    """
    borders: list[tuple[LiteralString, str, Callable[[float, float], bool], int | float]] = [
        (error, fact, within, border)
        for keyword, error, fact, within in _BORDERS
        if isinstance(border := schema.get(keyword), int | float)
    ]

    def check(given: object) -> object:
        if whole and type(given) is not int:
            raise PydanticCustomError("int_type", "int_type")
        if isinstance(given, bool) or not isinstance(given, int | float):
            raise PydanticCustomError("float_type", "float_type")
        for error, fact, within, border in borders:
            if not within(given, border):
                raise PydanticCustomError(error, error, {fact: border})
        return given

    return core_schema.no_info_plain_validator_function(check)


def _object(schema: Mapping[str, object]) -> CoreSchema:
    properties = schema.get("properties")
    required = _values(schema.get("required"))
    fields = {
        key: core_schema.typed_dict_field(_core(inner), required=key in required)
        for key, inner in (properties.items() if isinstance(properties, Mapping) else ())
    }
    return core_schema.typed_dict_schema(fields, extra_behavior="forbid")


def _exactly(values: Sequence[object]) -> CoreSchema:
    """One of these values, of the same type: ``1`` is not ``true`` and not ``1.0``."""
    *others, last = (found_in_words(value).removeprefix("the text ") for value in values)
    expected = f"{', '.join(others)} or {last}" if others else last

    def check(given: object) -> object:
        if not any(_is(given, value) for value in values):
            kind, message = "literal_error", "must be {expected}"
            raise PydanticCustomError(kind, message, {"expected": expected})
        return given

    return core_schema.no_info_plain_validator_function(check)


def _is(given: object, value: object) -> bool:
    """Whether both are the same value; an integer is a number, so it may stand for a whole float."""
    alike = type(given) is type(value) or (type(given) is int and type(value) is float)
    return alike and given == value


def _schemas(value: object) -> list[Mapping[str, object]]:
    return [inner for inner in _values(value) if isinstance(inner, Mapping)]


def _values(value: object) -> Sequence[object]:
    return value if isinstance(value, tuple | list) else ()


def _count(schema: Mapping[str, object], keyword: str) -> int | None:
    value = schema.get(keyword)
    return value if isinstance(value, int) else None
