"""Personas and lanes as a picture: who owns, assists in or keeps out of which lane, and in which place each mark is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from fleet.library import MEANINGS, Mark, columns_of, mark_of
from fleet.site.fitting import clipped, short
from fleet.site.places import boundary_anchor, lane_page
from fleet.site.subject import Subject

CELL = 26
_LETTER = 6.9
_LONGEST = 30
_GAP = 8


class Label(NamedTuple):
    """A line or a column: what it is called, where it is, and where it leads to."""

    name: str
    text: str
    x: float
    y: float
    at: str


class Sign(NamedTuple):
    """A mark: what it is, where, what it says, and where it leads to."""

    mark: Mark
    x: float
    y: float
    lane: str
    name: str
    title: str
    at: str


class Grid(NamedTuple):
    """The picture, and the same as a table.

    Attributes:
        width: how wide it is.
        height: how high it is.
        left: where the columns begin.
        top: where the lines begin.
        lanes: the lines.
        names: the columns.
        signs: the marks.
        bands: where the lines of each owner begin and end, every other one.
        table: lane -> name -> what the mark says; without those that say nothing.
    """

    width: float
    height: float
    left: float
    top: float
    lanes: tuple[Label, ...]
    names: tuple[Label, ...]
    signs: tuple[Sign, ...]
    bands: tuple[tuple[float, float], ...]
    table: Mapping[str, Mapping[str, str]]


def grid_of(subject: Subject, names: Sequence[str] | None = None, lanes: Iterable[str] | None = None) -> Grid:
    """Draw some personas and parties over some lanes; all of them if they are not named.

    Lanes stand in the order of their owners, so that what is owned goes down as stairs.
    """
    library = subject.library
    columns = tuple(columns_of(library) if names is None else names)
    order = {name: number for number, name in enumerate(columns)}
    chosen = sorted(
        library.lanes if lanes is None else lanes,
        key=lambda lane: (order.get(library.owner_of(lane), len(order)), library.owner_of(lane), lane),
    )
    titles = [short(subject.title_of(name)) for name in columns]
    left = max((min(len(lane), _LONGEST) for lane in chosen), default=0) * _LETTER + 18
    longest = max(map(len, titles), default=0) * _LETTER
    top = longest * 0.82 + 22
    rows = {lane: top + CELL * number for number, lane in enumerate(chosen)}
    stands = {name: left + CELL * number for number, name in enumerate(columns)}
    signs = tuple(_signs(subject, rows, stands))
    table: dict[str, dict[str, str]] = {lane: {} for lane in chosen}
    for sign in signs:
        table[sign.lane][sign.name] = MEANINGS[sign.mark]
    return Grid(
        width=round(left + CELL * len(columns) + longest * 0.58 + 24, 1),
        height=round(top + CELL * len(chosen) + _GAP, 1),
        left=round(left, 1),
        top=round(top, 1),
        lanes=tuple(
            Label(lane, clipped(lane, _LONGEST), round(left - 10, 1), round(y + CELL / 2, 1), lane_page(lane))
            for lane, y in rows.items()
        ),
        names=tuple(
            Label(name, title, round(x + CELL / 2, 1), round(top - 8, 1), subject.places.named(name).at or "")
            for title, (name, x) in zip(titles, stands.items(), strict=True)
        ),
        signs=signs,
        bands=_bands(subject, rows),
        table=table,
    )


def _signs(subject: Subject, rows: Mapping[str, float], stands: Mapping[str, float]) -> Iterable[Sign]:
    library = subject.library
    for lane, y in rows.items():
        near = {library.owner_of(lane), *subject.helpers.get(lane, ()), *subject.barred.get(lane, ())}
        for name in sorted(near & stands.keys()):
            mark = mark_of(library, name, lane)
            title = f"{short(subject.title_of(name))} {MEANINGS[mark]}: {lane}"
            x = stands[name]
            yield Sign(
                mark, round(x + CELL / 2, 1), round(y + CELL / 2, 1), lane, name, title, _at(subject, name, lane, mark)
            )


def _at(subject: Subject, name: str, lane: str, mark: Mark) -> str:
    page = subject.places.named(name).at or ""
    if mark == "boundary":
        return boundary_anchor(name, subject.library.exclusions[name, lane][0].id)
    return f"{page}#lane-{lane}" if mark == "owns" else f"{page}#assist-{lane}"


def _bands(subject: Subject, rows: Mapping[str, float]) -> tuple[tuple[float, float], ...]:
    """From where to where the lines of every other owner go."""
    found: list[tuple[str, float, float]] = []
    for lane, y in rows.items():
        owner = subject.library.owner_of(lane)
        if found and found[-1][0] == owner:
            found[-1] = (owner, found[-1][1], y + CELL)
        else:
            found.append((owner, y, y + CELL))
    return tuple((round(start, 1), round(end - start, 1)) for _, start, end in found[::2])
