"""What a library adds to a report: the words of its boundaries, and what nothing tested, said apart from all rates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from fleet.library import Library
from fleet.spec import fill
from fleet.testing.coverage import coverage_of
from fleet.testing.generation import generated
from fleet.testing.language.generation import untested
from fleet.testing.mutation import mutation_score
from fleet.testing.report.report import Report


class Rule(NamedTuple):
    """What a boundary says.

    Attributes:
        rule: what the persona does not do.
        because: what it would cost.
        owner: who owns the work, by title.
        severity: how bad a crossing is.
    """

    rule: str
    because: str
    owner: str
    severity: str


class Survivor(NamedTuple):
    """Something broken on purpose that no exact case noticed, and the case that is missing."""

    id: str
    missing: str


@dataclass(frozen=True, slots=True)
class Background:
    """What a library says, and what of it is not tested.

    Attributes:
        rules: boundary as ``class/id`` -> what it says.
        unprobed: boundaries without a probe or without a twin in the library.
        elements: how many elements the exact suite must reach.
        missing: the elements that no exact case reaches.
        mutants: how many things were broken on purpose; None if none was.
        survivors: those that no exact case noticed.
    """

    rules: Mapping[str, Rule] = field(default_factory=dict)
    unprobed: tuple[str, ...] = ()
    elements: int = 0
    missing: tuple[str, ...] = ()
    mutants: int | None = None
    survivors: tuple[Survivor, ...] = ()

    def unplayed(self, report: Report, library: str) -> tuple[str, ...]:
        """The boundaries of the library that a report says nothing about."""
        played = {row.boundary for row in report.rows if row.library == library}
        return tuple(name for name in self.rules if name not in played)


def background_of(library: Library, *, mutate: bool = False) -> Background:
    """Look a library through.

    Args:
        library: the one that the trials are from.
        mutate: whether it is also broken on purpose, to see whether the exact suite notices; this takes a while.

    >>> import fleet
    >>> background = background_of(fleet.load())
    >>> background.rules["support-agent/no-deal-negotiation"].owner, background.missing
    ('Account Manager', ())
    """
    cases = generated(library)
    coverage = coverage_of(library, cases)
    score = mutation_score(library, cases) if mutate else None
    return Background(
        rules=_rules(library),
        unprobed=untested(library),
        elements=len(coverage.elements),
        missing=coverage.missing,
        mutants=None if score is None else len(score.killed) + len(score.survivors),
        survivors=() if score is None else tuple(Survivor(one.id, one.missing) for one in score.survivors),
    )


def _rules(library: Library) -> dict[str, Rule]:
    values = library.manifest.variables
    return {
        f"{class_}/{boundary.id}": Rule(
            fill(boundary.rule, values),
            fill(boundary.because, values),
            library.title_of(library.owner_of(boundary.lane)),
            boundary.severity,
        )
        for class_, persona in library.items()
        for boundary in persona.boundaries
    }
