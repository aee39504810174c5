"""One site in the making: the library, its frame, where things are, and what else is shown with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from fleet.library import Edge, Library, by_domain, edges_of
from fleet.site.fitting import clipped
from fleet.site.layout import Layout
from fleet.site.places import Places
from fleet.site.specs import Specs
from fleet.site.template import rendered
from fleet.spec import Persona, Tool, fill
from fleet.testing.report import Report, Row

T = TypeVar("T")

_LONGEST = 2_500


@dataclass(frozen=True)
class Subject:
    """What pages are made of.

    Attributes:
        library: whose site it is.
        layout: the frame of its pages.
        specs: its files.
        places: where its things are.
        values: its variables with their values.
        report: what agents did at its boundaries; None if that is not given.
    """

    library: Library
    layout: Layout
    specs: Specs
    places: Places
    values: Mapping[str, str]
    report: Report | None = None
    _found: dict[str, bytes] = field(default_factory=dict)

    @property
    def found(self) -> Mapping[str, bytes]:
        """What was made so far: path -> content."""
        return self._found

    def keep(self, at: str, content: bytes) -> None:
        """Put a file that is no page among those that were made."""
        self._found[at] = content

    def add(self, at: str, template: str, data: Mapping[str, object], *, title: str, here: str = "") -> None:
        """Make a page of a template and put it among those that were made."""
        up = "../" * at.count("/")
        body = rendered(template, {**data, "up": up})
        self._found[at] = self.layout.page(title=title, body=body, at=at, here=here).encode()

    def said(self, text: str) -> str:
        """A text of a spec, with the values of its variables; a very long one is cut."""
        return clipped(fill(text, self.values), _LONGEST)

    def title_of(self, name: str) -> str:
        """The title of a persona or party."""
        return self.said(self.library.title_of(name))

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """Who hands over to whom."""
        return edges_of(self.library)

    @cached_property
    def incoming(self) -> Mapping[str, tuple[Edge, ...]]:
        """Everybody who is handed work -> from whom and for which lanes."""
        return _grouped((edge.target, edge) for edge in self.edges)

    @cached_property
    def outgoing(self) -> Mapping[str, tuple[Edge, ...]]:
        """Everybody who hands work over -> to whom and for which lanes."""
        return _grouped((edge.source, edge) for edge in self.edges)

    @cached_property
    def domains(self) -> Mapping[str, tuple[Persona, ...]]:
        """Domain -> its personas, on a ladder from the lowest level up."""
        return _grouped((persona.domain, persona) for persona in by_domain(self.library))

    @cached_property
    def tools(self) -> Mapping[str, tuple[tuple[str, Tool], ...]]:
        """Lane -> the tools that work in it."""
        tools = self.library.tools.items()
        return _grouped((tool.lane, (name, tool)) for name, tool in tools if tool.lane is not None)

    @cached_property
    def helpers(self) -> Mapping[str, tuple[str, ...]]:
        """Lane -> the personas with an assist in it, in alphabetical order."""
        return _grouped(sorted((lane, class_) for class_, lane in self.library.grants))

    @cached_property
    def barred(self) -> Mapping[str, tuple[str, ...]]:
        """Lane -> the personas with a boundary on it, in alphabetical order."""
        return _grouped(sorted((lane, class_) for class_, lane in self.library.exclusions))

    @cached_property
    def readers(self) -> Mapping[str, tuple[str, ...]]:
        """Lane -> the personas that may look at its records."""
        return _grouped(sorted((lane, class_) for class_, persona in self.library.items() for lane in persona.reads))

    @cached_property
    def above(self) -> Mapping[str, str]:
        """Persona -> the level right above it on a ladder."""
        return {persona.above: class_ for class_, persona in self.library.items() if persona.above is not None}

    def state_of(self, class_: str, boundary: str) -> str:
        """How a boundary stands in the results; empty if they do not say."""
        row = self.rows.get(f"{class_}/{boundary}")
        return row.state if row else ""

    @cached_property
    def rows(self) -> Mapping[str, Row]:
        """Boundary as ``class/id`` -> how it stands, where that is given."""
        return {row.boundary: row for row in self.report.rows} if self.report else {}


def _grouped(pairs: Iterable[tuple[str, T]]) -> Mapping[str, tuple[T, ...]]:
    """Key -> what stands beside it, in the order in which it came."""
    found: dict[str, list[T]] = {}
    for key, one in pairs:
        found.setdefault(key, []).append(one)
    return {key: tuple(all_) for key, all_ in found.items()}
