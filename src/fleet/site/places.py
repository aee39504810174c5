"""Where on the site the things of a library are: each as a path from the site's top."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from fleet.diagnostics import Span
from fleet.library import Library
from fleet.site.fitting import clipped, part_page
from fleet.site.specs import Specs
from fleet.spec import Assist, Boundary, fill

_LONGEST = 120


class Source(NamedTuple):
    """A line of a spec.

    Attributes:
        label: the file's name and the line.
        at: where it is shown; None if it is not.
    """

    label: str
    at: str | None


class Named(NamedTuple):
    """A persona or a party as it is spoken of: its title, its name, and its page, None if it has none."""

    title: str
    name: str
    at: str | None


class Places:
    """Where the things of one library are, with its variables as `values` has them."""

    def __init__(self, library: Library, specs: Specs, values: Mapping[str, str]) -> None:
        self._library = library
        self._specs = specs
        self._values = values

    def named(self, name: str) -> Named:
        """A persona or a party with its page; one that the library does not keep has none."""
        at = None
        if name in self._library.personas:
            at = persona_page(name)
        elif name in self._library.parties:
            at = party_page(name)
        return Named(clipped(fill(self._library.title_of(name), self._values), _LONGEST), name, at)

    def source(self, span: Span, *, home: str = "") -> Source:
        """The line of a spec at a place; on the page of the persona `home` its own file is not named."""
        return self.line(self._specs.path(span), span.line, home=home)

    def line(self, path: str, line: int, *, home: str = "") -> Source:
        """The line of a file, as a block of a prompt names it."""
        name = path.rpartition("/")[2]
        return Source(f"line {line}" if name == f"{home}.yaml" else f"{name}:{line}", self._specs.at(path, line))

    def of_duty(self, lane: str, *, home: str = "") -> Source:
        """Where a lane is written: in the mandate of its owner, or where a library gave it to somebody else."""
        library = self._library
        owner = library.owner_of(lane)
        if lane in library.manifest.lanes:
            return self.source(library.manifest_place("lanes", lane))
        if owner in library.personas:
            return self.source(library.place(owner, "mandate", lane, "lane"), home=home)
        return self.source(library.manifest_place("parties", owner, "lanes", lane, "lane"))

    def of_boundary(self, class_: str, boundary: Boundary) -> Source:
        """Where a boundary is written, on the level that it is from."""
        return self.source(self._library.place(boundary.origin or class_, "boundaries", boundary.id, "id"), home=class_)

    def of_assist(self, class_: str, assist: Assist) -> Source:
        """Where an assist is written: with a level below, in what that level owns if it owns the lane."""
        library = self._library
        home = assist.origin or class_
        level = library.parts.personas.get(home)
        owned = level is not None and assist.lane in level.lanes
        path = ("mandate", assist.lane, "duty") if owned else ("assists", assist.lane, "how")
        return self.source(library.place(home, *path), home=class_)


def persona_page(class_: str) -> str:
    """The page of a persona."""
    return f"personas/{class_}.html"


def party_page(name: str) -> str:
    """The page of a party."""
    return f"parties/{name}.html"


def domain_page(domain: str) -> str:
    """The page of a domain, or the first part of it."""
    return part_page(f"domains/{domain}", 1)


def lane_page(lane: str) -> str:
    """The page of a lane."""
    return f"lanes/{lane}.html"


def boundary_anchor(class_: str, id_: str) -> str:
    """Where on the page of a persona one of its boundaries stands."""
    return f"{persona_page(class_)}#boundary-{id_}"
