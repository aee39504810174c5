"""One value of a file that is not what its field asks for: what it must be, what was found, and what to type."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from pydantic_core import ErrorDetails

from fleet.diagnostics import Diagnostic, Span, listed, quoted, suggestion
from fleet.source import Node
from fleet.spec import SLUG_PATTERN

_TEXT, _LIST, _MAPPING, _BOOLEAN, _NUMBER, _WHOLE = (
    "text",
    "a list",
    "a mapping",
    "`true` or `false`",
    "a number",
    "a whole number",
)
_EXPECTED = {
    "string_type": _TEXT,
    "int_type": _WHOLE,
    "int_from_float": _WHOLE,
    "float_type": _NUMBER,
    "bool_type": _BOOLEAN,
    "tuple_type": _LIST,
    "mapping_type": _MAPPING,
    "dict_type": _MAPPING,
    "model_type": _MAPPING,
    "model_attributes_type": _MAPPING,
}
_TRUTHS = {"yes": "true", "on": "true", "no": "false", "off": "false"}
_DIGITS = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?")


class Called(NamedTuple):
    """How findings call a value.

    Attributes:
        name: its key, or the key of the list that it is an item of.
        item: whether it is such an item.
        optional: whether it may be absent.
        fields: the keys that a mapping in its place must have.
    """

    name: str
    item: bool
    optional: bool
    fields: tuple[str, ...] = ()

    @property
    def blank(self) -> str:
        """What to type where nothing stands."""
        if self.item:
            return "write it, or remove it"
        return "write it, or leave the line out" if self.optional else "write it"

    def __str__(self) -> str:
        return f"an item of {quoted(self.name)}" if self.item else quoted(self.name)


class _Kind(NamedTuple):
    """One kind of name: what findings call it, how it is written, and what joins its parts, if anything can."""

    noun: str
    how: str
    joint: str | None = None


_SLUG = _Kind("a name", "use lower-case letters, digits and single hyphens, starting with a letter", "-")
_KINDS = {
    SLUG_PATTERN: _SLUG,
    r"^[a-z][a-z0-9_]*$": _Kind("a name", "use lower-case letters, digits and `_`, starting with a letter", "_"),
    r"^[A-Za-z_][A-Za-z0-9_]*$": _Kind("a name", "use letters, digits and `_`", "_"),
    r"^[A-Za-z][A-Za-z0-9_]*([.\-][A-Za-z0-9_]+)*$": _Kind(
        "a name", "use letters, digits and `_`, in parts joined by `.` or `-`", "."
    ),
    r"^[a-z0-9-]+/[a-z0-9-]+\.examples\.yaml$": _Kind(
        "the path of an examples file", "write a path like `parties/<party>.examples.yaml`"
    ),
    r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$": _Kind(
        "a mail domain", "write a domain such as `example.com`"
    ),
}


def misfit(node: Node, error: ErrorDetails, branches: Sequence[ErrorDetails], called: Called) -> Diagnostic:
    """Return the finding for a value; `branches` are what else pydantic has against it, where a field takes several."""
    kind, context = error["type"], error.get("ctx", {})
    if kind == "literal_error" and not branches:
        choices = [_yaml(choice) for choice in re.findall(r"'[^']*'|\w+", str(context["expected"])) if choice != "or"]
        return _unlisted(node, choices, called)
    if kind == "too_short" or context.get("pattern") == r"\S":
        return Diagnostic("FLT106", f"{called} is empty", node.span, help=called.blank)
    if kind in ("string_pattern_mismatch", "string_too_long"):
        return misnamed(_said(node), error, node.span)
    wanted = list(dict.fromkeys(_EXPECTED[other["type"]] for other in [error, *branches] if other["type"] in _EXPECTED))
    if _NUMBER in wanted and _WHOLE in wanted:
        wanted.remove(_WHOLE)
    if wanted:
        return of_another_kind(node, wanted, called)
    help_ = f"write {context['ge']} or more" if "ge" in context else None
    return Diagnostic("FLT104", f"{called} cannot be {_found(node)}", node.span, help=help_)


def misnamed(name: str, error: ErrorDetails, span: Span) -> Diagnostic:
    """Return the finding for a key or a value that is not a name of its kind."""
    context = error.get("ctx", {})
    if error["type"] == "string_too_long":
        most = context["max_length"]
        message, help_ = f"{quoted(name)} has more than {most} characters", f"use at most {most}"
        return Diagnostic("FLT105", message, span, help=help_)
    kind = _KINDS.get(str(context.get("pattern")), _SLUG)
    likely = re.sub(r"[^a-z0-9]+", kind.joint, name.lower()).strip(kind.joint) if kind.joint else ""
    fits = likely and re.fullmatch(str(context.get("pattern")), likely)
    help_ = f"{kind.how}, as in {quoted(likely)}" if fits else kind.how
    message = f"{quoted(name)} is not {kind.noun}" if name else "a name is empty"
    return Diagnostic("FLT105", message, span, help=help_)


def _unlisted(node: Node, choices: Sequence[str], called: Called) -> Diagnostic:
    """A value that is none of a few."""
    if isinstance(node.value, str) and node.value in choices and not node.value.isalpha():
        help_ = f"write it without quotes: `{node.value}`"
        return Diagnostic("FLT104", f"{called} cannot be the text {quoted(node.value)}", node.span, help=help_)
    help_ = suggestion(_said(node), choices)
    if len(choices) == 1:
        help_ = f"write `{choices[0]}`" + (", or leave the line out" if called.optional else "")
    return Diagnostic("FLT104", f"{called} cannot be {_found(node)}", node.span, help=help_)


def of_another_kind(node: Node, wanted: Sequence[str], called: Called) -> Diagnostic:
    """Return the finding for a value that is of none of the kinds that are wanted, such as ``a list``."""
    found = f"the text {quoted(node.value)}" if isinstance(node.value, str) else _found(node)
    *others, last = [part for kind in wanted for part in kind.split(" or ")]
    kinds = f"{', '.join(others)} or {last}" if others else last
    if node.value is None:
        help_ = called.blank
    elif len(wanted) == 1:
        help_ = _INSTEAD[wanted[0]](node, called)
    else:
        help_ = "write one value"
    return Diagnostic("FLT103", f"{called} must be {kinds}, found {found}", node.span, help=help_)


def _as_text(node: Node, _called: Called) -> str:
    if isinstance(node.value, dict | tuple):
        return "write it as one text; several lines stand under a `|`"
    return f'put it in quotes: `"{_said(node)}"`'


def _as_list(node: Node, called: Called) -> str:
    if isinstance(node.value, dict):
        return "start every item with `- `"
    return f"put it in brackets: {quoted(f'{called.name}: [{_said(node)}]')}"


def _as_mapping(node: Node, called: Called) -> str:
    if called.fields:
        return f"write its fields: {listed(f'{field}:' for field in called.fields)}"
    first = next((str(item.value) for item in node.items if isinstance(item.value, str)), "name")
    return f"write a key for each, as in {quoted(f'{first}: ...')}"


def _as_truth(node: Node, _called: Called) -> str:
    truth = _TRUTHS.get(_said(node).lower())
    return f"write `{truth}`" if truth else "write `true` or `false`"


def _as_number(node: Node, _called: Called) -> str:
    if isinstance(node.value, str) and _DIGITS.fullmatch(node.value):
        return f"write it without quotes: `{node.value}`"
    return f"write `{int(node.value)}`" if isinstance(node.value, float) else "write it in digits"


_INSTEAD: Mapping[str, Callable[[Node, Called], str]] = {
    _TEXT: _as_text,
    _LIST: _as_list,
    _MAPPING: _as_mapping,
    _BOOLEAN: _as_truth,
    _NUMBER: _as_number,
    _WHOLE: _as_number,
}


def _found(node: Node) -> str:
    if isinstance(node.value, dict):
        return "a mapping"
    if isinstance(node.value, tuple):
        return "a list"
    return "`null`" if node.value is None else quoted(_said(node))


def _said(node: Node) -> str:
    return str(node.value).lower() if isinstance(node.value, bool) else str(node.value)


def _yaml(choice: str) -> str:
    return choice.strip("'") if choice.startswith("'") else choice.lower()
