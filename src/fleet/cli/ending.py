"""How a command ends: its exit codes, and every error as a few lines on stderr instead of a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress

from fleet.diagnostics import to_text, visible
from fleet.errors import FleetError, LibraryError

OK = 0
FINDINGS = 1
USAGE = 2
REFUSED = 3
_INTERRUPTED = 130
_BROKEN_PIPE = 141


def guarded(work: Callable[[], int]) -> int:
    """Do what a command does and return its exit code, whatever stops it on the way."""
    try:
        code = work()
        sys.stdout.flush()
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        return _abandoned()
    except (FleetError, OSError) as error:
        return _stopped(error)
    return code


def colored(stream: object) -> bool:
    """Whether colors may go to a stream: it is a terminal, and nobody asked for none."""
    isatty = getattr(stream, "isatty", None)
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb" and isatty is not None and isatty()


def _stopped(error: FleetError | OSError) -> int:
    """Say on stderr what stopped a command."""
    if isinstance(error, LibraryError):
        print("\n\n".join(to_text(one, color=colored(sys.stderr)) for one in error.diagnostics), file=sys.stderr)
        return FINDINGS
    if isinstance(error, OSError):
        place = "" if error.filename is None else f"cannot read or write `{visible(str(error.filename))}`: "
        print(f"error: {place}{(error.strerror or visible(str(error))).lower()}", file=sys.stderr)
    else:
        print(f"error: {visible(str(error))}", file=sys.stderr)
    return USAGE


def _abandoned() -> int:
    """The reader has gone away: let the interpreter's last flush go nowhere."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return _BROKEN_PIPE
