"""Which library a command is about, and how that was decided."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NamedTuple

from fleet.library import MANIFEST, SHIPPED, Library, load, shown

HOME_VARIABLE = "FLEET_HOME"
"""The environment variable that names a library where no argument does."""


class Home(NamedTuple):
    """Where a library lies, None for the shipped one, and which word decided it."""

    path: Path | None
    why: str

    @property
    def line(self) -> str:
        """The line that says which library it is.

        >>> Home(Path("my-library"), "FLEET_HOME").line
        'library: my-library (FLEET_HOME)'
        """
        return f"library: {shown(self.path) if self.path else SHIPPED} ({self.why})"


def home_of(given: Path | None) -> Home:
    """Decide which library: the argument, else ``FLEET_HOME``, else the nearest ``library.yaml``, else the shipped one.

    The word ``shipped`` means the shipped library in the first two places.
    """
    variable = os.environ.get(HOME_VARIABLE)
    for path, why in ((given, "argument"), (Path(variable) if variable else None, HOME_VARIABLE)):
        if path is not None:
            return Home(None if path == Path(SHIPPED) else path, why)
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / MANIFEST).is_file():
            return Home(folder, f"nearest {MANIFEST}")
    return Home(None, "default")


def opened(given: Path | None, *, machine: bool = False, examples: bool = True) -> Library:
    """Load the library that is meant, and say first which it is; on stderr if stdout is read by a machine.

    Without `examples` their files are not read.

    Raises:
        LibraryError: if anything is wrong with it.
    """
    home = home_of(given)
    announce(home, machine=machine)
    return load(home.path, examples=examples)


def announce(home: Home, *, machine: bool = False) -> None:
    """Print which library it is."""
    print(home.line, file=sys.stderr if machine else sys.stdout, flush=True)
