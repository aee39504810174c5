"""The command line: it reads words, asks the rooms below, and is the only one that prints."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

_FEW_COLLECTIONS = 100_000


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 fine, 1 findings, 2 usage, 3 anything but allow, or the fallback.

    Without `argv` the process belongs to the command: it takes its words from ``sys.argv`` and is set up to be short.

    >>> main(["explain", "--json"]) # doctest: +ELLIPSIS
    [
    ...
    0
    """
    if argv is not None:
        return _run(argv)
    _own_process()
    code = _run(sys.argv[1:])
    gc.freeze()  # or the interpreter would look through every object once more before it ends
    return code


def _run(words: Sequence[str]) -> int:
    from fleet.cli.quick import quick_prompt  # noqa: PLC0415  pydantic is in there, and asks how to start up only once

    code = quick_prompt(words)
    if code is not None:
        return code
    from fleet.cli.app import run  # noqa: PLC0415  Typer takes 40 ms, which the quick way does without

    return run(words)


def _own_process() -> None:
    """Leave out what a process this short has no use for, and never fail on a letter that the terminal lacks."""
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    gc.set_threshold(_FEW_COLLECTIONS)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
