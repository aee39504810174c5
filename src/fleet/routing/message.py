"""A message as it is judged: readable text, and in it what is asked, apart from greeting, sign-off and thread."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

from fleet.routing.parts import Part, parts_of
from fleet.text import fold

_MOST = 100_000
_HTML = re.compile(r"<(?:html|body|div|p|br|table|span|td)\b[^>]*>", re.IGNORECASE)
_ENCODED = re.compile(r"[A-Za-z0-9+/=_-]{40,}")
_LEAST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Message:
    """A message with its parts.

    Attributes:
        text: the message as it is read: without HTML, hidden characters and runs of white space.
        parts: what is what in it.
        origins: for each character of it, where it stands in what was written, or in the text of what was HTML.
    """

    text: str
    parts: tuple[Part, ...]
    origins: Sequence[int]

    @property
    def requests(self) -> tuple[Part, ...]:
        """The sentences of the body that are long enough to ask for something; all of them if none is."""
        body = tuple(part for part in self.parts if part.kind == "body")
        return tuple(part for part in body if len(self.text[part.start : part.end].split()) >= _LEAST_WORDS) or body

    @property
    def whole(self) -> str:
        """The body as one folded line."""
        return fold(" ".join(self.text[part.start : part.end] for part in self.parts if part.kind == "body"))

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the text stands in what was written."""
        if start >= end or not self.origins:
            return (0, 0)
        return self.origins[start], self.origins[end - 1] + 1

    def said(self, part: Part) -> str:
        """A part as one folded line."""
        return fold(self.text[part.start : part.end])


def read(message: str) -> Message:
    """Read a message of any size and kind; HTML becomes its text, hidden characters go, and what is over 100 KB is cut.

    >>> read("<p>Where is <b>my</b> invoice?</p>").text.strip()
    'Where is my invoice?'
    """
    written = message[:_MOST]
    if _HTML.search(written):
        written = _Readable.of(written)
    kept: list[str] = []
    origins: list[int] = []
    for place, character in enumerate(written):
        for one in _plain(character):
            if one == " " and kept and kept[-1] == " ":
                continue
            kept.append(one)
            origins.append(place)
    text = "".join(kept)
    return Message(text, parts_of(text), origins)


def _plain(character: str) -> str:
    """A character as it is read: white space is one space, what cannot be seen is nothing."""
    if character.isascii() and character.isalnum():
        return character
    if character == "\n":
        return character
    if character.isspace():
        return " "
    normal = unicodedata.normalize("NFKC", character)
    return "".join(one for one in normal if unicodedata.category(one)[0] != "C")


def body_of(text: str) -> str:
    """The body of a text as one folded line."""
    return read(text).whole


def encoded(text: str) -> bool:
    """Whether most of a text is no language but an encoding of something."""
    return sum(map(len, _ENCODED.findall(text))) > len(text) / 2


class _Readable(HTMLParser):
    """The text of an HTML message, with a line for each block."""

    def __init__(self) -> None:
        super().__init__()
        self._found: list[str] = []
        self._silent = 0

    @classmethod
    def of(cls, text: str) -> str:
        parser = cls()
        parser.feed(text)
        parser.close()
        return "".join(parser._found)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  the base names it
        if tag in ("script", "style", "head"):
            self._silent += 1
        elif tag in ("br", "p", "div", "tr", "li", "table"):
            self._found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style", "head"):
            self._silent = max(0, self._silent - 1)
        elif tag in ("p", "div", "tr", "li", "table"):
            self._found.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._found.append(data)
