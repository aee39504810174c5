"""The arguments of a call: parsed strictly, frozen, with the digest that names this exact call."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass

from fleet.diagnostics import quoted
from fleet.guard.complaint import found_in_words
from fleet.spec import FrozenMapping

_DEEPEST = 32
_MOST_CHARACTERS = 256 * 1024
_MOST_INTEGER = 2**63
_TOO_LONG = f"the arguments are longer than {_MOST_CHARACTERS // 1024} KB"


class MalformedError(ValueError):
    """Arguments that are not plain JSON data; the message says what is wrong with them."""


@dataclass(frozen=True, slots=True)
class Arguments:
    """Frozen arguments and the digest of the call.

    Attributes:
        values: argument name -> value; mappings and lists inside are frozen too.
        digest: SHA-256 of tool and arguments, as hexadecimal digits.
    """

    values: Mapping[str, object]
    digest: str


def arguments_of(tool: str, given: object) -> Arguments:
    """Freeze what a model gave as arguments: a mapping, or JSON text of one.

    Raises:
        MalformedError: for text that is not JSON, duplicate keys, numbers that are not finite, and anything but
            mappings with text keys, lists, text, numbers, true, false and null.

    >>> arguments_of("tickets.resolve", '{"id": 4411}').values["id"]
    4411
    """
    if isinstance(given, str):
        given = _parsed(given)
    if not isinstance(given, Mapping):
        message = f"the arguments must be a mapping, found {found_in_words(given)}"
        raise MalformedError(message)
    values = FrozenMapping({_name(key): _frozen_argument(key, inner) for key, inner in given.items()})
    text = json.dumps(
        [tool, values], default=dict, sort_keys=True, ensure_ascii=True, separators=(",", ":"), allow_nan=False
    )
    if len(text) > _MOST_CHARACTERS:
        raise MalformedError(_TOO_LONG)
    return Arguments(values, hashlib.sha256(text.encode("ascii")).hexdigest())


def _parsed(text: str) -> object:
    if len(text) > _MOST_CHARACTERS:
        raise MalformedError(_TOO_LONG)
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_constant=float)
    except MalformedError:
        raise
    except json.JSONDecodeError as error:
        rest = text[error.pos :]
        where = f"are not JSON from {quoted(rest, limit=24)} on" if rest.strip() else "are JSON that breaks off"
        message = f"the arguments {where}" if text.strip() else "the arguments are empty; `{}` are none"
        raise MalformedError(message) from None
    except (ValueError, RecursionError):
        message = "the arguments are JSON that is too large or nested too deep"
        raise MalformedError(message) from None


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            message = f"the arguments hold the key {quoted(key)} twice"
            raise MalformedError(message)
        found[key] = value
    return found


def _frozen(value: object, depth: int) -> object:
    """The value with everything inside it frozen; an error says what is in it that cannot be."""
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return value
    if kind is int:
        if abs(value) >= _MOST_INTEGER:  # type: ignore[arg-type]
            message = "a number that is too large"
            raise MalformedError(message)
        return value
    if kind is float:
        if not math.isfinite(value):  # type: ignore[arg-type]
            message = "a number that is not finite"
            raise MalformedError(message)
        return value
    if depth >= _DEEPEST:
        message = f"lists or mappings that are nested deeper than {_DEEPEST} levels"
        raise MalformedError(message)
    if isinstance(value, Mapping):
        return FrozenMapping({_text_key(key): _frozen(inner, depth + 1) for key, inner in value.items()})
    if isinstance(value, list | tuple):
        return tuple(_frozen(inner, depth + 1) for inner in value)
    message = "a value that JSON does not have"
    raise MalformedError(message)


def _name(key: object) -> str:
    try:
        return _text_key(key)
    except MalformedError as error:
        message = f"the arguments hold {error}"
        raise MalformedError(message) from None


def _text_key(key: object) -> str:
    if type(key) is not str:
        message = f"the key {quoted(key)}, which is not text"
        raise MalformedError(message)
    return key


def _frozen_argument(name: object, value: object) -> object:
    try:
        return _frozen(value, 1)
    except MalformedError as error:
        message = f"argument {quoted(name)} holds {error}"
        raise MalformedError(message) from None
