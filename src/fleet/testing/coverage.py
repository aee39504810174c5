"""Which elements of a library some case reaches; one that none reaches is a row, not a silence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fleet.library import Library
from fleet.testing.callers import caller_of
from fleet.testing.case import Case
from fleet.testing.contexts import conditioned, misfits
from fleet.testing.tools import beyond

_OF_A_BOUNDARY = ("call", "handoff", "owner", "prompt")


@dataclass(frozen=True, slots=True)
class Coverage:
    """The elements of a library, and those among them that a case reaches."""

    elements: tuple[str, ...]
    reached: frozenset[str]

    @property
    def missing(self) -> tuple[str, ...]:
        """The elements that no case reaches, in order."""
        return tuple(element for element in self.elements if element not in self.reached)

    @property
    def share(self) -> float:
        """The reached part of all elements, from 0 to 1; 1 if there are none."""
        return 1.0 if not self.elements else 1 - len(self.missing) / len(self.elements)


def elements_of(library: Library) -> Iterator[str]:
    """Name every element that a case must reach, read from the spec without looking at any case.

    Boundaries: ``class/id:call|handoff|owner|prompt``. Lanes: ``class/lane:effect``, the stages and audiences they are
    not for, and each condition of each assist. Tools that somebody can call: ``tool/name:limit-edge``.
    """
    for class_, persona in library.items():
        for boundary in persona.boundaries:
            yield from (f"{class_}/{boundary.id}:{what}" for what in _OF_A_BOUNDARY)
        for lane, duty in library.lanes.items():
            yield from (f"{class_}/{lane}:{effect}" for effect in ("read", "write", "commit"))
            yield from (f"{class_}/{lane}:{name}" for name, _ in misfits(duty, class_))
            for position, assist in enumerate(library.grants.get((class_, lane), ())):
                around = conditioned(library, class_, assist, duty)
                yield from (f"{class_}/{lane}:assist-{position + 1}:{name}" for name, _ in around)
        yield f"{class_}:prompt"
    for name, tool in sorted(library.tools.items()):
        if caller_of(library, tool) is None:
            continue
        for argument, limit in tool.limits.items():
            yield from (f"tool/{name}:{argument}-{what}" for what, _ in beyond(limit) if what != "unlisted")
            if limit.comes_from is not None and not limit.optional:
                yield f"tool/{name}:{argument}-unsaid"
    yield from (f"handoff:{lane}" for lane in library.lanes)


def coverage_of(library: Library, cases: Iterable[Case]) -> Coverage:
    """Hold cases against the elements of a library."""
    return Coverage(tuple(elements_of(library)), frozenset(element for case in cases for element in case.elements))
