"""Plain data as block YAML, as a person would write it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_WORDS = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
_WIDE = 100


def yaml_lines(value: Mapping[str, object], depth: int = 0) -> Iterator[str]:
    """Write plain data as block YAML that means the same under YAML 1.1 and 1.2.

    >>> list(yaml_lines({"rule": "no: never", "lanes": ["adoption", "renewal"]}))
    ['rule: "no: never"', 'lanes: [adoption, renewal]']
    """
    pad = "  " * depth
    for key, inner in value.items():
        head = f"{pad}{_scalar(key)}:"
        if isinstance(inner, str) and _block(inner):
            yield f"{head} |{'' if inner.endswith(chr(10)) else '-'}"
            yield from (f"{pad}  {line}" if line else "" for line in inner.removesuffix("\n").split("\n"))
        elif isinstance(inner, Mapping) and inner:
            yield head
            yield from yaml_lines(inner, depth + 1)
        elif isinstance(inner, list) and inner:
            names = f"{head} [{', '.join(map(str, inner))}]"
            if len(names) <= _WIDE and all(isinstance(one, str) and _is_slug(one) for one in inner):
                yield names
            else:
                yield head
                yield from item_lines(inner, [None] * len(inner), depth + 1)
        else:
            yield f"{head} {_scalar(inner)}"


def item_lines(value: object, origins: Sequence[str | None], depth: int) -> Iterator[str]:
    """Write the items of a list; a comment says from where an item with an origin is."""
    pad = "  " * depth
    for item, origin in zip(value if isinstance(value, list) else [], origins, strict=True):
        if origin is not None:
            yield f"{pad}# from {origin}"
        if isinstance(item, Mapping) and item:
            first, *rest = yaml_lines(item, depth + 1)
            yield f"{pad}- {first.lstrip()}"
            yield from rest
        else:
            yield f"{pad}- {_scalar(item)}"


def _scalar(value: object) -> str:
    return value if isinstance(value, str) and _is_plain(value) else json.dumps(value, ensure_ascii=False)


def _is_slug(text: str) -> bool:
    return _SLUG.fullmatch(text) is not None and text not in _WORDS


def _is_plain(text: str) -> bool:
    """Whether a text may stand without quotes: on one line, starting with a letter, and like nothing else in YAML."""
    if ": " in text or " #" in text or text.endswith((":", " ")) or text.lower() in _WORDS:
        return False
    return text[:1].isascii() and text[:1].isalpha() and text.isprintable()


def _block(text: str) -> bool:
    """Whether a text of several lines may stand under a ``|``."""
    first, *rest = text.removesuffix("\n").split("\n")
    if text.endswith("\n\n") or not first or first[0] == " " or "\n" not in text:
        return False
    return all(line.isprintable() and line == line.rstrip() for line in (first, *rest)) and (not rest or rest[-1] != "")
