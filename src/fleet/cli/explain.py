"""``fleet explain``: what a code means and what to do about it."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from rich.markdown import Markdown

from fleet.cli.completing import codes
from fleet.cli.ending import OK, colored
from fleet.cli.options import JsonOption
from fleet.cli.plain import print_json
from fleet.cli.screen import screen, show, table
from fleet.diagnostics import CODES, Code, code_named
from fleet.errors import UnknownNameError


def explain_command(
    code: Annotated[
        str | None,
        typer.Argument(
            metavar="CODE", autocompletion=codes, show_default=False, help="A code such as FLT201, or its name."
        ),
    ] = None,
    *,
    json: JsonOption = False,
) -> int:
    """Explain a code; without one, list all."""
    if code is None:
        _list(json=json)
        return OK
    found = code_named(code)
    if found is None:
        raise UnknownNameError(kind="code", name=code, choices=[*CODES, *(one.name for one in CODES.values())])
    if json:
        print_json({**_data(found), "page": found.page})
    elif colored(sys.stdout):
        screen().print(Markdown(found.page))
    else:
        print(found.page.rstrip("\n"))
    return OK


def _list(*, json: bool) -> None:
    if json:
        print_json([_data(code) for code in CODES.values()])
        return
    listed = table("code", "name", "severity", "about")
    for code in CODES.values():
        listed.add_row(code.id, code.name, code.severity, code.group)
    show(screen(), listed)


def _data(code: Code) -> dict[str, object]:
    return {"code": code.id, "name": code.name, "severity": code.severity}
