"""What Cedar knows of a library beside its policies: actors on their ladders, lanes, tools, and who is assigned."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from differential.policies import ACTIONS
from fleet.library import Library
from fleet.spec import Duty, Persona

Entity = dict[str, object]
NO_LANE = "no lane"
"""The lane of work that is in none."""


def entities_of(library: Library, teams: Iterable[Collection[str]]) -> list[Entity]:
    """The entities of a library, with one team for each set of assigned classes."""
    return [*_actions(), *_actors(library), *_lanes(library), *map(_team, teams)]


def uid(kind: str, name: str) -> dict[str, str]:
    """How requests name an entity."""
    return {"type": kind, "id": name}


def reference(kind: str, name: str) -> dict[str, object]:
    """How attributes name an entity."""
    return {"__entity": uid(kind, name)}


def team_name(classes: Collection[str]) -> str:
    """The name of the team of these classes."""
    return "+".join(sorted(classes))


def owners_of(library: Library) -> Iterator[tuple[str, str]]:
    """Each lane with who owns it."""
    return ((duty.lane, owner) for owner, duty in _duties(library))


def _entity(kind: str, name: str, attributes: Mapping[str, object], parents: Iterable[tuple[str, str]] = ()) -> Entity:
    return {"uid": uid(kind, name), "attrs": dict(attributes), "parents": [uid(*parent) for parent in parents]}


def _actions() -> Iterator[Entity]:
    for name in {*ACTIONS, *(group for groups in ACTIONS.values() for group in groups)}:
        yield _entity("Action", name, {}, [("Action", group) for group in ACTIONS.get(name, ())])


def _actors(library: Library) -> Iterator[Entity]:
    """Personas, each in the level below it, for a higher level counts as a lower one; the retired ones count too."""
    kept, everybody = library.parts.personas, {**library.parts.retired, **library.parts.personas}
    for class_, persona in everybody.items():
        attributes: dict[str, object] = {"party": False} if class_ in kept else {}
        below = _kept_below(persona, everybody, kept)
        if below is not None:
            attributes["above"] = reference("Actor", below)
        yield _entity("Actor", class_, attributes, [("Actor", persona.above)] if persona.above else [])
    for name in library.parties:
        yield _entity("Actor", name, {"party": True})
    attributes = {
        "fallback": reference("Actor", library.manifest.fallback),
        "facts": sorted(library.facts),
        "classes": sorted(everybody),
    }
    yield _entity("Fleet", "this", attributes)


def _kept_below(persona: Persona, everybody: Mapping[str, Persona], kept: Collection[str]) -> str | None:
    below = persona.above
    while below is not None and below not in kept:
        below = everybody[below].above
    return below


def _lanes(library: Library) -> Iterator[Entity]:
    lanes = {duty.lane: _lane(owner, duty) for owner, duty in _duties(library)}
    for name, attributes in lanes.items():
        yield _entity("Lane", name, {"lane": True, **attributes})
    yield _entity("Lane", NO_LANE, {"lane": True})
    for name, tool in library.tools.items():
        attributes = {"effect": tool.effect}
        if tool.lane is None:
            yield _entity("Tool", name, {**attributes, "shared": True})
        else:
            yield _entity("Tool", name, {**attributes, **lanes[tool.lane]}, [("Lane", tool.lane)])


def _lane(owner: str, duty: Duty) -> dict[str, object]:
    attributes: dict[str, object] = {"owner": reference("Actor", owner)}
    if duty.stages is not None:
        attributes["stages"] = list(duty.stages)
    if duty.audience is not None:
        attributes["audience"] = duty.audience
    return attributes


def _duties(library: Library) -> Iterator[tuple[str, Duty]]:
    for class_, persona in library.parts.personas.items():
        yield from ((class_, duty) for duty in persona.mandate)
    for name, party in library.parties.items():
        yield from ((name, duty) for duty in party.lanes)


def _team(classes: Collection[str]) -> Entity:
    """An account's team: it is in each class assigned, so by the ladders in each lower one too."""
    parents = [("Actor", class_) for class_ in classes]
    return _entity("Team", team_name(classes), {"classes": sorted(classes)}, parents)
