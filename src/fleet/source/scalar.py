"""What a plain scalar means: the core schema of YAML 1.2, where ``no`` is a word and not a truth value."""

from __future__ import annotations

import math
import re

from fleet.source.node import Scalar

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE = frozenset({"true", "True", "TRUE"})
_FALSE = frozenset({"false", "False", "FALSE"})
_INTEGER = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o[0-7]+")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
MOST_DIGITS = 18
"""The most digits of a number."""


class NotFiniteError(ValueError):
    """A number that no limit can be held against: infinite, not a number, or of too many digits."""


class TooManyDigitsError(NotFiniteError):
    """A whole number of more digits than other programs hold."""


def resolve(text: str) -> Scalar:
    """Return what an unquoted scalar stands for.

    Raises:
        NotFiniteError: for ``.inf``, ``.nan`` and numbers of more than 18 digits.

    >>> resolve("no"), resolve("true"), resolve("12"), resolve("~")
    ('no', True, 12, None)
    """
    if text in _NULL:
        return None
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    if text[0] not in "+-.0123456789":
        return text
    return _number(text)


def _number(text: str) -> str | int | float:
    if _NOT_FINITE.fullmatch(text):
        raise NotFiniteError(text)
    for pattern, base in ((_INTEGER, 10), (_OCTAL, 8), (_HEXADECIMAL, 16)):
        if pattern.fullmatch(text):
            if len(text) > MOST_DIGITS:
                raise TooManyDigitsError(text)
            return int(text, base)
    if not _FLOAT.fullmatch(text):
        return text
    value = float(text)
    if not math.isfinite(value):
        raise NotFiniteError(text)
    return value
