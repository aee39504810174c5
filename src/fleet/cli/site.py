"""``fleet site``: a library as pages for people."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from fleet.checks import check
from fleet.cli.check import alike
from fleet.cli.ending import OK
from fleet.cli.home import announce, home_of, one_of
from fleet.cli.options import BarOption, CompanyOption, ExactOption, LibraryOption, ProductOption, named
from fleet.cli.reporting import bar_of, read_file
from fleet.cli.versions import Side, called, loaded, side_of
from fleet.diagnostics import quoted
from fleet.errors import FleetError
from fleet.library import Library, load, shown
from fleet.plan import Plan, compared
from fleet.site import pages, write_site
from fleet.testing.report import Report, reported

_MANY = 200
"""Among how many lanes those that sound alike are still looked for, so that a site is built in seconds."""


def site_command(
    folder: Annotated[
        Path | None, typer.Argument(metavar="FOLDER", show_default=False, help="Folder of a library.")
    ] = None,
    *,
    out: Annotated[
        Path,
        typer.Option("--out", "-o", metavar="DIR", show_default=False, help="Folder of the site."),
    ],
    results: Annotated[
        list[Path] | None,
        typer.Option(
            "--results",
            metavar="FILE.jsonl",
            show_default=False,
            help="What `pytest --fleet-report` wrote; may be repeated.",
        ),
    ] = None,
    bar: BarOption = 0.9,
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="OLD",
            show_default=False,
            help="A folder, a git revision, or `shipped`: show what changed since.",
        ),
    ] = None,
    exact: ExactOption = False,
    company: CompanyOption = None,
    product: ProductOption = None,
    library: LibraryOption = None,
) -> int:
    """Write a library as a static site. It needs no server and no network; open its index.html.

    Who does what and who hands over to whom as pictures; a page for each persona with its prompt, for each lane and
    each file; what a check finds; a search. Only files that an earlier run wrote are replaced or removed.
    """
    home = home_of(one_of(folder, library, name="FOLDER"))
    announce(home)
    here = load(home.path)
    plan = None if since is None else _plan(since, home.path, here)
    findings = check(here)
    many = len(here.lanes) > _MANY
    files = pages(
        here,
        results=_report(results, bar) if results else None,
        plan=plan,
        variables=named(company, product),
        findings=(*findings, *(() if exact or many else alike(here, findings))),
    )
    wrote = write_site(out, files)
    count = sum(at.endswith(".html") for at in files)
    print(
        f"{count} pages in {shown(out)}: {wrote.written} files written, {wrote.kept} as before, {wrote.removed} removed"
    )
    if many and not exact:
        print(f"lanes that sound alike were not looked for among {len(here.lanes):,}, which takes minutes: fleet check")
    print(f"open {shown(out / 'index.html')}")
    return OK


def _plan(since: str, path: Path | None, here: Library) -> Plan:
    now = Side.of(path)
    with tempfile.TemporaryDirectory(prefix="fleet-site-") as scratch:
        was = side_of(since, now.folder, Path(scratch) / "old")
        return called(compared(loaded(was), here), (was, now))


def _report(files: list[Path], bar: float) -> Report:
    played = [one for file in files for one in read_file(file)]
    if not played:
        message = f"nothing was played in {', '.join(quoted(shown(file), limit=200) for file in files)}"
        raise FleetError(message)
    return reported(played, bar_of(bar, None))
