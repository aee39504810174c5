"""Jinja2's door for prompts: the project's own templates, sandboxed and strict, over plain data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Protocol

from fleet.library import shipped_folder

ENDING = ".md.j2"


class _Template(Protocol):
    """The one thing that is asked of a compiled template."""

    def render(self, data: Mapping[str, object], /) -> str: ...


def rendered(name: str, data: Mapping[str, object]) -> str:
    """Render the shipped template `name` with `data`: texts, flags, sequences and functions, nothing else.

    >>> rendered("partials/trait", {"text": "You {{ try }}."})
    'You {{ try }}.'
    """
    return _compiled(name).render(data)


@cache
def source_lines(name: str) -> tuple[str, ...]:
    """The lines of the shipped template `name`."""
    path = shipped_folder("prompts").joinpath(*f"{name}{ENDING}".split("/"))
    return tuple(path.read_text(encoding="utf-8").splitlines())


@cache
def _compiled(name: str) -> _Template:
    template: _Template = _compiler()("\n".join(source_lines(name)))
    return template


@cache
def _compiler() -> Callable[[str], _Template]:
    from jinja2 import StrictUndefined  # noqa: PLC0415  takes 30 ms, and only compiling a prompt needs it
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415  the same

    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        optimized=True,
    )
    return environment.from_string
