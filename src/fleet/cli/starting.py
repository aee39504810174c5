"""``fleet init``: a new library that checks, compiles and tests at once, and a workflow that keeps it so."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from fleet.authoring.first_files import first_files, first_workflow
from fleet.authoring.modeline import SCHEMAS, schema_file
from fleet.cli.completing import personas
from fleet.cli.ending import OK
from fleet.cli.options import CompanyOption, ProductOption
from fleet.cli.schema import schema_texts
from fleet.diagnostics import quoted
from fleet.errors import FleetError
from fleet.library import load, shown
from fleet.prompts import compiled_files

_FOUR = "customer-success-manager,support-agent,solutions-architect,account-manager"
_WORKFLOW = Path(".github/workflows/fleet.yml")


def init_command(
    folder: Annotated[
        Path, typer.Argument(metavar="[FOLDER]", help="A folder that does not exist yet, or is empty.")
    ] = Path("my-library"),
    *,
    roles: Annotated[
        str,
        typer.Option("--roles", metavar="A,B,...", autocompletion=personas, help="The shipped roles to keep."),
    ] = _FOUR,
    company: CompanyOption = None,
    product: ProductOption = None,
    workflow: Annotated[
        bool, typer.Option("--workflow/--no-workflow", help="Also write a CI workflow into `.github/workflows`.")
    ] = True,
) -> int:
    """Start a library of your own. It keeps some roles, settles the lanes of the others, patches one and adds one."""
    keep = tuple(dict.fromkeys(role.strip() for role in roles.split(",") if role.strip()))
    if not keep:
        message = "`--roles` names no role; `fleet list --library shipped` lists them"
        raise FleetError(message)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        message = f"{quoted(shown(folder))} is there already and not empty; choose another folder"
        raise FleetError(message)
    name = shown(folder)
    written = _write(folder, first_files(load(), name, keep, company=company, product=product))
    library = load(folder)
    written += _write(folder / "prompts", compiled_files(library))
    written += _write(folder / SCHEMAS, {schema_file(kind): text for kind, text in schema_texts(library).items()})
    if workflow and not _WORKFLOW.exists():
        written += _write(_WORKFLOW.parent, {_WORKFLOW.name: first_workflow(name)})
    for path in written:
        print(f"wrote {shown(path)}")
    if workflow and _WORKFLOW not in written:
        print(f"left {shown(_WORKFLOW)} as it is")
    print(f"\nnext: fleet check {name} · fleet test --library {name} · pytest {name}")
    return OK


def _write(folder: Path, texts: Mapping[str, str]) -> list[Path]:
    """Write files into a folder; return their paths, sorted."""
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return sorted(folder / name for name in texts)
