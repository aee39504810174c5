"""``fleet show``: one persona on a page, or as YAML with everything that came along."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

import typer
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from fleet.cli.catalogue import remarks
from fleet.cli.ending import OK
from fleet.cli.home import opened
from fleet.cli.options import JsonOption, LibraryOption, PersonaArgument
from fleet.cli.plain import plain_of, print_json
from fleet.cli.resolved import origins_of, resolved_text
from fleet.cli.screen import screen, show
from fleet.library import Library
from fleet.relation import condition_words
from fleet.spec import Assist, Boundary, Persona, fill

_ONLY = {"inform": "only to inform", "follow-up": "only to follow up", None: ""}


def show_command(
    persona: PersonaArgument,
    *,
    library: LibraryOption = None,
    resolved: Annotated[bool, typer.Option("--resolved", help="As YAML, with everything that came along.")] = False,
    json: JsonOption = False,
) -> int:
    """Show one persona. What it owns, where it helps and when, what it does not do and why."""
    loaded = opened(library, machine=resolved or json)
    shown = loaded[persona]
    if json:
        print_json(_data(shown))
    elif resolved:
        print(resolved_text(loaded, persona), end="")
    else:
        show(screen(), Group(*_page(loaded, shown)))
    return OK


def _page(library: Library, persona: Persona) -> Iterator[RenderableType]:
    values = library.manifest.variables
    yield Text(f"{persona.title} ({persona.class_})", style="bold")
    yield Text(", ".join(remarks(persona)), style="dim")
    yield Text(fill(persona.summary, values))
    yield from _table("owns", [(duty.lane, fill(duty.duty, values)) for duty in persona.mandate])
    yield from _table("assists", [(assist.lane, _assist(library, assist)) for assist in persona.assists])
    if persona.boundaries:
        yield from _heading("does not")
    for boundary in persona.boundaries:
        yield from _boundary(library, boundary)
    yield from _text("looks at records of", ", ".join(persona.reads))
    yield from _text("traits", ", ".join(library.traits[name].title for name in persona.traits))
    for voice in persona.voices:
        yield from _text("voice", fill(" ".join(voice.split()), values))
    yield from _text("notes", " ".join((persona.notes or "").split()))


def _heading(title: str) -> Iterator[RenderableType]:
    yield from (Text(), Text(title, style="bold"))


def _text(title: str, text: str) -> Iterator[RenderableType]:
    if text:
        yield from _heading(title)
        yield Padding(Text(text), (0, 0, 0, 2))


def _table(title: str, rows: Sequence[tuple[str, str]]) -> Iterator[RenderableType]:
    if rows:
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(no_wrap=True)
        grid.add_column(overflow="fold")
        for name, text in rows:
            grid.add_row(Text(name, style="cyan"), text)
        yield from _heading(title)
        yield Padding(grid, (0, 0, 0, 2))


def _boundary(library: Library, boundary: Boundary) -> Iterator[RenderableType]:
    text = f"{boundary.rule.strip().rstrip('.')}: {boundary.because.strip()}"
    whose = [f"{boundary.lane}, {library.owner_of(boundary.lane)}", boundary.severity, _from(boundary.origin)]
    name = Text.assemble((boundary.id, "cyan"), (f" ({'; '.join(part for part in whose if part)})", "dim"))
    yield Padding(name, (0, 0, 0, 2))
    yield Padding(Text(" ".join(fill(text, library.manifest.variables).split())), (0, 0, 0, 4))


def _assist(library: Library, assist: Assist) -> str:
    how = fill(assist.how, library.manifest.variables)
    limits = [_ONLY[assist.only], condition_words(library, assist.when), _from(assist.origin)]
    return f"{how} ({', '.join(part for part in limits if part)})"


def _from(origin: str | None) -> str:
    return f"from {origin}" if origin else ""


def _data(persona: Persona) -> object:
    """The persona as its file would say it, with where each part came from."""
    data = plain_of(persona)
    if isinstance(data, dict):
        for key, origins in origins_of(persona).items():
            data[key] = [{**part, "from": origin} for part, origin in zip(data.get(key, ()), origins, strict=True)]
        data["voices"] = list(persona.voices)
    return data
