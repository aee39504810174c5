"""Jinja2's door for pages: the project's own templates, strict, with every value in them escaped.

Texts from outside are values in a template and never templates. What is HTML already says so by its type: a body that
another template made, and nothing else. Prompts are Markdown, for which nothing is escaped: that is why they have a
door of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.resources.abc import Traversable
from typing import Protocol

from fleet.diagnostics import visible


class PageTemplate(Protocol):
    """The one thing that is asked of a compiled template."""

    def render(self, data: Mapping[str, object], /) -> str:
        """Fill in texts, flags, sequences and functions, nothing else."""
        ...


def page_templates(folder: Traversable, *, sandboxed: bool) -> Callable[[str], PageTemplate]:
    """Return what finds a template of `folder` by the name of its file, and keeps it compiled.

    Args:
        folder: where the templates lie.
        sandboxed: whether a template may read no more of a value than its public data; that takes about twice the time.

    >>> import tempfile
    >>> from pathlib import Path
    >>> folder = Path(tempfile.mkdtemp())
    >>> written = (folder / "said.html.j2").write_text("<p>{{ text }}</p>", "utf-8")
    >>> page_templates(folder, sandboxed=True)("said.html.j2").render({"text": "<b>a & b</b>"})
    '<p>&lt;b&gt;a &amp; b&lt;/b&gt;</p>'
    >>> page_templates(folder, sandboxed=True)("said.html.j2").render({"text": html("<b>bold</b>")})
    '<p><b>bold</b></p>'
    """
    from jinja2 import Environment, FunctionLoader, StrictUndefined  # noqa: PLC0415  takes 30 ms, and only a page needs it
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415  the same

    environment = (ImmutableSandboxedEnvironment if sandboxed else Environment)(
        loader=FunctionLoader(lambda name: (folder / name).read_text("utf-8")),
        undefined=StrictUndefined,
        autoescape=True,
        finalize=_seen,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    return environment.get_template


def html(text: str) -> str:
    """Say of a text that it is HTML and stands as it is; only for what a template of a page made."""
    from markupsafe import Markup  # noqa: PLC0415  comes with Jinja2, and only a page needs it

    return Markup(text)  # noqa: S704  what is handed in was escaped where it was made


def _seen(value: object) -> object:
    """A value as it is put on a page: a text with nothing hidden in it; what is HTML already stays as it is."""
    if not isinstance(value, str) or hasattr(value, "__html__") or (value.isascii() and value.isprintable()):
        return value
    return visible(value)
