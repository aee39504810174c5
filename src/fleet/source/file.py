"""A file of a library as text: regular, inside its folder, small, UTF-8."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from fleet.diagnostics import Diagnostic, Span, quoted

MOST_BYTES = 256 * 1024
"""The largest file that is read, in bytes."""


def read_text(path: Path, *, root: Path, name: str) -> str | Diagnostic:
    r"""Return the text of `path` with ``\n`` line ends, or the finding that says why it cannot be had.

    `root` is the folder that the file must really lie in, links followed; `name` is what findings call the file.
    """
    place = Span(name, 1, 1, 1, 1)
    try:
        real = path.resolve(strict=True)
        if not real.is_relative_to(root.resolve()):
            return Diagnostic(
                "FLT013",
                f"{quoted(name)} is a link that leads out of the library's folder",
                place,
                note="a library is read from its own folder only",
                help="copy the file into the folder instead of linking to it",
            )
        raw = _bytes(real)
    except (OSError, ValueError, RuntimeError) as error:  # RuntimeError: a link in a circle, before Python 3.13
        return unreadable(path, name, error)
    if raw is None:
        help_ = "put a file in its place, or remove it"
        return Diagnostic("FLT001", f"cannot read {quoted(name)}: it is a pipe or a device", place, help=help_)
    return decoded(raw, name)


def unreadable(path: Path, name: str, error: Exception) -> Diagnostic:
    """The finding for a file or folder that the system does not give, and the reason in words."""
    code = error.errno if isinstance(error, OSError) else None
    linked = os.path.islink(path)  # noqa: PTH114  the method of a path raises for a name that the system does not take
    if linked and (code in (errno.ENOENT, errno.ELOOP) or isinstance(error, RuntimeError)):
        where = "nowhere" if code == errno.ENOENT else "back to itself"
        reason, help_ = f"it is a link that leads {where}", "put the file itself in its place, or remove the link"
    elif code == errno.ENOENT:
        reason, help_ = "there is no such file", "look for a slip in its name, or for another folder"
    elif code in (errno.EACCES, errno.EPERM):
        reason, help_ = "permission denied", "give whoever runs this the right to read it"
    else:
        said = error.strerror if isinstance(error, OSError) else None
        reason, help_ = (said or "the system does not say why").lower(), "see whether another program can open it"
    return Diagnostic("FLT001", f"cannot read {quoted(name)}: {reason}", Span(name, 1, 1, 1, 1), help=help_)


def _bytes(path: Path) -> bytes | None:
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return None
        return file.read(MOST_BYTES + 1)


def decoded(raw: bytes, name: str, *, most: int | None = MOST_BYTES) -> str | Diagnostic:
    r"""Return the text of what a file holds with ``\n`` line ends, or the finding that says why it is none.

    It may have `most` bytes; None for any number.

    >>> decoded(b"title: Tidy\r\n", "tidy.yaml")
    'title: Tidy\n'
    """
    if most is not None and len(raw) > most:
        return Diagnostic(
            "FLT003",
            f"{quoted(name)} is larger than {most // 1024} KB",
            Span(name, 1, 1, 1, 1),
            help="split it: one persona a file, examples apart",
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8", "replace").split("\n")
        line, column = len(before), len(before[-1]) + 1
        shown = raw.decode("utf-8", "replace").split("\n")[line - 1].rstrip("\r")
        return Diagnostic(
            "FLT002",
            f"{quoted(name)} is not UTF-8: byte 0x{raw[error.start]:02x}",
            Span(name, line, column, line, column + 1, shown),
            help="save the file as UTF-8",
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")
