"""``fleet audit settle``: a human says how a call ended that is in doubt."""

from __future__ import annotations

from typing import Annotated

import typer

from fleet.cli.auditing import FolderArgument, chains_in
from fleet.cli.ending import OK
from fleet.diagnostics import quoted
from fleet.errors import FleetError
from fleet.guard import Record


def settle_command(
    folder: FolderArgument,
    place: Annotated[
        str, typer.Argument(metavar="CALL", help="The call, as `fleet audit summary` and `fleet decide` name it.")
    ],
    *,
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who looked.")],
    done: Annotated[bool, typer.Option("--done", help="It did its work.")] = False,
    failed: Annotated[bool, typer.Option("--failed", help="It did nothing.")] = False,
) -> int:
    """Say how a call in doubt ended. It is in doubt no more, and the same change may be asked for again."""
    if done == failed:
        message = "say either `--done` or `--failed`"
        raise FleetError(message)
    chains_in(folder)
    doubt = Record(folder).settle(place, ok=done, by=by)
    print(f"{quoted(doubt.name)} of {quoted(doubt.persona)}: {'done' if done else 'failed'}, says {quoted(by)}")
    return OK
