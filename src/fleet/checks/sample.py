"""One example text of a library: what it is an example of, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from fleet.diagnostics import Span
from fleet.library import Library
from fleet.source import Node

Kind = Literal["ask", "say", "twin", "probe"]
KINDS: tuple[Kind, ...] = ("ask", "say", "twin", "probe")


class Sample(NamedTuple):
    """A text with its kind, its place, and what it is an example of.

    Attributes:
        kind: which list it stands in.
        home: the lane, or ``class/boundary``; None for what is in no lane.
        text: what it says.
        span: where it stands.
    """

    kind: Kind
    home: str | None
    text: str
    span: Span

    @property
    def taught(self) -> bool:
        """Whether routers learn from it."""
        return self.kind in ("ask", "say")


def samples(library: Library) -> Iterator[Sample]:
    """All example texts that count in a library; those of lanes and boundaries that it does not keep do not."""
    draft = library.parts.draft
    for class_, node in draft.examples.items():
        yield from _of_lanes(library, node)
        kept = {boundary.id for boundary in library[class_].boundaries} if class_ in library else set()
        for id_, inner in _entries(node, "boundaries").items():
            if id_ in kept:
                yield from _listed(inner, f"{class_}/{id_}")
    for node in draft.party_examples.values():
        yield from _of_lanes(library, node)
        yield from _listed(node, None)


def _of_lanes(library: Library, node: Node) -> Iterator[Sample]:
    for lane, inner in _entries(node, "lanes").items():
        if lane in library.lanes:
            yield from _listed(inner, lane)


def _listed(node: Node, home: str | None) -> Iterator[Sample]:
    for kind in KINDS:
        for item in node.mapping[f"{kind}s"].items if f"{kind}s" in node.mapping else ():
            yield Sample(kind, home, str(item.value), item.span)


def _entries(node: Node, key: str) -> Mapping[str, Node]:
    return node.mapping[key].mapping if key in node.mapping else {}
