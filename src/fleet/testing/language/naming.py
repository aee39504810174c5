"""Who is named in a text: personas and parties, by id or by title."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from fleet.library import Library
from fleet.text import fold


class Named(NamedTuple):
    """Somebody who is named: the persona or party, and the words for it, folded."""

    name: str
    words: str


def named_in(text: str, library: Library) -> tuple[Named, ...]:
    """List who is named in `text`, each once, in order; a title inside a longer one is not named.

    >>> import fleet
    >>> [one.name for one in named_in("Our senior support agents know more, as does support-agent.", fleet.load())]
    ['senior-support-agent', 'support-agent']
    """
    names = library.conclude("names said", lambda: _names(library))
    any_of = library.conclude("names said, as one expression", lambda: _any(names))
    found = (match[0].removesuffix("s") for match in any_of.finditer(fold(text)))
    return tuple({names[said]: Named(names[said], said) for said in found}.values())


def _names(library: Library) -> Mapping[str, str]:
    """Each id and title, folded, with and without hyphens -> the id; without an s at the end, as of several."""
    return {
        said.removesuffix("s"): name
        for name in (*library.personas, *library.parties)
        for said in (fold(name), fold(name.replace("-", " ")), fold(library.title_of(name)))
    }


def _any(names: Iterable[str]) -> re.Pattern[str]:
    """An expression that finds all names, the longest that fits first."""
    longest = sorted(names, key=lambda name: (-len(name), name))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest))})s?(?![\w-])")
