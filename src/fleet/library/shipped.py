"""Where the shipped personas and prompt templates lie: inside the installed package, or beside `src` in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent
_CHECKOUT = _PACKAGE.parent.parent


def in_package(path: Path) -> bool:
    """Return whether a path lies inside the installed package, where nobody's own files do."""
    return path.resolve().is_relative_to(_PACKAGE)


def shipped_folder(name: str) -> Path:
    """Return the folder `name` (``personas`` or ``prompts``) that belongs to this installation.

    Raises:
        FileNotFoundError: if the installation is broken and has none.
    """
    for place in (_PACKAGE / "shipped" / name, _CHECKOUT / name):
        if place.is_dir():
            return place
    message = f"the shipped folder `{name}` is missing; install the package again"
    raise FileNotFoundError(message)
