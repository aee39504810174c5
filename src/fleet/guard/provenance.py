"""Whether a value stands in what a source said: letter by letter, and as a whole word."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping

_PLACES = 2
_MOST_TRIES = 1000
_MARKS = "\u0300-\u036f\u200b-\u200d\u2060\ufeff"  # accents of the letter before, and what joins unseen
_LETTER_BEFORE = re.compile(rf"(?:[\w{_MARKS}]|\w[.@-])\Z")
_LETTER_AFTER = re.compile(rf"[\w{_MARKS}]|[.@-]\w")
_DIGIT_BEFORE = re.compile(r"(?:[.,\u2212-]|\d[\u00a0\u202f'\u2019])\Z")
_DIGIT_AFTER = re.compile(r"[.,\u00a0\u202f'\u2019]\d")
_JOINTS = frozenset(".@-")


def stands_in(value: object, texts: Iterable[str]) -> bool:
    """Whether every leaf of `value` stands in one of `texts`, not as a part of a longer word, name or number.

    What is joined by a point, a hyphen or an ``@`` is one name, and a number is one with its sign and its separators.
    A number stands where it is written as JSON writes it, or with zeros up to two decimal places; ``1,000`` is no 1000,
    as it may be a 1. An empty text stands nowhere; true, false and null say too little to come from anywhere. An empty
    list has nothing that would have to. Keys of a mapping are names of the tool, and come from nowhere. Where a script
    puts no spaces between words, only whole lines and what stands between marks are found.

    >>> stands_in("DE42", ["pay to DE42, today"]), stands_in("DE4", ["pay to DE42"]), stands_in(40, ["40.5 euros"])
    (True, False, False)
    >>> stands_in("ada@example.com", ["write to ada@example.com.evil.org"]), stands_in(40, ["it was 40.00 euros."])
    (False, True)
    """
    known = tuple(texts)
    return all(any(_in(leaf, text) for text in known) for leaf in _leaves(value))


def _leaves(value: object) -> Iterator[object]:
    if isinstance(value, Mapping | tuple | list):
        for inner in value.values() if isinstance(value, Mapping) else value:
            yield from _leaves(inner)
    else:
        yield value


def _in(leaf: object, text: str) -> bool:
    if isinstance(leaf, bool):
        return False
    if isinstance(leaf, int | float):
        return any(_stands(form, text) for form in _forms(leaf))
    return isinstance(leaf, str) and bool(leaf.strip()) and _stands(leaf, text)


def _forms(number: float) -> Iterator[str]:
    """How a number may be written."""
    whole = int(number) if isinstance(number, int) or number.is_integer() else None
    written = json.dumps(number if whole is None else whole)
    yield written
    if whole is not None:
        yield from (f"{written}.{'0' * places}" for places in range(1, _PLACES + 1))
    elif "e" not in written:
        places = len(written.partition(".")[2])
        yield from (written + "0" * more for more in range(1, _PLACES - places + 1))


def _stands(wanted: str, text: str) -> bool:
    """Whether a text has `wanted` as a whole; after a thousand places where it is a part, nobody looks on."""
    at = -1
    for _ in range(_MOST_TRIES):
        at = text.find(wanted, at + 1)
        if at < 0:
            return False
        if _free(wanted, text[max(0, at - 2) : at], text[at + len(wanted) : at + len(wanted) + 2]):
            return True
    return False


def _free(wanted: str, before: str, after: str) -> bool:
    """Whether nothing goes on at either end of `wanted`."""
    first, last = wanted[0], wanted[-1]
    if (first in _JOINTS and _is_letter(before[-1:])) or (last in _JOINTS and _is_letter(after[:1])):
        return False
    if (_is_letter(first) and _LETTER_BEFORE.search(before)) or (_is_letter(last) and _LETTER_AFTER.match(after)):
        return False
    return not (first.isdigit() and _DIGIT_BEFORE.search(before)) and not (last.isdigit() and _DIGIT_AFTER.match(after))


def _is_letter(mark: str) -> bool:
    return mark == "_" or mark.isalnum()
