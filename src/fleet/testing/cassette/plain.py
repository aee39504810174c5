"""Values of any kind as JSON: the same text for the same value in every run and on every machine."""

from __future__ import annotations

import base64
import hashlib
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, is_dataclass
from enum import Enum

from pydantic import BaseModel

LONGEST_WORD = 2000
"""A text of a request without a space in it that is longer than this is data: its digest stands for it."""


def plain(value: object) -> object:
    """Return a value as null, numbers, texts, lists and mappings; a class of pydantic as its schema.

    What is none of these, such as a function, becomes the name of its type: an address in memory tells nothing.

    >>> plain({"b": (1, {"y", "x"}), 2: float("nan")})
    {'b': [1, ['x', 'y']], '2': 'nan'}
    """
    if isinstance(value, Enum):
        value = value.value
    match value:
        case None | bool() | int():
            return value
        case float():
            return value if math.isfinite(value) else str(value)
        case str():
            return sound(value)
        case Mapping():
            return {sound(str(name)): plain(inner) for name, inner in value.items()}
        case list() | tuple():
            return [plain(inner) for inner in value]
        case set() | frozenset():
            return sorted((plain(inner) for inner in value), key=to_json)
    return _of_object(value)


def _of_object(value: object) -> object:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, type):
        return plain(value.model_json_schema()) if issubclass(value, BaseModel) else value.__qualname__
    if isinstance(value, BaseModel):
        return plain(value.model_dump(mode="json"))
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    return f"<{type(value).__qualname__}>"


def sound(text: str) -> str:
    """A text that UTF-8 can hold: halves of a pair that came apart become U+FFFD."""
    return text.encode("utf-8", "replace").decode() if text.isascii() else _paired(text)


def _paired(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def to_json(value: object) -> str:
    """Plain data as JSON on one line, keys sorted.

    >>> to_json({"b": 1, "a": "\N{SNOWMAN}"})
    '{"a": "\N{SNOWMAN}", "b": 1}'
    """
    return json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False)


def mapped(value: object, change: Callable[[str], str]) -> object:
    """Plain data with every text that is a value changed; keys stay."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [mapped(inner, change) for inner in value]
    if isinstance(value, Mapping):
        return {name: mapped(inner, change) for name, inner in value.items()}
    return value


def shortened(text: str) -> str:
    """A text, or the digest of one that is data: a picture, say.

    >>> shortened("AAAA" * 1000)
    '[4000 characters, sha256 0be9c4ddcb61]'
    """
    if len(text) <= LONGEST_WORD or any(map(str.isspace, text)):
        return text
    return f"[{len(text)} characters, sha256 {hashlib.sha256(text.encode()).hexdigest()[:12]}]"
