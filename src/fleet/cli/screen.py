"""The screen that tables and pages go to: as wide as the terminal, else 80 columns; colored only where it may be."""

from __future__ import annotations

import sys

from rich import box
from rich.console import Console, RenderableType
from rich.table import Table

from fleet.cli.ending import colored


def screen() -> Console:
    """A console on stdout that takes texts as they are: no markup, no guessing of colors in them."""
    color = colored(sys.stdout)
    return Console(
        color_system="auto" if color else None,
        force_terminal=None if color else False,
        highlight=False,
        markup=False,
        emoji=False,
    )


def show(console: Console, content: RenderableType) -> None:
    """Print a table or a grid without the spaces that fill its last column."""
    with console.capture() as captured:
        console.print(content)
    console.file.write("".join(f"{line.rstrip()}\n" for line in captured.get().splitlines()))


def table(*headings: str) -> Table:
    """A table without frames, fit for a pipe: one line under the headings."""
    made = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False, header_style="bold")
    for heading in headings:
        made.add_column(heading, overflow="fold")
    return made
