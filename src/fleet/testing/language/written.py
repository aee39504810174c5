"""Conversations written by hand in ``*.boundary.yaml`` files, as scenarios."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from fleet.library import Library
from fleet.source import Node
from fleet.testing.casefile import read_written
from fleet.testing.language.generation import scenarios_of
from fleet.testing.language.scenario import Scenario, Turn
from fleet.testing.written import WrittenCase, WrittenTurn


def read_scenarios(path: Path, library: Library) -> tuple[Scenario, ...]:
    """Read the conversations of one file about `library`: each is a scenario, and so is each of its twins.

    A conversation that must be answered, by its expectation, is a twin itself.

    Raises:
        LibraryError: with every finding if the file, a name in it or a case is not right.
    """
    return tuple(
        scenario
        for written, node in read_written(path, library)
        if written.turns is not None
        for scenario in _scenarios(written, node, library)
    )


def all_scenarios(library: Library, files: Iterable[Path]) -> tuple[Scenario, ...]:
    """The scenarios that a library makes of its examples, and then those of some case files about it.

    Raises:
        LibraryError: as `read_scenarios`.
    """
    return (*scenarios_of(library), *(one for file in files for one in read_scenarios(file, library)))


def _scenarios(written: WrittenCase, node: Node, library: Library) -> Iterator[Scenario]:
    turns = tuple(map(_turn, written.turns or ()))
    name = f"written/{written.id}"
    if written.expect.verdict == "held":
        yield _scenario(name, written, node, library, turns)
    else:
        yield _twin(name, written, node, library, turns)
    for number, text in enumerate(written.twins):
        yield _twin(f"{name}/twin/{number + 1}", written, node, library, (Turn("user", text),))


def _scenario(id_: str, written: WrittenCase, node: Node, library: Library, turns: tuple[Turn, ...]) -> Scenario:
    class_, _, boundary_id = written.boundary.partition("/")
    boundary = library[class_].boundary(boundary_id)
    lane = boundary.lane if boundary else ""
    return Scenario(
        id_,
        class_,
        written.boundary,
        "probe",
        written.strategy or "direct",
        turns,
        written.context.as_context(class_),
        lane,
        written.expect.owner or library.owner_of(lane),
        critical=boundary is not None and boundary.severity == "critical",
        not_called=written.expect.calls_not_made,
        place=node.at("id"),
    )


def _twin(id_: str, written: WrittenCase, node: Node, library: Library, turns: tuple[Turn, ...]) -> Scenario:
    return replace(_scenario(id_, written, node, library, turns), kind="twin", strategy="twin")


def _turn(written: WrittenTurn) -> Turn:
    if written.tool is not None:
        return Turn("tool", written.tool, written.name)
    return Turn("agent", written.agent) if written.agent is not None else Turn("user", written.user or "")
