"""What is wrong with data that a model wrote, in words that it can act on: where, what must be there and what was."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from pydantic_core import ErrorDetails

from fleet.diagnostics import quoted

_SHORT = 30
_MUST_BE = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "`true` or `false`",
    "none_required": "`null`",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "literal_error": "{expected}",
    "greater_than_equal": "at least {ge}",
    "less_than_equal": "at most {le}",
    "greater_than": "over {gt}",
    "less_than": "under {lt}",
}
_MUST_HAVE = {
    "string_too_short": "at least {min_length} character{s}",
    "string_too_long": "at most {max_length} character{s}",
    "union_tag_not_found": "a {discriminator}",
    "union_tag_invalid": "as its {discriminator} one of {expected_tags}",
    "too_short": "at least {min_length} item{s}",
    "too_long": "at most {max_length} item{s}",
}


class Complaint(NamedTuple):
    """What is wrong at one place of data.

    Attributes:
        path: the keys and positions that lead there; what is missing there has its key too.
        message: what is wrong, with the place by name.
    """

    path: tuple[str | int, ...]
    message: str


def complaints(
    errors: Iterable[ErrorDetails], value: object, *, whole: str, unknown: Callable[[str], str]
) -> tuple[str, ...]:
    """Say what pydantic found wrong with `value`, one text for each place; the arguments are those of `located`."""
    return tuple(one.message for one in located(errors, value, whole=whole, unknown=unknown))


def located(
    errors: Iterable[ErrorDetails], value: object, *, whole: str, unknown: Callable[[str], str]
) -> tuple[Complaint, ...]:
    """Say what pydantic found wrong with `value`, and where, once for each place.

    Args:
        errors: with the input that each is about.
        value: what was validated.
        whole: what `value` as a whole is called.
        unknown: what to say of a name that there is none of.
    """
    found: dict[str, list[str]] = {}
    ends: dict[str, str] = {}
    paths: dict[str, tuple[str | int, ...]] = {}
    for error in errors:
        path = _path(value, error)
        name = _name(path)
        place = quoted(name) if name else whole
        match error["type"]:
            case "missing":
                start, what = f"{place} is missing", ""
            case "extra_forbidden":
                start, what = unknown(name), ""
            case kind if kind in _MUST_HAVE:
                start, what = f"{place} must have", _MUST_HAVE[kind].format_map(_said(error))
            case kind if kind in _MUST_BE:
                start, what = f"{place} must be", _MUST_BE[kind].format_map(_said(error))
                ends[start] = f", found {found_in_words(error['input'])}"
            case _:
                start, what = f"{place} {error['msg']}", ""
        parts = found.setdefault(start, [])
        paths.setdefault(start, path)
        parts += [what] if what and what not in parts else []
    return tuple(
        Complaint(paths[start], f"{start} {_either(parts)}".rstrip() + ends.get(start, ""))
        for start, parts in found.items()
    )


def found_in_words(value: object) -> str:
    """Say what a value is.

    >>> found_in_words("5"), found_in_words(True), found_in_words([5])
    ('the text `5`', '`true`', 'a list')
    """
    if isinstance(value, str):
        return f"the text {quoted(value, limit=_SHORT)}"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    if value is None or isinstance(value, int | float):
        return "`null`" if value is None else quoted(value, limit=_SHORT)
    return "a value that JSON does not have"


def _said(error: ErrorDetails) -> dict[str, object]:
    """The facts of an error: a whole number without a fraction, and the ending of what is counted."""
    context = error.get("ctx", {})
    facts = {
        name: int(fact) if isinstance(fact, float) and fact.is_integer() else fact for name, fact in context.items()
    }
    return {**facts, "s": "" if 1 in (facts.get("min_length"), facts.get("max_length")) else "s"}


def _path(value: object, error: ErrorDetails) -> tuple[str | int, ...]:
    """Where what an error is about stands in a value; pydantic's marks of branches are left out."""
    path: list[str | int] = []
    *_, last = (None, *error["loc"])
    for step in error["loc"]:
        found, inner = _inside(value, step)
        if found or (error["type"] == "missing" and step is last):
            path, value = [*path, step], inner
    return tuple(path)


def _inside(value: object, step: str | int) -> tuple[bool, object]:
    """Whether a step leads further into a value, and where to; where it leads nowhere, to the value itself."""
    if isinstance(value, Mapping) and step in value:
        return True, value[step]
    if isinstance(value, list | tuple) and isinstance(step, int) and step < len(value):
        return True, value[step]
    return False, value


def _name(path: Iterable[str | int]) -> str:
    """A path as a name, such as ``names[0]``."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")


def _either(parts: list[str]) -> str:
    *others, last = parts or [""]
    return f"{', '.join(others)} or {last}" if others else last
