"""The templates of the site's pages, and the files that the pages link to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files

from fleet.text.html import PageTemplate, page_templates

ENDING = ".html.j2"


def rendered(name: str, data: Mapping[str, object]) -> str:
    """Render the template `name` of this room with `data`: texts, flags, sequences and functions, nothing else.

    >>> rendered("said", {"text": "<b>a & b</b>"}).strip()
    '&lt;b&gt;a &amp; b&lt;/b&gt;'
    """
    return _compiler()(f"{name}{ENDING}").render(data)


def asset(name: str) -> bytes:
    """A file that pages link to: the style sheet, the scripts, the icon."""
    return (files("fleet.site") / "assets" / name).read_bytes()


@cache
def _compiler() -> Callable[[str], PageTemplate]:
    return page_templates(files("fleet.site") / "templates", sandboxed=False)
