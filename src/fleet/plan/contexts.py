"""The contexts that can tell two libraries apart for one persona: one for each way their conditions can come out.

What a relation depends on is finite: the stage, the audience, the facts that conditions ask for, and for each condition
about assigned classes whether one of them is assigned. Classes that count for the same conditions are interchangeable,
and facts are only ever asked to hold, so that contexts with exactly the facts of some condition are enough: a set that
lies between two of them is decided as the smaller one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, combinations, product

from fleet.library import Library
from fleet.spec import STAGES, Assist, Audience, Context, Stage

_STAGES: tuple[Stage | None, ...] = (None, *STAGES)
_AUDIENCES: tuple[Audience, ...] = ("customer", "teammate")


def telling(libraries: Sequence[Library], persona: str, lanes: Iterable[str]) -> Iterator[Context]:
    """Yield contexts, the plainest first: wherever two libraries decide otherwise, they do so in one of these.

    Args:
        libraries: the libraries to tell apart; names that one of them lacks count for nothing in it.
        persona: the class at work.
        lanes: the lanes that the decisions are about.

    >>> import fleet
    >>> sum(1 for _ in telling([fleet.load()], "support-agent", ["technical-guidance"]))
    24
    """
    grants = [(library, assist) for library in libraries for assist in _grants(library, persona, lanes)]
    facts = sorted({frozenset(assist.when.facts) for _, assist in grants if assist.when} | {frozenset()}, key=_plainest)
    assigned = tuple(_assigned(persona, grants))
    for held, classes, stage, audience in product(facts, assigned, _STAGES, _AUDIENCES):
        yield Context(stage=stage, audience=audience, assigned=classes, facts=held, current=persona)


def _grants(library: Library, persona: str, lanes: Iterable[str]) -> Iterator[Assist]:
    return chain.from_iterable(library.grants.get((persona, lane), ()) for lane in lanes)


def _assigned(persona: str, grants: Iterable[tuple[Library, Assist]]) -> Iterator[frozenset[str] | None]:
    """Nothing known, nobody, and one set of classes for each combination of conditions that sets can meet."""
    yield None
    yield frozenset()
    counted: set[frozenset[str]] = set()
    for library, assist in grants:
        when = assist.when
        for asked in (persona if when and when.assigned else None, when.unassigned if when else None):
            if asked is not None:
                counted.add(library.levels.get(asked, frozenset({asked})))
    rings = sorted(counted, key=sorted)
    alike: dict[tuple[bool, ...], str] = {}
    for class_ in sorted(frozenset().union(*rings), key=lambda one: (one != persona, one)):
        alike.setdefault(tuple(class_ in ring for ring in rings), class_)
    classes = tuple(alike.values())
    for size in range(1, len(classes) + 1):
        yield from map(frozenset, combinations(classes, size))


def _plainest(facts: frozenset[str]) -> tuple[int, list[str]]:
    return len(facts), sorted(facts)
