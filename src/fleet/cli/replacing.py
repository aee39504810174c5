"""A file is written as a whole or not at all: its new text is ready beside it before it takes its place."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def replaced(path: Path, text: str) -> None:
    """Give a file that is there a new text, as UTF-8; its permissions stay, and a link to it still leads to it.

    Raises:
        OSError: if it cannot be written; then it is what it was.
    """
    real = path.resolve(strict=True)
    mode = real.stat().st_mode
    descriptor, name = tempfile.mkstemp(prefix=f".{real.name}.", dir=real.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode())
        Path(name).chmod(mode)
        Path(name).replace(real)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
