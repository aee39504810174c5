"""All exact cases of a library, generated from its spec: the same on every machine, in a stable order."""

from __future__ import annotations

from collections.abc import Iterator

from fleet.library import Library
from fleet.testing.case import Case
from fleet.testing.cases import boundary_cases, handoff_cases, lane_cases, prompt_cases, request_cases, tool_cases


def generated(library: Library) -> tuple[Case, ...]:
    """Generate the exact suite of `library`.

    >>> import fleet
    >>> cases = generated(fleet.load())
    >>> len(cases) > 1000 and len({case.id for case in cases}) == len(cases)
    True
    """
    return tuple(_unique(_all(library)))


def _all(library: Library) -> Iterator[Case]:
    yield from boundary_cases(library)
    yield from lane_cases(library)
    yield from tool_cases(library)
    yield from handoff_cases(library)
    yield from request_cases(library)
    yield from prompt_cases(library)


def _unique(cases: Iterator[Case]) -> Iterator[Case]:
    seen = set()
    for case in cases:
        if case.id not in seen:
            yield case
        seen.add(case.id)
