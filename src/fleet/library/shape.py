"""Nodes to values: what pydantic finds wrong with a file, said in words and at its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import NamedTuple, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from fleet.diagnostics import Diagnostic, Span, closest, listed, quoted, suggestion
from fleet.source import Node, plain

M = TypeVar("M", bound=BaseModel)
Path = tuple[str | int, ...]

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
    r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$": "a mail domain such as `example.com`",
}
_MOST_ERRORS = 100  # a file; what is left is told when these are mended
_SLUG_HELP = "lower-case letters, digits and single hyphens, starting with a letter, at most 64"


def shaped(model: type[M], node: Node) -> tuple[M | None, list[Diagnostic]]:
    """Validate a node as `model`; the value is None where anything is wrong with it."""
    blanks = frozenset(islice(_blanks(node), _MOST_ERRORS))
    try:
        value = model.model_validate(plain(node))
    except ValidationError as error:
        errors = error.errors(include_url=False, include_input=False)[:_MOST_ERRORS]
        return None, list(_findings(model, node, errors, blanks))
    return (None if blanks else value), list(_findings(model, node, [], blanks))


def _blanks(node: Node, path: Path = ()) -> Iterator[Path]:
    """The paths of values that are not written at all; a written `null` is one."""
    entries = node.mapping.items() if node.mapping else enumerate(node.items)
    for step, inner in entries:
        if inner.value is None and not inner.span.covered:
            yield (*path, step)
        elif isinstance(inner.value, dict | tuple):
            yield from _blanks(inner, (*path, step))


def _blank(model: type[BaseModel], node: Node, path: Path) -> Diagnostic:
    holder, name = _node(node, path[:-1]), path[-1]
    if isinstance(name, int):
        return Diagnostic("FLT106", "an item of a list is blank", _node(node, path).span, help="write it, or remove it")
    help_ = "write it, or leave the field out" if _optional(model, path) else "write it"
    return Diagnostic("FLT106", f"{quoted(name)} has no value", holder.key(name), help=help_)


def _findings(
    model: type[BaseModel], node: Node, errors: list[ErrorDetails], blanks: frozenset[Path]
) -> Iterator[Diagnostic]:
    """One finding for each mistake: no field missing that is only misspelt, nothing judged twice."""
    yield from _of_blanks(model, node, errors, blanks)
    typos = _typos(errors)
    judged: set[Path] = set(blanks)
    absent: dict[Path, list[str]] = {}
    for error in errors:
        path = _existing(node, error["loc"])
        if error["type"] == "missing":
            if error["loc"] not in typos:
                absent.setdefault(path, []).append(str(error["loc"][-1]))
        elif error["type"] == "extra_forbidden":
            yield _unknown(model, node, path)
        elif path not in judged and not (error["type"] == "too_short" and _node(node, path).items):
            judged.add(path)
            branches = [other for other in errors if other is not error and _existing(node, other["loc"]) == path]
            yield _finding(model, node, error, path, branches)
    for path, names in absent.items():
        if path not in judged:
            yield _missing(_node(node, path).head, names)


def _of_blanks(
    model: type[BaseModel], node: Node, errors: list[ErrorDetails], blanks: frozenset[Path]
) -> Iterator[Diagnostic]:
    """Blank values, but not those of unknown fields or inside something of the wrong type."""
    spoiled = {_existing(node, error["loc"]): error["type"] for error in errors if error["type"] != "missing"}
    for path in blanks:
        inside = any(path[:length] in spoiled for length in range(len(path)))
        if not inside and spoiled.get(path) != "extra_forbidden":
            yield _blank(model, node, path)


def _typos(errors: list[ErrorDetails]) -> frozenset[Path]:
    """The missing fields for which an unknown one stands beside them that is nearly called the same."""
    found: set[Path] = set()
    for error in errors:
        if error["type"] == "extra_forbidden":
            *holder, name = error["loc"]
            missing = [str(other["loc"][-1]) for other in errors if _missing_beside(other, holder)]
            near = closest(str(name), missing)
            if near is not None:
                found.add((*holder, near))
    return frozenset(found)


def _missing_beside(error: ErrorDetails, around: list[str | int]) -> bool:
    return error["type"] == "missing" and list(error["loc"][:-1]) == around


def _existing(node: Node, loc: Path) -> Path:
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


def _unknown(model: type[BaseModel], node: Node, path: Path) -> Diagnostic:
    name = str(path[-1])
    help_ = suggestion(name, _fields(model, path[:-1]))
    return Diagnostic("FLT101", f"unknown field {quoted(name)}", _node(node, path[:-1]).key(name), help=help_)


def _finding(
    model: type[BaseModel], node: Node, error: ErrorDetails, path: Path, branches: list[ErrorDetails]
) -> Diagnostic:
    loc = error["loc"]
    if loc and loc[-1] == "[key]":
        key = str(loc[-2])
        return _misnamed(key, error, _node(node, path[:-1]).key(key))
    return _value(_node(node, path), error, branches, _called(model, path))


def _missing(span: Span, names: list[str]) -> Diagnostic:
    fields = "field" if len(names) == 1 else "fields"
    help_ = "add " + " and ".join(f"`{name}:`" for name in names)
    return Diagnostic("FLT102", f"missing {fields} {listed(names)}", span, help=help_)


class _Called(NamedTuple):
    """How findings call a value: by its key, or as an item of the list under that key; and whether it may be absent."""

    name: str
    item: bool
    optional: bool

    def __str__(self) -> str:
        return f"an item of {quoted(self.name)}" if self.item else quoted(self.name)


def _called(model: type[BaseModel], path: Path) -> _Called:
    name = next((step for step in reversed(path) if isinstance(step, str)), "file")
    item = bool(path) and isinstance(path[-1], int)
    return _Called(name, item, item or _optional(model, path))


def _value(node: Node, error: ErrorDetails, branches: list[ErrorDetails], called: _Called) -> Diagnostic:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "literal_error" and not branches:
        choices = [_yaml(choice) for choice in re.findall(r"'[^']*'|\w+", str(context["expected"])) if choice != "or"]
        help_ = suggestion(_said(node), choices)
        return Diagnostic("FLT104", f"{called} cannot be {_found(node)}", node.span, help=help_)
    if kind in ("string_pattern_mismatch", "string_too_long"):
        if context.get("pattern") == r"\S":
            return _empty(node, called)
        return _misnamed(_said(node), error, node.span)
    if kind == "too_short":
        return _empty(node, called)
    wanted = list(dict.fromkeys(_EXPECTED[other["type"]] for other in [error, *branches] if other["type"] in _EXPECTED))
    if "a number" in wanted and "a whole number" in wanted:
        wanted.remove("a whole number")
    if wanted:
        quotable = wanted == ["text"] and isinstance(node.value, int | float | bool)
        message = f"{called} must be {' or '.join(wanted)}, found {_found(node)}"
        return Diagnostic("FLT103", message, node.span, help="put it in quotes" if quotable else None)
    if kind == "greater_than_equal":
        return Diagnostic(
            "FLT104", f"{called} cannot be {_found(node)}", node.span, help=f"write {context['ge']} or more"
        )
    return Diagnostic("FLT104", f"{called} cannot be {_found(node)}: {error['msg'].lower()}", node.span)


def _empty(node: Node, called: _Called) -> Diagnostic:
    help_ = "write it, or leave it out" if called.optional else "write it"
    return Diagnostic("FLT106", f"{called} is empty", node.span, help=help_)


def _misnamed(name: str, error: ErrorDetails, span: Span) -> Diagnostic:
    pattern = str(error.get("ctx", {}).get("pattern", ""))
    message = f"{quoted(name)} is not a name" if name else "a name is empty"
    return Diagnostic("FLT105", message, span, help=f"use {_PATTERNS.get(pattern, _SLUG_HELP)}")


def _node(node: Node, path: Path) -> Node:
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


def _fields(model: type[BaseModel], path: Path) -> list[str]:
    """The names a mapping at `path` may use, as files write them."""
    holder = _holder(model, path)
    return [field.alias or name for name, field in holder.model_fields.items()] if holder else []


def _holder(model: type[BaseModel], path: Path) -> type[BaseModel] | None:
    """The model that the mapping at `path` is read as."""
    current: type[BaseModel] | None = model
    mapping: object = None
    for step in path:
        if current is None:
            current = _model_in(mapping)
            continue
        fields = {field.alias or name: field.annotation for name, field in current.model_fields.items()}
        mapping = fields.get(str(step))
        current = None if _is_collection(mapping) else _model_in(mapping)
    return _model_in(mapping) if current is None else current


def _optional(model: type[BaseModel], path: Path) -> bool:
    """Whether the field at `path` may be left out; what is no field of a model may."""
    holder = _holder(model, path[:-1])
    fields = {field.alias or name: field for name, field in holder.model_fields.items()} if holder else {}
    field = fields.get(str(path[-1])) if path else None
    return field is None or not field.is_required()


def _is_collection(annotation: object) -> bool:
    origin = getattr(annotation, "__origin__", None)
    if origin in (tuple, Mapping) or getattr(origin, "__name__", "") == "Mapping":
        return True
    return any(_is_collection(inner) for inner in get_args(annotation))


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for inner in get_args(annotation) if (found := _model_in(inner))), None)
