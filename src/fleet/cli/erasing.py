"""``fleet audit erase``: remove the texts of one account that lie beside a record; its chains stay as they are."""

from __future__ import annotations

from typing import Annotated

import typer

from fleet.cli.auditing import FolderArgument, chains_in
from fleet.cli.ending import OK
from fleet.diagnostics import quoted
from fleet.guard.side import SideFile


def erase_command(
    folder: FolderArgument,
    *,
    account: Annotated[str, typer.Option("--account", metavar="NAME", help="The account whose texts are removed.")],
) -> int:
    """Erase the texts of an account. The chains hold digests of them, stay as they are, and verify."""
    chains_in(folder)
    count = SideFile(folder).erase(account)
    print(f"{count} text{'' if count == 1 else 's'} of {quoted(account)} erased")
    return OK
