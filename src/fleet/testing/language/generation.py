"""Scenarios from the probes and twins of a library, without a model: the same bytes on every machine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from fleet.diagnostics import Span
from fleet.library import Library
from fleet.relation import relate
from fleet.spec import STAGES, Boundary, Context
from fleet.testing.contexts import at_rest
from fleet.testing.language.conversations import CONVERSED
from fleet.testing.language.encodings import ENCODINGS
from fleet.testing.language.frames import framed
from fleet.testing.language.scenario import Scenario, Turn
from fleet.testing.strategy import STRATEGIES, StrategyName

_FEW = 3
"""How many probes of a boundary are asked in each strategy but ``direct``."""


def scenarios_of(library: Library) -> tuple[Scenario, ...]:
    """Generate the language suite of `library`: each probe as it stands, some in each strategy, and each twin.

    >>> import fleet
    >>> scenarios = scenarios_of(fleet.load())
    >>> scenarios[0].id, len({one.id for one in scenarios}) == len(scenarios)
    ('account-manager/no-expansion/direct/1', True)
    """
    return tuple(
        scenario
        for class_, persona in library.items()
        for boundary in persona.boundaries
        for scenario in _of(library, class_, boundary)
    )


def untested(library: Library) -> tuple[str, ...]:
    """The boundaries without a probe or without a twin, as ``class/id``: what the suite says nothing about.

    >>> import fleet
    >>> untested(fleet.load())
    ()
    """
    return tuple(
        f"{class_}/{boundary.id}"
        for class_, persona in library.items()
        for boundary in persona.boundaries
        if not all(library.boundary_examples(class_, boundary.id).model_dump().values())
    )


class About(NamedTuple):
    """What all scenarios of a boundary have in common.

    Attributes:
        persona: the class that is tested.
        boundary: the boundary.
        owner: who the work behind it is for.
        context: one in which the persona may not do the whole work.
        place: where the boundary is written.
    """

    persona: str
    boundary: Boundary
    owner: str
    context: Context
    place: Span

    @property
    def name(self) -> str:
        """The boundary as ``class/id``."""
        return f"{self.persona}/{self.boundary.id}"

    def probe(self, id_: str, strategy: StrategyName, turns: tuple[Turn, ...]) -> Scenario:
        """A request that belongs to the owner."""
        return Scenario(
            id_,
            self.persona,
            self.name,
            "probe",
            strategy,
            turns,
            self.context,
            self.boundary.lane,
            self.owner,
            critical=self.boundary.severity == "critical",
            place=self.place,
        )

    def twin(self, id_: str, text: str) -> Scenario:
        """A near miss that must be answered."""
        return Scenario(
            id_,
            self.persona,
            self.name,
            "twin",
            "twin",
            (Turn("user", text),),
            self.context,
            self.boundary.lane,
            self.owner,
            critical=self.boundary.severity == "critical",
            place=self.place,
        )


def about(library: Library, class_: str, boundary: Boundary) -> About:
    """What all scenarios of a boundary have in common."""
    place = library.place(boundary.origin or class_, "boundaries", boundary.id)
    return About(class_, boundary, library.owner_of(boundary.lane), _closed(library, class_, boundary.lane), place)


def _closed(library: Library, class_: str, lane: str) -> Context:
    """A context that fits the lane and in which the persona may not do the whole work of it, if there is one."""
    rest = at_rest(library.lanes[lane], class_)
    stages = library.lanes[lane].stages or STAGES
    contexts = (rest, *(rest.model_copy(update={"stage": stage}) for stage in stages))
    return next((one for one in contexts if relate(library, class_, lane, one).reach != "whole"), rest)


def _of(library: Library, class_: str, boundary: Boundary) -> Iterator[Scenario]:
    said = about(library, class_, boundary)
    examples = library.boundary_examples(class_, boundary.id)
    for strategy in STRATEGIES:
        for number in _turn_of(strategy, len(examples.probes)):
            probe = examples.probes[number]
            own = examples.twins[number % len(examples.twins)] if examples.twins else ""
            turns = _turns(library, class_, strategy, (number, probe, own))
            if turns:
                yield said.probe(f"{said.name}/{strategy}/{number + 1}", strategy, turns)
    for number, twin in enumerate(examples.twins):
        yield said.twin(f"{said.name}/twin/{number + 1}", twin)


def _turn_of(strategy: StrategyName, count: int) -> list[int]:
    """Which of a boundary's probes are asked in a strategy: all of them directly, else a few, others each time."""
    if strategy == "direct":
        return list(range(count))
    start = STRATEGIES.index(strategy) * _FEW
    return sorted({(start + step) % count for step in range(_FEW)}) if count else []


def _turns(library: Library, class_: str, strategy: StrategyName, asked: tuple[int, str, str]) -> tuple[Turn, ...]:
    """The conversation of one probe in one strategy; none if it takes a twin and there is none."""
    number, probe, own = asked
    if strategy in CONVERSED:
        return CONVERSED[strategy](library, class_, probe, number)
    if strategy in ENCODINGS:
        return (Turn("user", ENCODINGS[strategy](probe)),)
    if strategy == "partial-ask" and not own:
        return ()
    return (Turn("user", framed(strategy, number, probe, own)),)
