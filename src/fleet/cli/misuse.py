"""Words of the command line that Typer cannot read, said in one line like every other error."""

from __future__ import annotations

import re
from typing import Protocol, runtime_checkable

import typer

from fleet.diagnostics import visible

MISUSE = tuple(one for one in typer.BadParameter.__mro__ if one.__name__ == "UsageError" and issubclass(one, Exception))
"""What Typer raises for such words: a class that it has from Click, or carries itself, as its version is."""

_ONLY_HELP = "NoArgsIsHelpError"
_PREFIXES = re.compile(r"^Invalid value for |Value error, ")  # what it puts before some messages
_QUOTED = re.compile(r"'([^'`]*)'")
_OPTION = re.compile(r"(?<![`\w-])(--?[a-z][\w-]*)")


@runtime_checkable
class _Misuse(Protocol):
    """What is asked of such an error."""

    def format_message(self) -> str: ...


def misuse_text(error: Exception) -> str:
    """Return the line for an error of usage; the whole help where no word was said at all."""
    if type(error).__name__ == _ONLY_HELP:
        return str(error)
    said = error.format_message() if isinstance(error, _Misuse) else str(error)
    said = _QUOTED.sub(r"`\1`", _PREFIXES.sub("", said).rstrip("."))
    said = _OPTION.sub(r"`\1`", visible(said[:1].lower() + said[1:]))
    command = getattr(getattr(error, "ctx", None), "command_path", "fleet")
    return f"error: {said}; `{command} --help` says more"
