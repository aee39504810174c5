"""The immutable, cross-checked set of personas, and what can be looked up in it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar, cast

from fleet.diagnostics import Span
from fleet.errors import UnknownNameError
from fleet.library.digest import digest_of
from fleet.library.ladder import levels_below
from fleet.library.parts import Parts, place_in
from fleet.spec import (
    Assist,
    Boundary,
    BoundaryExamples,
    Duty,
    Fact,
    LaneExamples,
    Manifest,
    Party,
    Persona,
    Tool,
    Trait,
)

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Library(Mapping[str, Persona]):
    """Personas by class, in alphabetical order, each with what came along its ladder.

    Two libraries are equal if they say the same, whatever files they came from.

    >>> import fleet
    >>> library = fleet.load()
    >>> library.owner_of("renewal")
    'customer-success-manager'
    """

    parts: Parts
    personas: Mapping[str, Persona]
    source: str

    def __getitem__(self, class_: str) -> Persona:
        try:
            return self.personas[class_]
        except KeyError:
            raise UnknownNameError("persona", class_, self.personas) from None

    def __contains__(self, class_: object) -> bool:
        return class_ in self.personas

    def __iter__(self) -> Iterator[str]:
        return iter(self.personas)

    def __len__(self) -> int:
        return len(self.personas)

    def __eq__(self, other: object) -> bool:
        return self.digest == other.digest if isinstance(other, Library) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        return f"<Library of {len(self)} personas and {len(self.lanes)} lanes from {self.source}>"

    @property
    def manifest(self) -> Manifest:
        """What ``library.yaml`` says, with what the library underneath adds."""
        return self.parts.manifest

    @property
    def parties(self) -> Mapping[str, Party]:
        """Who is outside the fleet, by name."""
        return self.manifest.parties

    @property
    def facts(self) -> Mapping[str, Fact]:
        """The declared facts, by name."""
        return self.manifest.facts

    @property
    def tools(self) -> Mapping[str, Tool]:
        """The tools, by name."""
        return self.manifest.tools

    @property
    def traits(self) -> Mapping[str, Trait]:
        """The shared traits, by name."""
        return self.parts.traits

    @property
    def retired(self) -> Mapping[str, Persona]:
        """Personas of the library underneath that this one does not keep."""
        return self.parts.retired

    @cached_property
    def lanes(self) -> Mapping[str, Duty]:
        """Every lane by name, in alphabetical order."""
        return {duty.lane: duty for _, duty in self._owned}

    @cached_property
    def owners(self) -> Mapping[str, str]:
        """Lane -> the persona or party that owns it."""
        return {duty.lane: owner for owner, duty in self._owned}

    @cached_property
    def duties(self) -> Mapping[str, tuple[Duty, ...]]:
        """Everybody who owns lanes -> these lanes, in alphabetical order."""
        found: dict[str, list[Duty]] = {}
        for owner, duty in self._owned:
            found.setdefault(owner, []).append(duty)
        return {owner: tuple(duties) for owner, duties in found.items()}

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all that the library says, as hexadecimal digits; the order of files does not matter."""
        return digest_of(
            {
                "manifest": self.manifest,
                "personas": self.parts.personas,
                "retired": sorted(self.retired),
                "traits": self.traits,
                "examples": self.parts.examples,
                "party_examples": self.parts.party_examples,
            }
        )

    @cached_property
    def concluded(self) -> dict[Hashable, object]:
        """What others found out about this library and keep with it, so that it is found out once; no part of it."""
        return {}

    def conclude(self, key: Hashable, find: Callable[[], T]) -> T:
        """What `find` finds out about this library, asked once and kept under `key`.

        >>> import fleet
        >>> library = fleet.load()
        >>> library.conclude("count", lambda: len(library)), library.conclude("count", lambda: 0)
        (11, 11)
        """
        if key not in self.concluded:
            self.concluded[key] = find()
        return cast("T", self.concluded[key])

    def owner_of(self, lane: str) -> str:
        """The persona or party that owns `lane`.

        Raises:
            UnknownNameError: if no lane has that name.
        """
        try:
            return self.owners[lane]
        except KeyError:
            raise UnknownNameError("lane", lane, self.owners) from None

    def title_of(self, name: str) -> str:
        """The title of a persona or party, kept or retired; the name itself if it has none."""
        persona = self.personas.get(name) or self.retired.get(name)
        if persona is not None:
            return persona.title
        return self.parties[name].title if name in self.parties else name

    @cached_property
    def grants(self) -> Mapping[tuple[str, str], tuple[Assist, ...]]:
        """(class, lane) -> the assists that the persona has there."""
        found: dict[tuple[str, str], tuple[Assist, ...]] = {}
        for class_, persona in self.items():
            for assist in persona.assists:
                found[class_, assist.lane] = (*found.get((class_, assist.lane), ()), assist)
        return found

    @cached_property
    def exclusions(self) -> Mapping[tuple[str, str], tuple[Boundary, ...]]:
        """(class, lane) -> the boundaries that the persona has there."""
        found: dict[tuple[str, str], tuple[Boundary, ...]] = {}
        for class_, persona in self.items():
            for boundary in persona.boundaries:
                found[class_, boundary.lane] = (*found.get((class_, boundary.lane), ()), boundary)
        return found

    @cached_property
    def levels(self) -> Mapping[str, frozenset[str]]:
        """Each class, kept or retired -> itself and every level above it: who counts where it is asked for."""
        everybody = {**self.retired, **self.parts.personas}
        above: dict[str, set[str]] = {class_: {class_} for class_ in everybody}
        for class_ in everybody:
            for lower in levels_below(class_, everybody):
                above[lower].add(class_)
        return {class_: frozenset(levels) for class_, levels in above.items()}

    @cached_property
    def _owned(self) -> tuple[tuple[str, Duty], ...]:
        everybody: list[tuple[str, tuple[Duty, ...]]] = [(name, persona.mandate) for name, persona in self.items()]
        everybody += [(name, party.lanes) for name, party in self.parties.items()]
        return tuple(sorted(((name, duty) for name, duties in everybody for duty in duties), key=_by_lane))

    def below(self, class_: str) -> tuple[str, ...]:
        """The levels below a persona on its ladder, nearest first."""
        return levels_below(class_, self.personas)

    def examples_of(self, lane: str) -> LaneExamples:
        """The examples of a lane, wherever they are written; empty if there are none."""
        return self._examples.get(lane, LaneExamples())

    def boundary_examples(self, class_: str, boundary_id: str) -> BoundaryExamples:
        """The probes and twins of a boundary; those of the level it came from, if it came along a ladder."""
        boundary = self[class_].boundary(boundary_id)
        home = self.parts.examples.get(boundary.origin or class_) if boundary else None
        return home.boundaries.get(boundary_id, BoundaryExamples()) if home else BoundaryExamples()

    @property
    def fallback_asks(self) -> tuple[str, ...]:
        """Messages that are in no lane."""
        party = self.parties[self.manifest.fallback]
        examples = self.parts.party_examples.get(party.examples or "")
        return examples.asks if examples else ()

    @cached_property
    def _examples(self) -> Mapping[str, LaneExamples]:
        found: dict[str, LaneExamples] = {}
        files = [file.lanes for file in self.parts.examples.values()]
        files += [file.lanes for file in self.parts.party_examples.values()]
        for lanes in files:
            for lane, examples in lanes.items():
                first = found.get(lane, LaneExamples())
                asks, says = (*first.asks, *examples.asks), (*first.says, *examples.says)
                found[lane] = LaneExamples(asks=asks, says=says)
        return found

    def place(self, class_: str, *path: str) -> Span:
        """Where a value of a persona is written; a step into a list names an item by its lane, id or text.

        What came along a ladder stands where the level that it is from says it: ask for the place of that level.
        """
        return self.parts.place(class_, *path)

    def manifest_place(self, *path: str) -> Span:
        """Where a value of ``library.yaml`` is written."""
        return place_in(self.parts.draft.manifest, *path)


def _by_lane(owned: tuple[str, Duty]) -> str:
    return owned[1].lane
