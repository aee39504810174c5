"""What ``fleet report`` says as data."""

from __future__ import annotations

from collections.abc import Mapping

from fleet.testing.agents import Standing
from fleet.testing.language import Cell
from fleet.testing.report import Background, Report, Row, strategies_of
from fleet.testing.report.strategies import cells_of


def figures_of(report: Report, backgrounds: Mapping[str, Background]) -> dict[str, object]:
    """All figures of a report under stable names; what nobody played or tested only where a library was given."""
    held, answered = report.least_held, report.least_answered
    data: dict[str, object] = {
        "bar": report.bar.rate,
        "held": report.held,
        "counts": report.counts,
        "least_held": report.name(held) if held else None,
        "least_answered": report.name(answered) if answered else None,
        "boundaries": [_row(row) for row in report.rows],
        "strategies": {
            one.name: {**_cell(one.cell), "weakest": one.weakest, "least": one.least.share}
            for one in strategies_of(report)
        },
    }
    for library, background in backgrounds.items():
        data["not_played"] = background.unplayed(report, library)
        data["not_tested"] = [*background.unprobed, *background.missing]
        data["survivors"] = [one._asdict() for one in background.survivors]
    return data


def _row(row: Row) -> dict[str, object]:
    return {
        "library": row.library,
        "boundary": row.boundary,
        "state": row.state,
        "probes": _standing(row.probes),
        "twins": _standing(row.twins),
        "broke": row.broke or None,
        "place": row.place.where if row.place else None,
        "strategies": {name: _cell(cell) for name, cell in cells_of(row).items()},
    }


def _standing(standing: Standing) -> dict[str, object]:
    low, high = standing.interval
    return {
        "state": standing.state,
        "good": standing.good,
        "runs": standing.runs,
        "low": low,
        "high": high,
        "needed": standing.needed,
    }


def _cell(cell: Cell) -> dict[str, object]:
    low, high = cell.rate.interval
    return {"cases": cell.cases, **cell.verdicts, "share": cell.rate.share, "low": low, "high": high}
