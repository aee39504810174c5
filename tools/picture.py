"""Draw what commands print in a terminal as an SVG: `python tools/picture.py docs/pictures/demo.svg fleet demo`.

`--then` stands between two commands. Each runs in a real pseudo-terminal, colors and all; of a long block of lines the
picture shows where it begins and ends, and it asks for no font from anywhere.
"""

from __future__ import annotations

import os
import pty
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from itertools import groupby
from pathlib import Path

from rich.console import Console
from rich.text import Text

_COLUMNS = 100
_FIRST, _LAST = 12, 5
"""How many lines of a long block are shown, where it begins and where it ends."""


def main() -> None:
    """Run the commands and write the picture."""
    target, *words = sys.argv[1:]
    os.environ |= {"COLUMNS": str(_COLUMNS), "TERM": "xterm-256color"}
    os.environ.pop("NO_COLOR", None)
    console = Console(record=True, width=_COLUMNS, file=StringIO(), legacy_windows=False)
    for number, command in enumerate(commands(words)):
        said = " ".join([Path(command[0]).name, *map(_typed, command[1:])])
        console.print(Text(("\n" if number else "") + f"$ {said}", style="bold"))
        for line in excerpt(_printed(command).split("\n")):
            console.print(line)
    picture = console.export_svg(title="fleet", unique_id="fleet")
    picture = re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL)
    Path(target).write_text(picture, encoding="utf-8")


def commands(words: Sequence[str]) -> Iterator[list[str]]:
    """The commands between which `--then` stands."""
    for is_border, group in groupby(words, key=lambda word: word == "--then"):
        if not is_border:
            yield list(group)


def _typed(word: str) -> str:
    """A word as somebody types it in a shell."""
    return word if re.fullmatch(r"[\w./:=-]+", word) else "'" + word.replace("'", "'\\''") + "'"


def _printed(command: list[str]) -> Text:
    """What a command prints in a terminal."""
    chunks: list[bytes] = []

    def keep(descriptor: int) -> bytes:
        chunk = os.read(descriptor, 65536)
        chunks.append(chunk)
        return chunk

    pty.spawn(command, keep)
    return Text.from_ansi(b"".join(chunks).decode("utf-8").replace("\r\n", "\n").rstrip("\n"))


def excerpt(lines: Iterable[Text]) -> Iterator[Text]:
    """Cut the blocks between empty lines that are too long for a picture, and say how much is left out."""
    for _, group in groupby(lines, key=lambda line: bool(line.plain.strip())):
        block = list(group)
        out = len(block) - _FIRST - _LAST
        if out <= 1:
            yield from block
            continue
        yield from block[:_FIRST]
        yield Text(f"... {out} lines more", style="dim")
        yield from block[-_LAST:]


if __name__ == "__main__":
    main()
