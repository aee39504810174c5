"""The files that every page links to: the style sheet, the scripts, the icon, and the index of the search."""

from __future__ import annotations

from collections.abc import Iterator

from fleet.site.template import asset

_FILES = ("icon.svg", "site.css", "site.js", "theme.js")


def assets() -> Iterator[tuple[str, bytes]]:
    """Path and content of each file that is the same on every site.

    >>> dict(assets())["assets/site.js"].splitlines()[0]
    b'"use strict";'
    """
    for name in _FILES:
        yield f"assets/{name}", asset(name)
