"""Jinja2's third door: the templates of the site's pages, which are HTML, so that every value in them is escaped.

Texts of a library are values in a template and never templates. What is HTML already says so by its type: a page's body
that another template made, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Protocol

from fleet.diagnostics import visible

ENDING = ".html.j2"


class _Template(Protocol):
    """The one thing that is asked of a compiled template."""

    def render(self, data: Mapping[str, object], /) -> str: ...


def rendered(name: str, data: Mapping[str, object]) -> str:
    """Render the template `name` of this room with `data`: texts, flags, sequences and functions, nothing else.

    >>> rendered("said", {"text": "<b>a & b</b>"}).strip()
    '&lt;b&gt;a &amp; b&lt;/b&gt;'
    """
    return _compiled(name).render(data)


def html(text: str) -> str:
    """Say of a text that it is HTML and stands as it is; only for what a template of this room made.

    >>> rendered("said", {"text": html("<b>bold</b>")}).strip()
    '<b>bold</b>'
    """
    from markupsafe import Markup  # noqa: PLC0415  comes with Jinja2, and only a page needs it

    return Markup(text)  # noqa: S704  what is handed in was escaped where it was made


def asset(name: str) -> bytes:
    """A file that pages link to: the style sheet, the scripts, the icon."""
    return (files("fleet.site") / "assets" / name).read_bytes()


@cache
def _compiled(name: str) -> _Template:
    return _compiler()(f"{name}{ENDING}")


@cache
def _compiler() -> Callable[[str], _Template]:
    from jinja2 import Environment, FunctionLoader, StrictUndefined  # noqa: PLC0415  takes 30 ms; only a page needs it

    environment = Environment(
        loader=FunctionLoader(_source),
        undefined=StrictUndefined,
        autoescape=True,
        finalize=_seen,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    return environment.get_template


@cache
def _source(name: str) -> str:
    return (files("fleet.site") / "templates" / name).read_text("utf-8")


def _seen(value: object) -> object:
    """A value as it is put on a page: a text with nothing hidden in it; what is HTML already stays as it is."""
    if not isinstance(value, str) or hasattr(value, "__html__") or (value.isascii() and value.isprintable()):
        return value
    return visible(value)
