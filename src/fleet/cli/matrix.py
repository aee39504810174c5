"""``fleet matrix``: who owns, helps in or keeps out of which lane."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated

import typer
from rich.text import Text

from fleet.cli.ending import OK
from fleet.cli.home import opened
from fleet.cli.options import JsonOption, LibraryOption
from fleet.cli.plain import print_json
from fleet.cli.screen import screen
from fleet.errors import FleetError
from fleet.library import MEANINGS, SIGNS, Library, Mark, columns_of, mark_of

_NARROW = 3
_STYLES: dict[Mark, str] = {
    "owns": "bold green",
    "assists": "cyan",
    "sometimes": "yellow",
    "boundary": "red",
    "none": "dim",
}


def matrix_command(
    *,
    library: LibraryOption = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="As a Markdown table.")] = False,
    json: JsonOption = False,
) -> int:
    """Show how every persona stands to every lane."""
    if markdown and json:
        message = "`--markdown` and `--json` are two answers; choose one"
        raise FleetError(message)
    loaded = opened(library, machine=markdown or json)
    if json:
        columns = columns_of(loaded)
        print_json({lane: {name: mark_of(loaded, name, lane) for name in columns} for lane in loaded.lanes})
    elif markdown:
        print("\n".join(markdown_matrix(loaded)))
    else:
        console = screen()
        for line in matrix_lines(loaded, console.width):
            console.print(painted(line), soft_wrap=True)
    return OK


def matrix_lines(library: Library, width: int) -> Iterator[str]:
    """The matrix as plain text: lanes down, numbered columns across, cut into several where they are too many."""
    columns = columns_of(library)
    lead = max((len(lane) for lane in library.lanes), default=0)
    fit = max((width - lead) // _NARROW, 1)
    for start in range(0, len(columns), fit):
        part = columns[start : start + fit]
        yield " " * lead + "".join(str(number).rjust(_NARROW) for number in range(start + 1, start + len(part) + 1))
        for lane in library.lanes:
            signs = "".join(SIGNS[mark_of(library, name, lane)].rjust(_NARROW) for name in part)
            yield lane.ljust(lead) + signs
        yield ""
    yield from _legend(columns, width)


def painted(line: str) -> Text:
    """A line of a matrix with every sign in its color."""
    text = Text(line)
    for mark, style in _STYLES.items():
        text.highlight_regex(rf"(?<= ){re.escape(SIGNS[mark])}(?= |$)", style)
    return text


def markdown_matrix(library: Library) -> Iterator[str]:
    """The matrix as a Markdown table under a legend."""
    columns = columns_of(library)
    said = [f"`{SIGNS[mark]}` {MEANINGS[mark]}" for mark in SIGNS if mark != "none"]
    yield f"{', '.join(said)}; where nothing stands it {MEANINGS['none']}."
    yield ""
    yield from (f"{number}. `{name}`" for number, name in enumerate(columns, start=1))
    yield ""
    yield "| lane | " + " | ".join(str(number) for number in range(1, len(columns) + 1)) + " |"
    yield "|---|" + ":-:|" * len(columns)
    for lane in library.lanes:
        signs = (SIGNS[mark_of(library, name, lane)] for name in columns)
        yield f"| `{lane}` | " + " | ".join(" " if sign == SIGNS["none"] else sign for sign in signs) + " |"


def _legend(columns: Sequence[str], width: int) -> Iterator[str]:
    yield from packed((f"{SIGNS[mark]} {MEANINGS[mark]}" for mark in SIGNS), width)
    named = [f"{number:>2} {name}" for number, name in enumerate(columns, start=1)]
    wide = max(map(len, named), default=1)
    yield from packed((name.ljust(wide) for name in named), width)


def packed(items: Iterable[str], width: int) -> Iterator[str]:
    """The items in lines, as many on each as fit.

    >>> list(packed(["one", "two", "three"], 8))
    ['one  two', 'three']
    """
    line = ""
    for item in items:
        if line and len(line) + 2 + len(item) > width:
            yield line.rstrip()
            line = ""
        line += f"  {item}" if line else item
    yield line.rstrip()
