"""The library that a command is about, loaded and named."""

from __future__ import annotations

import sys
from pathlib import Path

from fleet.errors import FleetError
from fleet.library import Home, Library, home_of, load

__all__ = ["Home", "announce", "home_of", "one_of", "opened"]


def opened(given: Path | None, *, machine: bool = False, examples: bool = True) -> Library:
    """Load the library that is meant, and say first which it is; on stderr if stdout is read by a machine.

    Without `examples` their files are not read.

    Raises:
        LibraryError: if anything is wrong with it.
    """
    home = home_of(given)
    announce(home, machine=machine)
    return load(home.path, examples=examples)


def one_of(given: Path | None, library: Path | None, *, name: str) -> Path | None:
    """Which library is meant, where an argument and ``--library`` can both say so.

    Args:
        given: the argument.
        library: the option.
        name: how the argument is called.

    Raises:
        FleetError: if both say it.
    """
    if given is not None and library is not None:
        message = f"`{name}` and `--library` both say which library; leave one out"
        raise FleetError(message)
    return given or library


def announce(home: Home, *, machine: bool = False) -> None:
    """Print which library it is."""
    print(home.line, file=sys.stderr if machine else sys.stdout, flush=True)
