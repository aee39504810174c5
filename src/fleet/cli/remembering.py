"""What the verbs about account memory share: where it lies, and the store that is opened there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from fleet.cli.completing import personas
from fleet.diagnostics import quoted
from fleet.errors import FleetError
from fleet.integrations.extras import LANGGRAPH, needing
from fleet.memory import Journal

STORE_VARIABLE = "FLEET_STORE"
"""The environment variable that says where the memory lies, where no option does."""

_DEFAULT = "fleet.sqlite"

AccountArgument = Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account, as the host names it.")]
StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="FILE|URL",
        show_default=False,
        help=f"SQLite file, or URL of a Postgres server. Else {STORE_VARIABLE}, else {_DEFAULT}.",
    ),
]
OnlyPersona = Annotated[
    str | None,
    typer.Option(
        "--persona", metavar="PERSONA", autocompletion=personas, show_default=False, help="Only of this persona."
    ),
]


@contextmanager
def journal_in(given: str | None) -> Iterator[Journal]:
    """Open the journals that are meant; a file that is not there is not made.

    Raises:
        FleetError: if there is no such file, or the store cannot be opened, or an extra is missing.
    """
    where = given or os.environ.get(STORE_VARIABLE) or _DEFAULT
    with needing("langgraph", *LANGGRAPH):
        from fleet.integrations.langgraph.engine import is_url, open_store  # noqa: PLC0415  an extra, and heavy
    if not is_url(where) and not Path(where).is_file():
        message = f"there is no file {quoted(where)}; say with `--store` where the memory lies"
        raise FleetError(message)
    with open_store(where) as store:
        yield Journal(store)
