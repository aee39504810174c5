"""``fleet page``: the generated parts of a Markdown page, between markers, written or checked."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Annotated

import typer

from fleet.cli.ending import FINDINGS, OK
from fleet.cli.graph import mermaid
from fleet.cli.home import opened
from fleet.cli.matrix import markdown_matrix
from fleet.cli.options import LibraryOption
from fleet.diagnostics import quoted, suggestion
from fleet.errors import FleetError
from fleet.integrations.agents_md import agents_lines
from fleet.library import Library, by_domain, edges_of, shown
from fleet.spec import Persona, fill
from fleet.text import escaped

_OPEN = re.compile(r"^<!-- fleet:([a-z-]+) -->$", re.MULTILINE)


def page_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", show_default=False, help="A Markdown file with markers.")],
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit with 1 if the file is not up to date.")
    ] = False,
    library: LibraryOption = None,
) -> int:
    """Write the generated parts of a page.

    A part stands between `<!-- fleet:NAME -->` and `<!-- /fleet:NAME -->`, each on a line of its own; NAME is
    `catalogue`, `matrix`, `graph` or `agents`.
    """
    loaded = opened(library)
    text = file.read_text(encoding="utf-8")
    new = filled(loaded, text, file)
    if new == text:
        print(f"{shown(file)} is up to date")
        return OK
    if check:
        where = "" if library is None else f" --library {shown(library)}"
        command = f"fleet page {shown(file)}{where}"
        print(f"error: {quoted(shown(file))} is not up to date; run `{command}`", file=sys.stderr)
        return FINDINGS
    file.write_bytes(new.encode())
    print(f"{shown(file)} is written")
    return OK


def filled(library: Library, text: str, file: Path) -> str:
    """Return the text of a page with every part between markers made anew.

    Raises:
        FleetError: if the page has no marker, an unknown one, or one that is not closed.
    """
    pieces: list[str] = []
    end = 0
    for match in _OPEN.finditer(text):
        name = match.group(1)
        if name not in PARTS:
            message = f"no part of a page is named {quoted(name)}; {suggestion(name, PARTS)}"
            raise FleetError(message)
        close = f"<!-- /fleet:{name} -->"
        start = text.find(close, match.end())
        if start < 0 or match.start() < end:
            message = f"the part {quoted(name)} is not closed; write {quoted(close)} below it"
            raise FleetError(message)
        pieces += [
            text[end : match.end()],
            "\n",
            *(f"{line}\n" for line in PARTS[name](library, file.resolve().parent)),
        ]
        end = start
    if not pieces:
        message = (
            f"{quoted(shown(file))} has no marker; write `<!-- fleet:catalogue -->` and `<!-- /fleet:catalogue -->`"
        )
        raise FleetError(message)
    return "".join([*pieces, text[end:]])


def _catalogue(library: Library, folder: Path) -> Iterator[str]:
    """Every persona by domain: what it is for, its place on a ladder, and its lanes with their duties."""
    domain = ""
    for persona in by_domain(library):
        if persona.domain != domain:
            domain = persona.domain
            yield from ("", f"### {domain}")
        name = f"**{_said(library, persona.title)}** ({_link(library, persona, folder)})"
        yield from ("", f"The {name} {_said(library, persona.summary)}.{_remarks(library, persona)}", "")
        for duty in persona.mandate:
            yield f"- `{duty.lane}`: {_said(library, duty.about)}"
    parties = [
        (name, party) for name, party in library.parties.items() if party.lanes or name == library.manifest.fallback
    ]
    yield from ("", "### outside the fleet", "")
    for name, party in parties:
        owned = [f"`{duty.lane}`: {_said(library, duty.about)}" for duty in party.lanes]
        yield f"- **{_said(library, party.title)}** (`{name}`): {'; '.join(owned) or _said(library, party.about or '')}"
    yield ""


def _matrix(library: Library, _folder: Path) -> Iterator[str]:
    yield from ("", *markdown_matrix(library), "")


def _graph(library: Library, _folder: Path) -> Iterator[str]:
    """One drawing a domain: in one for all, nobody would follow a line."""
    edges = edges_of(library, own=True)
    for domain in sorted({persona.domain for persona in library.values()}):
        yield from ("", f"From {domain}:", "", "```mermaid")
        yield from mermaid(library, tuple(edge for edge in edges if library[edge.source].domain == domain))
        yield "```"
    yield ""


def _agents(library: Library, _folder: Path) -> Iterator[str]:
    yield from ("", *agents_lines(library), "")


PARTS: Mapping[str, Callable[[Library, Path], Iterator[str]]] = {
    "catalogue": _catalogue,
    "matrix": _matrix,
    "graph": _graph,
    "agents": _agents,
}
"""Name of a marker -> what makes the lines between its two comments."""


def _said(library: Library, text: str) -> str:
    """A spec text on one line, with the default values of variables, and nothing in it that Markdown would act on."""
    return escaped(fill(text, library.manifest.variables)).rstrip(".")


def _link(library: Library, persona: Persona, folder: Path) -> str:
    """The class, linked to its file if that lies beside the page or below."""
    path = Path(library.place(persona.class_, "class").path).resolve()
    if not path.is_relative_to(folder):
        return f"`{persona.class_}`"
    return f"[`{persona.class_}`]({path.relative_to(folder).as_posix()})"


def _remarks(library: Library, persona: Persona) -> str:
    said = f" Level {_said(library, persona.level)}." if persona.level else ""
    said += f" Stands above the {_said(library, library.title_of(persona.above))}." if persona.above else ""
    return said + (" Remembers accounts." if persona.persistent_persona else "")
