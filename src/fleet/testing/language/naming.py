"""Who is named in a text: personas and parties, by id or by title."""

from __future__ import annotations

import re

from fleet.library import Library
from fleet.text import fold


def named_in(text: str, library: Library) -> tuple[str, ...]:
    """List who is named in `text`, in order; a title inside a longer one is not named.

    >>> import fleet
    >>> named_in("Our senior support agents know more, as does support-agent.", fleet.load())
    ('senior-support-agent', 'support-agent')
    """
    return tuple(dict.fromkeys(_names(library)[found[0].removesuffix("s")] for found in _any(library).finditer(fold(text))))


def _names(library: Library) -> dict[str, str]:
    """Each id and title, folded, with and without hyphens -> the id."""
    known = library.concluded.get("names said")
    if not isinstance(known, dict):
        everybody = (*library.personas, *library.parties)
        known = library.concluded["names said"] = {
            said.removesuffix("s"): name
            for name in everybody
            for said in (fold(name), fold(name.replace("-", " ")), fold(library.title_of(name)))
        }
    return known


def _any(library: Library) -> re.Pattern[str]:
    """An expression that finds all names, the longest that fits first."""
    known = library.concluded.get("names said, as one expression")
    if not isinstance(known, re.Pattern):
        longest = sorted(_names(library), key=lambda name: (-len(name), name))
        known = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest))})s?(?![\w-])")
        library.concluded["names said, as one expression"] = known
    return known
