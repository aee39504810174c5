"""``fleet new``: the files of one more persona in a library of one's own."""

from __future__ import annotations

from typing import Annotated

import typer

from fleet.authoring.modeline import SCHEMAS, with_modeline
from fleet.authoring.new_persona import Wanted, new_persona
from fleet.cli.completing import lanes
from fleet.cli.ending import OK
from fleet.cli.home import announce, home_of
from fleet.cli.options import LibraryOption
from fleet.diagnostics import quoted
from fleet.errors import FleetError, LibraryError
from fleet.library import MANIFEST, examined, load, shown


def new_command(
    persona: Annotated[str, typer.Argument(metavar="PERSONA", help="The class of the new persona, kebab-case.")],
    *,
    domain: Annotated[str, typer.Option("--domain", metavar="NAME", help="The folder that it lies in.")] = "team",
    title: Annotated[
        str | None, typer.Option("--title", metavar="TEXT", show_default=False, help="How people call the role.")
    ] = None,
    lane: Annotated[
        str | None, typer.Option("--lane", metavar="LANE", show_default=False, help="The new lane that it owns.")
    ] = None,
    about: Annotated[
        str | None, typer.Option("--about", metavar="TEXT", show_default=False, help="What is in the lane.")
    ] = None,
    excludes: Annotated[
        list[str] | None,
        typer.Option(
            "--not",
            metavar="LANE",
            autocompletion=lanes,
            show_default=False,
            help="A lane to draw a boundary on; may be repeated; left out, those that tempt everybody.",
        ),
    ] = None,
    library: LibraryOption = None,
) -> int:
    """Add a persona to your library. Its files load as they are; what is left to write, `fleet check` says."""
    home = home_of(library)
    announce(home)
    if home.path is None:
        message = "there is no library of your own here; `fleet init` starts one"
        raise FleetError(message)
    root = home.path.parent if home.path.name == MANIFEST else home.path
    wanted = Wanted(persona, domain, title=title, lane=lane, about=about, excludes=excludes or None)
    files = new_persona(load(root), wanted)
    if (root / SCHEMAS).is_dir():
        files = {name: with_modeline(name, text) for name, text in files.items()}
    taken = [name for name in files if (root / name).exists()]
    if taken:
        message = f"{quoted(shown(root / taken[0]))} is there already; move it away, or choose another name"
        raise FleetError(message)
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(text.encode())
    _, findings = examined(root)
    if findings:  # a text of the options that no file may hold: the library is left as it was
        for name in files:
            (root / name).unlink()
        raise LibraryError(findings)
    for name in files:
        print(f"wrote {shown(root / name)}")
    print(f"\nnext: fleet check {shown(root)}")
    return OK
