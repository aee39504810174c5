"""What a shell may offer while a word is typed: names of the library that the command would be about."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import typer

from fleet.cli.home import home_of
from fleet.diagnostics import CODES
from fleet.errors import FleetError
from fleet.library import Library, load


def personas(ctx: typer.Context, incomplete: str) -> list[str]:
    """Classes that start with what was typed."""
    return _starting(incomplete, _library(ctx) or ())


def tools(ctx: typer.Context, incomplete: str) -> list[str]:
    """Tools that start with what was typed."""
    library = _library(ctx)
    return _starting(incomplete, library.tools if library else ())


def lanes(ctx: typer.Context, incomplete: str) -> list[str]:
    """Lanes that start with what was typed."""
    library = _library(ctx)
    return _starting(incomplete, library.lanes if library else ())


def facts(ctx: typer.Context, incomplete: str) -> list[str]:
    """Facts that start with what was typed."""
    library = _library(ctx)
    return _starting(incomplete, library.facts if library else ())


def codes(incomplete: str) -> list[str]:
    """Codes that start with what was typed."""
    return _starting(incomplete.upper(), CODES)


def _starting(incomplete: str, names: Iterable[str]) -> list[str]:
    return [name for name in names if name.startswith(incomplete)]


def _library(ctx: typer.Context) -> Library | None:
    """The library, or None: a shell that completes is no place for findings."""
    given = ctx.params.get("library")
    try:
        return load(home_of(Path(given) if given else None).path)
    except (FleetError, OSError):
        return None
