"""``fleet chat``: talk to a fleet of a library in the terminal, and watch what is decided."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from fleet.cli.home import opened
from fleet.cli.known import AudienceName
from fleet.cli.options import AccountOption, LibraryOption, StageOption
from fleet.cli.remembering import STORE_VARIABLE
from fleet.errors import FleetError
from fleet.integrations.extras import LANGGRAPH, needing
from fleet.spec import Context

_READER = AudienceName.customer


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
    audience: Annotated[
        AudienceName | None,
        typer.Option("--audience", show_default=False, help=f"Who reads the answer. Else {_READER.value}."),
    ] = None,
    store: Annotated[
        str | None,
        typer.Option(
            "--store",
            metavar="FILE|URL",
            show_default=False,
            help=f"SQLite file, or URL of a Postgres server, for memory. Else {STORE_VARIABLE}, else nowhere.",
        ),
    ] = None,
    thread: Annotated[
        str | None,
        typer.Option(
            "--thread",
            metavar="NAME",
            show_default=False,
            help="Name of the conversation: the next start with it goes on where this one stops. Needs a store.",
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

    With `--thread`, what was left open is asked again at the next start; account, stage and audience stay, unless they
    are given anew.
    """
    where = store or os.environ.get(STORE_VARIABLE)
    if thread is not None:
        _check_thread(thread, where)
    with needing("langgraph", *LANGGRAPH):
        from fleet.cli.talking import Setting, talk  # noqa: PLC0415  an extra, and heavy
    said = {"account": account, "stage": stage, "audience": audience}
    context = Context.model_validate({name: str(one) for name, one in said.items() if one is not None})
    return talk(opened(library), Setting(model, tools, where, record, context, thread))


def _check_thread(name: str, store: str | None) -> None:
    """Refuse a conversation that could not be found again.

    Raises:
        FleetError: if it has no name that can be seen, or is kept nowhere.
    """
    if not name.strip() or not name.isprintable():
        message = "the name after `--thread` cannot be seen or typed again; give another"
        raise FleetError(message)
    if store is None:
        message = "a conversation goes on only if it is kept; say with `--store FILE` where"
        raise FleetError(message)
