"""Who hands over to whom: an edge for each pair of a persona and the owner of lanes it has boundaries on."""

from __future__ import annotations

from typing import NamedTuple

from fleet.library.library import Library


class Edge(NamedTuple):
    """From a persona to the owner of `lanes`, behind `boundaries`."""

    source: str
    target: str
    lanes: tuple[str, ...]
    boundaries: tuple[str, ...]


def edges_of(library: Library, *, own: bool = False) -> tuple[Edge, ...]:
    """List the edges, sorted; with `own` only those that a persona's own file says.

    >>> import fleet
    >>> [edge.lanes for edge in edges_of(fleet.load()) if edge[:2] == ("customer-success-manager", "support-agent")]
    [('ticket-resolution',)]
    """
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for class_, persona in library.items():
        for boundary in persona.boundaries:
            if own and boundary.origin is not None:
                continue
            found.setdefault((class_, library.owner_of(boundary.lane)), []).append((boundary.lane, boundary.id))
    return tuple(
        Edge(source, target, tuple(lane for lane, _ in sorted(said)), tuple(id_ for _, id_ in sorted(said)))
        for (source, target), said in sorted(found.items())
    )
