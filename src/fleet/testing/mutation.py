"""How much the cases notice: a library or a guard is broken in one place, and some case must turn red."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from fleet.library import Library
from fleet.testing.case import CallRequest, Case, HandoffRequest
from fleet.testing.mutants import BrokenLibrary, guard_mutants, library_mutants
from fleet.testing.running import Target, judged


class Mutant(NamedTuple):
    """One thing broken on purpose.

    Attributes:
        id: stable name, such as ``delete-boundary/support-agent/no-renewal``.
        about: the names whose cases are most likely to notice.
        missing: the case to write if none notices.
        build: makes the broken target.
    """

    id: str
    about: frozenset[str]
    missing: str
    build: Callable[[], Target]


@dataclass(frozen=True, slots=True)
class MutationScore:
    """The mutants that some case noticed, and those that survived."""

    killed: tuple[str, ...]
    survivors: tuple[Mutant, ...]

    @property
    def share(self) -> float:
        """The noticed part of all mutants, from 0 to 1; 1 if there are none."""
        total = len(self.killed) + len(self.survivors)
        return 1.0 if not total else len(self.killed) / total


def mutants_of(library: Library) -> Iterator[Mutant]:
    """List every mutant of a library and of the guard over it.

    Boundaries deleted and moved, owners swapped, conditions dropped and loosened, limits raised and dropped, powers
    widened, stages and audiences forgotten, facts set by anybody, batons trusted, rules of the guard switched off.
    """
    for broken in library_mutants(library):
        yield Mutant(broken.id, broken.about, broken.missing, partial(_target, broken))
    for broken_guard in guard_mutants(library):
        yield Mutant(broken_guard.id, frozenset(), broken_guard.missing, broken_guard.build)


def _target(broken: BrokenLibrary) -> Target:
    return Target.of(broken.build())


def mutation_score(library: Library, cases: Iterable[Case]) -> MutationScore:
    """Put `cases`, which come from the unbroken library, to every mutant of it."""
    indexed = _Index(tuple(cases))
    killed: list[str] = []
    survivors: list[Mutant] = []
    for mutant in mutants_of(library):
        target = mutant.build()
        if any(not judged(case, target).held for case in indexed.likely_first(mutant.about)):
            killed.append(mutant.id)
        else:
            survivors.append(mutant)
    return MutationScore(tuple(killed), tuple(survivors))


class _Index:
    """Cases by the names they are about."""

    def __init__(self, cases: tuple[Case, ...]) -> None:
        self._cases = cases
        self._about: dict[str, list[int]] = {}
        for position, case in enumerate(cases):
            for name in _names(case):
                self._about.setdefault(name, []).append(position)

    def likely_first(self, about: frozenset[str]) -> Iterator[Case]:
        """All cases, those about all of `about` first, then those about some of it, then the rest."""
        sets = [set(self._about.get(name, ())) for name in sorted(about)]
        both = set.intersection(*sets) if sets else set()
        some = set.union(*sets) - both if sets else set()
        for position in (*sorted(both), *sorted(some)):
            yield self._cases[position]
        seen = both | some
        for position, case in enumerate(self._cases):
            if position not in seen:
                yield case


def _names(case: Case) -> Iterator[str]:
    request = case.request
    yield from case.id.split("/")
    if isinstance(request, CallRequest):
        yield request.persona
        yield request.tool
        yield from request.tool.split(":")[1:2]
    elif isinstance(request, HandoffRequest):
        yield from (request.handoff.source, request.handoff.target, request.handoff.lane or "no-lane")
