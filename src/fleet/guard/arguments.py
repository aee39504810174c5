"""The arguments of a call: parsed strictly, frozen, with the digest that names this exact call."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from fleet.diagnostics import quoted
from fleet.guard.complaint import found_in_words
from fleet.guard.plain import plain
from fleet.spec import FrozenMapping
from fleet.text.once import each_once

_DEEPEST = 32
_MOST_CHARACTERS = 256 * 1024
_MOST_INTEGER = 2**63
_ENCODED = json.JSONEncoder(
    default=dict, sort_keys=True, ensure_ascii=True, separators=(",", ":"), allow_nan=False
).encode
_PLAIN = frozenset({str, int, float, bool, type(None)})
_HALVES = re.compile("[\ud800-\udfff]")
_TOO_MUCH = f"more than {_MOST_CHARACTERS // 1024} KB"
_TOO_LONG = f"the arguments hold {_TOO_MUCH}"


class MalformedError(ValueError):
    """Arguments that are not plain JSON data; the message says what is wrong with them."""


@dataclass(frozen=True)
class Arguments:
    """Frozen arguments of a call.

    Attributes:
        tool: the tool's name.
        values: argument name -> value; mappings and lists inside are frozen too.
    """

    tool: str
    values: Mapping[str, object]

    @cached_property
    def digest(self) -> str:
        """SHA-256 of tool and arguments, as hexadecimal digits."""
        return hashlib.sha256(self._json.encode("ascii")).hexdigest()

    @property
    def _json(self) -> str:
        """What the digest is over: tool and arguments as JSON, names in their order."""
        try:
            values = ",".join([f"{plain(name)}:{plain(value)}" for name, value in sorted(self.values.items())])
        except TypeError:  # something lies inside another
            return _ENCODED([self.tool, self.values])
        return f"[{plain(self.tool)},{{{values}}}]"

    def thawed(self) -> dict[str, object]:
        """The values as plain data again, for whatever runs the call."""
        return {key: thawed(inner) for key, inner in self.values.items()}


def arguments_of(tool: str, given: object) -> Arguments:
    """Freeze what a model gave as arguments: a mapping, or JSON text of one.

    Raises:
        MalformedError: for text that is not JSON, duplicate keys, numbers that are not finite, and anything but
            mappings with text keys, lists, text, numbers, true, false and null.

    >>> arguments_of("tickets.resolve", '{"id": 4411}').values["id"]
    4411
    """
    if isinstance(given, str):
        given = _parsed(str.__str__(given))
    if not isinstance(given, Mapping):
        message = f"the arguments must be a mapping, found {found_in_words(given)}"
        raise MalformedError(message)
    return Arguments(tool, FrozenMapping(_Freezing().arguments(given)))


def thawed(value: object) -> object:
    """A frozen value as plain data again: dictionaries and lists."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, Mapping):
        return {key: thawed(inner) for key, inner in value.items()}
    if isinstance(value, tuple):
        return [thawed(inner) for inner in value]
    return value


def _parsed(text: str) -> object:
    if len(text) > _MOST_CHARACTERS:
        raise MalformedError(_TOO_LONG)
    try:
        return _DECODED(text)
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


def _twice(key: str) -> MalformedError:
    return MalformedError(f"the arguments hold the key {quoted(key)} twice")


_DECODED = json.JSONDecoder(object_pairs_hook=each_once(_twice)).decode


class _Freezing:
    """Freezes the arguments of one call, and counts what they hold, so that lists in lists have an end."""

    def __init__(self) -> None:
        self._left = _MOST_CHARACTERS

    def arguments(self, given: Mapping[object, object]) -> dict[str, object]:
        """All arguments with everything inside them frozen."""
        found = {}
        for key, inner in given.items():
            try:
                name = self._key(key)
            except MalformedError as error:
                message = f"the arguments hold {error}"
                raise MalformedError(message) from None
            try:
                found[name] = self._value(inner, 1)
            except MalformedError as error:
                message = f"argument {quoted(name)} holds {error}"
                raise MalformedError(message) from None
        return found

    def _value(self, value: object, depth: int) -> object:
        kind = type(value)
        if kind is str:
            return self._text(value, more=1)  # type: ignore[arg-type]
        self._count(1)
        if kind is bool or value is None:
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
            return FrozenMapping({self._key(key): self._value(inner, depth + 1) for key, inner in value.items()})
        if isinstance(value, list | tuple):
            return tuple(self._value(inner, depth + 1) for inner in value)
        message = "a value that JSON does not have"
        raise MalformedError(message)

    def _key(self, key: object) -> str:
        if type(key) is not str:
            message = f"the key {quoted(key)}, which is not text"
            raise MalformedError(message)
        return self._text(key)

    def _text(self, text: str, more: int = 0) -> str:
        """A text, counted as long as JSON writes it, and `more`."""
        if text.isascii():
            self._count(more + len(text))
            return text
        self._count(more + len(_ENCODED(text)))
        if _HALVES.search(text):
            message = "a lone surrogate, which is half a character"
            raise MalformedError(message)
        return text

    def _count(self, characters: int) -> None:
        self._left -= characters
        if self._left < 0:
            raise MalformedError(_TOO_MUCH)
