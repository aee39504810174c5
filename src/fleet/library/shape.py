"""Nodes to values: what pydantic finds wrong with a file, said in words and at its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from fleet.diagnostics import Diagnostic, Span, closest, listed, quoted, suggestion
from fleet.library.value import Called, misfit, misnamed
from fleet.source import Node, plain

M = TypeVar("M", bound=BaseModel)
Path = tuple[str | int, ...]

_MOST_ERRORS = 100  # a file; what is left is told when these are mended


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
    holder, name, called = _node(node, path[:-1]), path[-1], _called(model, path)
    if isinstance(name, int):
        return Diagnostic("FLT106", f"{called} is blank", _node(node, path).span, help=called.blank)
    return Diagnostic("FLT106", f"{called} has no value", holder.key(name), help=called.blank)


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
        return misnamed(key, error, _node(node, path[:-1]).key(key))
    return misfit(_node(node, path), error, branches, _called(model, path))


def _missing(span: Span, names: list[str]) -> Diagnostic:
    fields = "field" if len(names) == 1 else "fields"
    help_ = "add " + " and ".join(f"`{name}:`" for name in names)
    return Diagnostic("FLT102", f"missing {fields} {listed(names)}", span, help=help_)


def _called(model: type[BaseModel], path: Path) -> Called:
    name = next((step for step in reversed(path) if isinstance(step, str)), "file")
    item = bool(path) and isinstance(path[-1], int)
    return Called(name, item, item or _optional(model, path), _required(model, path))


def _required(model: type[BaseModel], path: Path) -> tuple[str, ...]:
    """The fields that a mapping at `path` must have; none of a mapping whose keys are names."""
    field = _field(model, path)
    holder = None if field is not None and _is_collection(field.annotation) else _holder(model, path)
    fields = holder.model_fields.items() if holder else ()
    return tuple(field.alias or name for name, field in fields if field.is_required())


def _node(node: Node, path: Path) -> Node:
    for step in path:
        node = node.items[step] if isinstance(step, int) else node.mapping[step]
    return node


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
    field = _field(model, path)
    return field is None or not field.is_required()


def _field(model: type[BaseModel], path: Path) -> FieldInfo | None:
    """The field of a model that `path` ends with; None if it ends with an item of a list, or with a name."""
    holder = _holder(model, path[:-1])
    fields = {field.alias or name: field for name, field in holder.model_fields.items()} if holder else {}
    return fields.get(str(path[-1])) if path else None


def _is_collection(annotation: object) -> bool:
    origin = getattr(annotation, "__origin__", None)
    if origin in (tuple, Mapping) or getattr(origin, "__name__", "") == "Mapping":
        return True
    return any(_is_collection(inner) for inner in get_args(annotation))


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for inner in get_args(annotation) if (found := _model_in(inner))), None)
