"""The loggers of this library: silent until the host configures logging, and not loaded before something may log."""

from __future__ import annotations

import logging

_ROOT = logging.getLogger("fleet")
_ROOT.addHandler(logging.NullHandler())


def logger(name: str) -> logging.Logger:
    """Return the logger of the module `name`.

    >>> logger("fleet.guard.guard").name
    'fleet.guard.guard'
    """
    return logging.getLogger(name)
