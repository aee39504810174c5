"""What the verbs about a record share: its folder, and a word about every chain of it that was changed."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from fleet.cli.ending import FINDINGS, OK
from fleet.diagnostics import quoted, visible
from fleet.errors import FleetError
from fleet.guard.chain import ENDING, Chain, chains

FolderArgument = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the record.")]


def chains_in(folder: Path) -> tuple[Chain, ...]:
    """The chains of a record, the oldest first.

    Raises:
        FleetError: if there is no such folder, or no chain in it.
    """
    if not folder.is_dir():
        message = f"there is no folder {quoted(folder)}"
        raise FleetError(message)
    found = chains(folder)
    if not found:
        message = f"{quoted(folder)} holds no record; a record has files that end in `{ENDING}`"
        raise FleetError(message)
    return found


def sound(read: Iterable[Chain]) -> int:
    """Say on stderr which chains were changed, after they were read, and return the exit code."""
    changed = [chain for chain in read if chain.fault is not None]
    for chain in changed:
        print(
            f"error: the chain `{visible(chain.name)}` was changed: {chain.fault}; the rest is left out",
            file=sys.stderr,
        )
    return FINDINGS if changed else OK
