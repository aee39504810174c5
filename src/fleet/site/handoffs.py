"""Who hands over to whom as a picture: whoever has boundaries on the left, the owners of lanes on the right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from fleet.library import by_domain
from fleet.site.fitting import clipped, short
from fleet.site.places import Named, domain_page, persona_page
from fleet.site.subject import Subject

ROW = 30
_HEAD = 28
_WIDTH = 1060
_SIDE = 290
_LONGEST = 32


class End(NamedTuple):
    """Somebody on one side of the picture.

    Attributes:
        key: what ties lines to it.
        title: how they are called.
        at: their page; None if they have none.
        y: how far down it stands.
        many: how many lanes they hand over or take.
    """

    key: str
    title: str
    at: str | None
    y: float
    many: int


class Line(NamedTuple):
    """A line from the left to the right.

    Attributes:
        source: the key of the left end.
        target: the key of the right end.
        path: how it is drawn.
        thick: how thick it is.
        title: what it says.
        at: where it leads to; None if nowhere.
    """

    source: str
    target: str
    path: str
    thick: float
    title: str
    at: str | None


class Flow(NamedTuple):
    """The picture, and the same as a table: from, to, how many lanes, and which."""

    width: int
    height: int
    left: int
    right: int
    givers: tuple[End, ...]
    takers: tuple[End, ...]
    lines: tuple[Line, ...]
    table: tuple[tuple[str, str, int, str], ...]


class Party(NamedTuple):
    """An end before it has its place: its key, title and page."""

    key: str
    title: str
    at: str | None


def between_personas(subject: Subject, sources: Sequence[str]) -> Flow:
    """What some personas hand over, and to whom."""
    lanes = {(source, edge.target): edge.lanes for source in sources for edge in subject.outgoing.get(source, ())}
    named = subject.places.named
    givers = [_party(named(name)) for name in sources if any(pair[0] == name for pair in lanes)]
    domain = {persona.class_: number for number, persona in enumerate(by_domain(subject.library))}
    targets = sorted({target for _, target in lanes}, key=lambda name: (domain.get(name, len(domain)), name))
    takers = [_party(named(name)) for name in targets]
    return _flow(givers, takers, lanes, {name: f"{persona_page(name)}#boundaries" for name in sources})


def between_domains(subject: Subject) -> Flow:
    """What the personas of each domain hand over to those of others; inside a domain too."""
    library = subject.library
    lanes: dict[tuple[str, str], tuple[str, ...]] = {}
    for edge in subject.edges:
        pair = (library[edge.source].domain, _domain(subject, edge.target))
        lanes[pair] = (*lanes.get(pair, ()), *edge.lanes)
    pages = {domain: domain_page(domain) for domain in subject.domains}
    givers = [Party(name, name, pages[name]) for name in subject.domains if any(pair[0] == name for pair in lanes)]
    targets = sorted({target for _, target in lanes}, key=lambda name: (name not in pages, name))
    takers = [Party(name, name or "outside the fleet", pages.get(name)) for name in targets]
    return _flow(givers, takers, lanes, pages)


def _party(named: Named) -> Party:
    return Party(named.name, named.title, named.at)


def _domain(subject: Subject, name: str) -> str:
    persona = subject.library.personas.get(name)
    return persona.domain if persona else ""


def _flow(
    givers: Sequence[Party],
    takers: Sequence[Party],
    lanes: Mapping[tuple[str, str], tuple[str, ...]],
    pages: Mapping[str, str],
) -> Flow:
    high = max(len(givers), len(takers))
    left, right = _SIDE, _WIDTH - _SIDE
    here = {one.key: _down(number, len(givers), high) for number, one in enumerate(givers)}
    there = {one.key: _down(number, len(takers), high) for number, one in enumerate(takers)}
    titles = {one.key: one.title for one in (*takers, *givers)}
    lines = []
    table = []
    for (source, target), taken in sorted(lanes.items(), key=lambda one: (here[one[0][0]], there[one[0][1]])):
        said = clipped(", ".join(dict.fromkeys(taken)), 240)
        path = _curve(left + 8, here[source], right - 8, there[target])
        title = f"{titles[source]} hands over to {titles[target]}: {said}"
        lines.append(Line(source, target, path, min(1 + len(taken) * 0.6, 9), title, pages.get(source)))
        table.append((titles[source], titles[target], len(taken), said))
    given, got = Counter[str](), Counter[str]()
    for (source, target), taken in lanes.items():
        given[source] += len(taken)
        got[target] += len(taken)
    return Flow(
        _WIDTH,
        _HEAD + ROW * high + 4,
        left,
        right,
        tuple(End(one.key, short(one.title, _LONGEST), one.at, here[one.key], given[one.key]) for one in givers),
        tuple(End(one.key, short(one.title, _LONGEST), one.at, there[one.key], got[one.key]) for one in takers),
        tuple(lines),
        tuple(table),
    )


def _down(number: int, many: int, high: int) -> float:
    """How far down the `number`-th of so many stands; the shorter side is spread over the whole height."""
    step = ROW * high / many
    return round(_HEAD + step * (number + 0.5), 1)


def _curve(x: float, y: float, to_x: float, to_y: float) -> str:
    middle = (x + to_x) / 2
    return f"M{x:g} {y:g}C{middle:g} {y:g} {middle:g} {to_y:g} {to_x:g} {to_y:g}"
