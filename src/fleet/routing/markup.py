"""The text of an HTML message, each character with its place, in time that grows with the message and no faster."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

_HTML = re.compile(r"<(?:html|body|div|p|br|table|span|td)\b[^<>]*+>", re.IGNORECASE)
_MARKUP = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(?P<silent>script|style|title)\b[^<>]*+>.*?(?:</(?P=silent)\b[^<>]*+>|\Z)"
    r"""|</?(?P<tag>[a-z][\w:-]*+)(?:(?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+|[^<>]*+)>"""
    r"|<[!?][^<>]*+>",
    re.IGNORECASE | re.DOTALL,
)
_ENTITY = re.compile(r"&(?:#\w{1,10}|\w{1,40});?")
_LINES = frozenset("br p div tr li table".split())  # noqa: SIM905  read as words


def is_html(text: str) -> bool:
    """Whether a text has a tag that mail programs write."""
    return _HTML.search(text) is not None


def shown(text: str) -> Iterator[tuple[int, str]]:
    """Yield what a reader of an HTML message sees, character by character with its place; blocks begin and end lines.

    >>> "".join(one for _, one in shown("<p>Ana &amp; Bo</p><script>alert(1)</script>")).strip()
    'Ana & Bo'
    """
    end = 0
    for found in _MARKUP.finditer(text):
        yield from _unescaped(text, end, found.start())
        end = found.end()
        if (found["tag"] or "").lower() in _LINES:
            yield found.start(), "\n"
    yield from _unescaped(text, end, len(text))


def _unescaped(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    at = start
    for entity in _ENTITY.finditer(text, start, end):
        yield from zip(range(at, entity.start()), text[at : entity.start()], strict=True)
        for character in unescape(entity[0]):
            yield entity.start(), character
        at = entity.end()
    yield from zip(range(at, end), text[at:end], strict=True)
