"""Draw what a command prints in a terminal as an SVG: `python tools/picture.py docs/demo.svg fleet demo`.

The command runs in a real pseudo-terminal, colors and all; the picture asks for no font from anywhere.
"""

from __future__ import annotations

import os
import pty
import re
import sys
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.text import Text

_COLUMNS = 100


def main() -> None:
    """Run the command and write the picture."""
    target, *command = sys.argv[1:]
    os.environ |= {"COLUMNS": str(_COLUMNS), "TERM": "xterm-256color"}
    os.environ.pop("NO_COLOR", None)
    chunks: list[bytes] = []

    def keep(descriptor: int) -> bytes:
        chunk = os.read(descriptor, 65536)
        chunks.append(chunk)
        return chunk

    pty.spawn(command, keep)
    console = Console(record=True, width=_COLUMNS, file=StringIO(), legacy_windows=False)
    console.print(Text(f"$ {' '.join(command)}", style="bold"))
    console.print(Text.from_ansi(b"".join(chunks).decode("utf-8").replace("\r\n", "\n")))
    picture = console.export_svg(title="fleet", unique_id="fleet")
    picture = re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL)
    Path(target).write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()
