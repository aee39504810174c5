"""What the models say about themselves, for people who write files: read from their docstrings alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from inspect import cleandoc

from pydantic import BaseModel

_SECTION = re.compile(r"^Attributes:\n((?: +.*\n?)+)", re.MULTILINE)
_FIELDS = re.compile(r"^    (?P<names>\w+(?:, \w+)*): (?P<text>.*(?:\n     +.*)*)", re.MULTILINE)


def about(model: type[BaseModel]) -> str:
    """Return the first paragraph of a model's docstring on one line.

    >>> from fleet.spec import Trait
    >>> about(Trait)
    'Shared conduct.'
    """
    return _plain(cleandoc(model.__doc__ or "").split("\n\n")[0])


def about_fields(model: type[BaseModel]) -> Mapping[str, str]:
    """Return what the docstrings of a model and of those it builds on say about each of its fields.

    >>> from fleet.spec import Trait
    >>> about_fields(Trait)["title"]
    'How people call it.'
    """
    return {name: text for base in reversed(model.__mro__) for name, text in _said(base.__doc__ or "")}


def _said(docstring: str) -> Iterator[tuple[str, str]]:
    section = _SECTION.search(cleandoc(docstring))
    for match in _FIELDS.finditer(section.group(1) if section else ""):
        text = _plain(match["text"])
        for name in match["names"].split(", "):
            yield name, text[:1].upper() + text[1:]


def _plain(text: str) -> str:
    """The text on one line; code as Markdown marks it, and the absence of a value as somebody sees it in a file."""
    line = " ".join(text.split()).replace("``", "`")
    return re.sub(r"\bNone\b", "absent", line)
