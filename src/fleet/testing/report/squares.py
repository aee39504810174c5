"""Roles and boundaries as a matrix: one square for each boundary of each role, those that nothing played included."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from fleet.testing.report.background import Background
from fleet.testing.report.report import Report
from fleet.testing.report.row import Row, State


class Square(NamedTuple):
    """One boundary of one role.

    Attributes:
        state: how it stands; ``untested`` if nothing played it.
        row: its row; None if it has none.
    """

    state: State | Literal["untested"]
    row: Row | None


class Grid(NamedTuple):
    """The matrix of one library.

    Attributes:
        library: its name.
        personas: the columns.
        boundaries: the lines, those with the most that is not held first.
        squares: (persona, boundary id) -> the square; where a role has no such boundary there is none.
    """

    library: str
    personas: tuple[str, ...]
    boundaries: tuple[str, ...]
    squares: Mapping[tuple[str, str], Square]


def grids_of(report: Report, backgrounds: Mapping[str, Background]) -> tuple[Grid, ...]:
    """A matrix for each library that was played."""
    return tuple(_grid(report, library, backgrounds.get(library, Background())) for library in report.libraries)


def _grid(report: Report, library: str, background: Background) -> Grid:
    squares: dict[tuple[str, str], Square] = {}
    for row in report.rows:
        if row.library == library:
            squares[row.persona, row.id] = Square(row.state, row)
    for name in background.unplayed(report, library):
        class_, _, id_ = name.partition("/")
        squares[class_, id_] = Square("untested", None)
    bad: dict[str, int] = {}
    for (_, id_), square in squares.items():
        bad[id_] = bad.get(id_, 0) + (square.state != "held")
    return Grid(
        library,
        tuple(sorted({persona for persona, _ in squares})),
        tuple(sorted(bad, key=lambda id_: (-bad[id_], id_))),
        squares,
    )
