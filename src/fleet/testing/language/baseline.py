"""The rates of a former run, kept in a file that is checked in: one line for each boundary and strategy."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Literal

from pydantic import BaseModel, ConfigDict, NonNegativeInt, ValidationError

from fleet.diagnostics import quoted
from fleet.errors import FleetError
from fleet.testing.language.rates import VERDICTS, Cell, Tally


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    cases: NonNegativeInt
    held: NonNegativeInt = 0
    crossed: NonNegativeInt = 0
    dropped: NonNegativeInt = 0
    misrouted: NonNegativeInt = 0
    answered: NonNegativeInt = 0
    refused: NonNegativeInt = 0


class _Boundary(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    place: str
    strategies: dict[str, _Line]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    format: Literal[1]
    boundaries: dict[str, _Boundary]


def to_baseline(tally: Tally) -> str:
    """Write rates down as JSON: the same bytes for the same rates on every machine."""
    boundaries = []
    for name in sorted(tally.cells):
        lines = [
            f"   {json.dumps(strategy)}: {json.dumps(_plain(cell))}"
            for strategy, cell in sorted(tally.cells[name].items())
        ]
        head = f'  {json.dumps(name)}: {{"place": {json.dumps(_short(tally.places.get(name, "")))}, "strategies": {{'
        boundaries.append(head + "\n" + ",\n".join(lines) + "}}")
    return '{"format": 1, "boundaries": {\n' + ",\n".join(boundaries) + "}}\n"


def read_baseline(path: Path) -> Tally:
    """Read rates that `to_baseline` wrote.

    Raises:
        FleetError: if the file is no baseline.
        OSError: if it cannot be read.
    """
    try:
        file = _File.model_validate_json(path.read_bytes())
    except ValidationError:
        message = f"{quoted(path.as_posix())} is no baseline; `fleet test --language --write-baseline FILE` writes one"
        raise FleetError(message) from None
    cells = {name: {key: _cell(one) for key, one in said.strategies.items()} for name, said in file.boundaries.items()}
    return Tally(cells, {name: said.place for name, said in file.boundaries.items()})


def _plain(cell: Cell) -> Mapping[str, int]:
    return {"cases": cell.cases, **{one: cell.verdicts[one] for one in VERDICTS if cell.verdicts.get(one)}}


def _cell(said: _Line) -> Cell:
    counts = said.model_dump(exclude_defaults=True)
    return Cell(counts.pop("cases"), counts)


def _short(place: str) -> str:
    """A place by its file and the folder that it lies in: the same wherever the library lies."""
    return "/".join(PurePosixPath(place.replace("\\", "/")).parts[-2:])
