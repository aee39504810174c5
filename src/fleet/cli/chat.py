"""``fleet chat``: talk to a fleet of a library in the terminal, and watch what is decided."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from fleet.cli.home import opened
from fleet.cli.known import AudienceName, context_of
from fleet.cli.options import AccountOption, AudienceOption, LibraryOption, StageOption
from fleet.cli.remembering import STORE_VARIABLE
from fleet.errors import FleetError


def chat_command(
    *,
    model: Annotated[
        str,
        typer.Option(
            "--model",
            metavar="NAME",
            show_default=False,
            help="Chat model as `init_chat_model` names it, such as `openai:gpt-5`; or MODULE:FUNCTION.",
        ),
    ],
    tools: Annotated[
        str | None,
        typer.Option(
            "--tools",
            metavar="MODULE:FUNCTION",
            show_default=False,
            help="Function that returns the tools; else there are none.",
        ),
    ] = None,
    account: AccountOption = None,
    stage: StageOption = None,
    audience: AudienceOption = AudienceName.customer,
    store: Annotated[
        str | None,
        typer.Option(
            "--store",
            metavar="FILE|URL",
            show_default=False,
            help=f"SQLite file, or URL of a Postgres server, for memory. Else {STORE_VARIABLE}, else nowhere.",
        ),
    ] = None,
    record: Annotated[
        Path | None,
        typer.Option("--record", metavar="DIR", show_default=False, help="Folder where decisions are written down."),
    ] = None,
    library: LibraryOption = None,
) -> int:
    """Talk to the fleet of a library. It shows where each message goes, what is decided and who hands over to whom.

    A call that a human has to decide is asked here. `/quit`, or the end of the input, ends it.
    """
    try:
        from fleet.cli.talking import Setting, talk  # noqa: PLC0415  an extra, and heavy
    except ModuleNotFoundError:
        message = "`fleet chat` runs on LangGraph; type `pip install 'fleet-personas[langgraph]'`"
        raise FleetError(message) from None
    context = context_of(account=account, stage=stage, audience=audience)
    where = store or os.environ.get(STORE_VARIABLE)
    return talk(opened(library), Setting(model, tools, where, record, context))
