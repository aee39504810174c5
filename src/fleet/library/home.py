"""Which library is meant, where several could be: named, in the environment, near, or shipped."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from fleet.library.folder import MANIFEST, shown
from fleet.library.loading import SHIPPED

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


def home_of(given: Path | None = None) -> Home:
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
