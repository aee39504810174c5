"""Nodes to values: what pydantic finds wrong with a file, said in words and at its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from fleet.diagnostics import Diagnostic, Span, closest, quoted, suggestion
from fleet.source import Node, plain

M = TypeVar("M", bound=BaseModel)

_EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "`true` or `false`",
    "tuple_type": "a list",
    "mapping_type": "a mapping",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
}
_PATTERNS = {
    r"^[a-z][a-z0-9_]*$": "lower-case letters, digits and `_`, starting with a letter",
    r"^[a-z0-9-]+/[a-z0-9-]+\.examples\.yaml$": "a path like `parties/<party>.examples.yaml`",
    r"^[A-Za-z][A-Za-z0-9_]*([.\-][A-Za-z0-9_]+)*$": "letters, digits and `_`, in parts joined by `.` or `-`",
    r"^[A-Za-z_][A-Za-z0-9_]*$": "letters, digits and `_`",
}
_SLUG_HELP = "lower-case letters, digits and single hyphens, starting with a letter, at most 64"


def shaped(model: type[M], node: Node) -> tuple[M | None, list[Diagnostic]]:
    """Validate a node as `model`; the value is None where anything is wrong with it."""
    try:
        return model.model_validate(plain(node)), []
    except ValidationError as error:
        return None, list(_findings(model, node, error.errors(include_url=False)))


def _findings(model: type[BaseModel], node: Node, errors: list[ErrorDetails]) -> Iterator[Diagnostic]:
    typos = {}
    for error in errors:
        if error["type"] == "extra_forbidden":
            *around, name = error["loc"]
            missing = [other["loc"][-1] for other in errors if _missing_beside(other, around)]
            near = closest(str(name), map(str, missing))
            if near is not None:
                typos[(*around, near)] = name
    unions: set[object] = set()
    for error in errors:
        if error["type"] == "missing" and error["loc"] in typos:
            continue
        path = _existing(node, error["loc"])
        if error["type"] not in ("missing", "extra_forbidden"):
            if path in unions:
                continue
            unions.add(path)
        branches = [other for other in errors if other is not error and _existing(node, other["loc"]) == path]
        yield _finding(model, node, error, path, branches)


def _missing_beside(error: ErrorDetails, around: list[str | int]) -> bool:
    return error["type"] == "missing" and list(error["loc"][:-1]) == around


def _existing(node: Node, loc: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """The part of `loc` that leads to a value; pydantic adds the branches of a union and marks of keys."""
    path: list[str | int] = []
    for step in loc:
        if isinstance(step, int):
            inner = node.items[step] if step < len(node.items) else None
        else:
            inner = node.mapping.get(step)
        if inner is None:
            break
        path.append(step)
        node = inner
    return tuple(path)


def _finding(
    model: type[BaseModel],
    node: Node,
    error: ErrorDetails,
    path: tuple[str | int, ...],
    branches: list[ErrorDetails],
) -> Diagnostic:
    kind, loc = error["type"], error["loc"]
    name = str(loc[-1]) if loc else ""
    holder = _node(node, path)
    if kind == "extra_forbidden":
        parent = _node(node, path[:-1])
        known = _fields(model, path[:-1])
        return Diagnostic("FLT101", f"unknown field {quoted(name)}", parent.key(name), help=suggestion(name, known))
    if kind == "missing":
        return Diagnostic("FLT102", f"missing field {quoted(name)}", _head(holder), help=f"add `{name}:`")
    if loc and loc[-1] == "[key]":
        key = str(loc[-2])
        return _misnamed(key, error, _node(node, path[:-1]).key(key))
    return _value(holder, error, branches, str(path[-1]) if path else "")


def _head(node: Node) -> Span:
    """Where a mapping begins: its first key, so that a long block is not underlined whole."""
    return next(iter(node.keys.values()), node.span)


def _value(node: Node, error: ErrorDetails, branches: list[ErrorDetails], name: str) -> Diagnostic:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "literal_error" and not branches:
        choices = [_yaml(choice) for choice in re.findall(r"'[^']*'|\w+", str(context["expected"])) if choice != "or"]
        return Diagnostic("FLT104", f"unknown value {_found(node)}", node.span, help=suggestion(_said(node), choices))
    if kind in ("string_pattern_mismatch", "string_too_long"):
        if context.get("pattern") == r"\S":
            return Diagnostic("FLT106", "text is empty", node.span, help="write it, or leave the field out")
        return _misnamed(_said(node), error, node.span)
    if kind == "too_short":
        return Diagnostic("FLT106", "list is empty", node.span, help="fill it, or leave the field out")
    wanted = list(dict.fromkeys(_EXPECTED[other["type"]] for other in [error, *branches] if other["type"] in _EXPECTED))
    if wanted:
        help_ = "put it in quotes" if wanted == ["text"] and isinstance(node.value, int | float | bool) else None
        what = f"{quoted(name)} must be" if name and not name.isdigit() else "this must be"
        return Diagnostic("FLT103", f"{what} {' or '.join(wanted)}, found {_found(node)}", node.span, help=help_)
    return Diagnostic("FLT104", f"{_found(node)} is not possible here: {error['msg'].lower()}", node.span)


def _misnamed(name: str, error: ErrorDetails, span: Span) -> Diagnostic:
    pattern = str(error.get("ctx", {}).get("pattern", ""))
    message = f"{quoted(name)} is not a name" if name else "a name is empty"
    return Diagnostic("FLT105", message, span, help=f"use {_PATTERNS.get(pattern, _SLUG_HELP)}")


def _node(node: Node, path: tuple[str | int, ...]) -> Node:
    for step in path:
        node = node.items[step] if isinstance(step, int) else node.mapping[step]
    return node


def _found(node: Node) -> str:
    if isinstance(node.value, dict):
        return "a mapping"
    if isinstance(node.value, tuple):
        return "a list"
    return "nothing" if node.value is None else quoted(_said(node))


def _said(node: Node) -> str:
    return str(node.value).lower() if isinstance(node.value, bool) else str(node.value)


def _yaml(choice: str) -> str:
    return choice.strip("'") if choice.startswith("'") else choice.lower()


def _fields(model: type[BaseModel], path: tuple[str | int, ...]) -> list[str]:
    """The names a mapping at `path` may use, as files write them."""
    current: type[BaseModel] | None = model
    mapping: object = None
    for step in path:
        if current is None:
            current = _model_in(mapping)
            continue
        fields = {field.alias or name: field.annotation for name, field in current.model_fields.items()}
        mapping = fields.get(str(step))
        current = None if _is_collection(mapping) else _model_in(mapping)
    if current is None:
        current = _model_in(mapping)
    return [field.alias or name for name, field in current.model_fields.items()] if current else []


def _is_collection(annotation: object) -> bool:
    origin = getattr(annotation, "__origin__", None)
    if origin in (tuple, Mapping) or getattr(origin, "__name__", "") == "Mapping":
        return True
    return any(_is_collection(inner) for inner in get_args(annotation))


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for inner in get_args(annotation) if (found := _model_in(inner))), None)
