"""The arguments of a call: parsed strictly, frozen, with the digest that names this exact call."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn

from fleet.spec import FrozenMapping

_DEEPEST = 32
_MOST_CHARACTERS = 256 * 1024
_MOST_INTEGER = 2**63


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
        message = "the arguments are not a mapping"
        raise MalformedError(message)
    values = _frozen_mapping(given, 0)
    text = json.dumps(
        [tool, values], default=dict, sort_keys=True, ensure_ascii=True, separators=(",", ":"), allow_nan=False
    )
    if len(text) > _MOST_CHARACTERS:
        message = "the arguments are too large"
        raise MalformedError(message)
    return Arguments(values, hashlib.sha256(text.encode("ascii")).hexdigest())


def _parsed(text: str) -> object:
    if len(text) > _MOST_CHARACTERS:
        message = "the arguments are too large"
        raise MalformedError(message)
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_not_finite)
    except MalformedError:
        raise
    except (ValueError, RecursionError):
        message = "the arguments are not JSON"
        raise MalformedError(message) from None


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        message = "the arguments hold a key twice"
        raise MalformedError(message)
    return found


def _not_finite(_text: str) -> NoReturn:
    message = "the arguments hold a number that is not finite"
    raise MalformedError(message)


def _frozen(value: object, depth: int) -> object:
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return value
    if kind is int:
        if abs(value) >= _MOST_INTEGER:  # type: ignore[arg-type]
            message = "the arguments hold a number that is too large"
            raise MalformedError(message)
        return value
    if kind is float:
        if not math.isfinite(value):  # type: ignore[arg-type]
            _not_finite("")
        return value
    if depth >= _DEEPEST:
        message = f"the arguments are nested deeper than {_DEEPEST} levels"
        raise MalformedError(message)
    if isinstance(value, Mapping):
        return _frozen_mapping(value, depth)
    if isinstance(value, list | tuple):
        return tuple(_frozen(inner, depth + 1) for inner in value)
    message = f"the arguments hold a {kind.__name__}, which is not plain data"
    raise MalformedError(message)


def _frozen_mapping(value: Mapping[object, object], depth: int) -> FrozenMapping[str, object]:
    entries: dict[str, object] = {}
    for key, inner in value.items():
        if type(key) is not str:
            message = "the arguments hold a key that is not text"
            raise MalformedError(message)
        entries[key] = _frozen(inner, depth + 1)
    return FrozenMapping(entries)
