"""A message as it is judged: readable text, and in it what is asked, apart from greeting, sign-off and thread."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from fleet.routing.backwards import as_seen
from fleet.routing.lookalikes import latin
from fleet.routing.markup import is_html, shown
from fleet.routing.parts import Part, parts_of
from fleet.text import fold, words

_MOST = 100_000
_ADDRESS = re.compile(r"https?://\S+")
_ENCODED = re.compile(
    r"[A-Za-z0-9+/=_-]{40,}"  # base64, base32, hexadecimal, quoted-printable
    r"|(?:[\w.~-]{0,40}+(?:%[0-9A-Fa-f]{2}|\+)){4,}[\w.~-]*"  # as in a URL
    r"|(?:\\x[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}){4,}"  # as in a program
    r"|\b(?:0x)?[0-9A-Fa-f]{2}(?:[ ,:]+(?:0x)?[0-9A-Fa-f]{2}){11,}\b"  # hexadecimal, byte by byte
)
_TURNED = frozenset("gur naq lbh bhe gung guvf abg jvgu ubj lbhe cyrnfr".split())  # noqa: SIM905  read as words
"""`the`, `and`, `you` and more in rot13; what is a word of some language or an abbreviation is left out."""
_LEAST_LETTERS = 6
"""The fewest different characters of something encoded; a line of dashes has one."""
_LEAST_WORDS = 3
_MOST_REQUESTS = 256
"""How many sentences are judged one by one, half of them from the beginning and half from the end."""


@dataclass(frozen=True)
class Message:
    """A message with its parts.

    Attributes:
        text: the message as it is read: without HTML, hidden characters, look-alikes and runs of white space.
        parts: what is what in it.
        origins: for each character of it, where it stands in what was written.
    """

    text: str
    parts: tuple[Part, ...]
    origins: Sequence[int]

    @cached_property
    def requests(self) -> tuple[Part, ...]:
        """The sentences of the body that are long enough to ask for something; all of them if none is.

        Of a great many, those at the beginning and at the end.
        """
        body = tuple(part for part in self.parts if part.kind == "body")
        long = tuple(part for part in body if len(self.text[part.start : part.end].split()) >= _LEAST_WORDS) or body
        return long if len(long) <= _MOST_REQUESTS else long[: _MOST_REQUESTS // 2] + long[-_MOST_REQUESTS // 2 :]

    @cached_property
    def whole(self) -> str:
        """The body as one folded line."""
        return fold(" ".join(self.text[part.start : part.end] for part in self.parts if part.kind == "body"))

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the text stands in what was written."""
        if start >= end or not self.origins:
            return (0, 0)
        among = self.origins[start:end]
        return min(among), max(among) + 1

    def said(self, part: Part) -> str:
        """A part as one folded line."""
        return fold(self.text[part.start : part.end])


def read(message: str) -> Message:
    """Read a message of any size and kind; HTML becomes its text, hidden characters go, and what is over 100 KB is cut.

    >>> read("<p>Where is <b>my</b> invoice?</p>").text.strip()
    'Where is my invoice?'
    """
    written = message[:_MOST]
    kept: list[str] = []
    origins: list[int] = []
    for place, character in as_seen(shown(written) if is_html(written) else enumerate(written)):
        if len(kept) >= _MOST:  # one character may stand for many
            break
        for one in _plain(character):
            if one == " " and kept and kept[-1] == " ":
                continue
            kept.append(one)
            origins.append(place)
    text = latin("".join(kept))
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
    """Whether most of a text, apart from addresses in it, is no language but an encoding of something."""
    said = _ADDRESS.sub("", text)
    runs = (found[0] for found in _ENCODED.finditer(said))
    return sum(len(run) for run in runs if len(set(run)) >= _LEAST_LETTERS) > len(said) / 2 or _turned(said)


def _turned(text: str) -> bool:
    return len(_TURNED.intersection(words(text))) > 1
