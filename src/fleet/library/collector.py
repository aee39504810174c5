"""The garbage collector, paused while many values are made that all stay: it would look through them over and over.

CPython collects whenever enough objects were made, whether any of them could be garbage or not, so that reading a large
library took twice as long and grew faster than the library. Mercurial pauses it for the same reason (`nogc` in its
``util.py``).
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_OF_CPYTHON = 1000
"""CPython 3.12 freezes a few hundred immortal objects by itself, which no thaw harms; a host freezes thousands."""


@contextmanager
def paused() -> Iterator[None]:
    """Let no automatic collection happen inside; leave the collector as it was, on or off.

    What was made meanwhile counts as old at once, so that the first collection afterwards need not look through it. A
    host that froze its objects is left alone: to thaw ours would thaw them.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            if gc.get_freeze_count() < _OF_CPYTHON:
                gc.freeze()
                gc.unfreeze()
            gc.enable()
