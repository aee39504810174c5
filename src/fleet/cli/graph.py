"""``fleet graph``: who hands over to whom, and for which lanes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Annotated

import typer

from fleet.cli.ending import OK
from fleet.cli.home import opened
from fleet.cli.options import JsonOption, LibraryOption
from fleet.cli.plain import print_json
from fleet.errors import UnknownNameError
from fleet.library import Edge, Library, edges_of

_OUTSIDE = "outside the fleet"


class GraphFormat(StrEnum):
    """A graph to draw, or as data."""

    mermaid = "mermaid"
    json = "json"


def graph_command(
    *,
    library: LibraryOption = None,
    domain: Annotated[
        str | None,
        typer.Option("--domain", metavar="DOMAIN", show_default=False, help="Only from personas of this domain."),
    ] = None,
    own: Annotated[bool, typer.Option("--own", help="Without what came along a ladder.")] = False,
    format_: Annotated[GraphFormat, typer.Option("--format", help="How the graph is written.")] = GraphFormat.mermaid,
    json: JsonOption = False,
) -> int:
    """Show who hands over to whom. An edge leads from a boundary to the owner of its lane."""
    loaded = opened(library, machine=True)
    domains = {persona.domain for persona in loaded.values()}
    if domain is not None and domain not in domains:
        raise UnknownNameError(kind="domain", name=domain, choices=domains)
    edges = tuple(edge for edge in edges_of(loaded, own=own) if domain in (None, loaded[edge.source].domain))
    if json or format_ is GraphFormat.json:
        print_json([edge._asdict() for edge in edges])
    else:
        print("\n".join(mermaid(loaded, edges)))
    return OK


def mermaid(library: Library, edges: Sequence[Edge]) -> Iterator[str]:
    """The edges as a Mermaid flowchart, everybody inside their domain.

    >>> import fleet
    >>> next(mermaid(fleet.load(), ()))
    'flowchart LR'
    """
    yield "flowchart LR"
    groups: dict[str, list[str]] = {}
    for name in dict.fromkeys([edge.source for edge in edges] + sorted({edge.target for edge in edges})):
        persona = library.personas.get(name)
        groups.setdefault(persona.domain if persona else _OUTSIDE, []).append(name)
    for position, (domain, names) in enumerate(groups.items(), start=1):
        yield f'  subgraph d{position}["{_label(domain)}"]'
        yield from (f'    {_node(name)}["{_label(library.title_of(name))}"]' for name in names)
        yield "  end"
    for edge in edges:
        yield f'  {_node(edge.source)} -->|"{"<br/>".join(map(_label, edge.lanes))}"| {_node(edge.target)}'


def _node(name: str) -> str:
    return f"n_{name.replace('-', '_')}"


def _label(text: str) -> str:
    return text.replace("&", "#amp;").replace('"', "#quot;").replace("<", "#lt;").replace(">", "#gt;")
