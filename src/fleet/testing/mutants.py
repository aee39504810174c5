"""The breakages themselves: each changes one thing of a library, or of the guard over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from fleet.guard import Guard
from fleet.guard.broken import rules, trusting_batons, without_rule
from fleet.library import Library
from fleet.spec import Assist, Boundary, Condition, Duty, Fact, FrozenMapping, Limit, Persona, Tool
from fleet.testing.callers import caller_of
from fleet.testing.running import Target
from fleet.testing.tools import synthetic_tools


class BrokenLibrary(NamedTuple):
    """A way to break a library."""

    id: str
    about: frozenset[str]
    missing: str
    build: Callable[[], Library]


class BrokenGuard(NamedTuple):
    """A way to break a guard."""

    id: str
    missing: str
    build: Callable[[], Target]


def library_mutants(library: Library) -> Iterator[BrokenLibrary]:
    """Every mutant of the spec."""
    for class_, persona in library.items():
        yield from _boundaries(library, class_, persona)
        yield from _conditions(library, class_, persona)
        yield from _powers(library, class_, persona)
    yield from _owners(library)
    yield from _lanes(library)
    yield from _tools(library)
    yield from _facts(library)


def guard_mutants(library: Library) -> Iterator[BrokenGuard]:
    """Every mutant of the guard: a rule switched off, a baton trusted."""
    guard = Guard(library, tools=synthetic_tools(library))
    for rule in rules():
        if not _matters(library, rule):
            continue
        missing = f"a request that only the rule `{rule}` refuses"
        yield BrokenGuard(f"rule-off/{rule}", missing, partial(_without, guard, rule))
    if library.facts:
        missing = "a handoff whose baton claims a fact that an assist asks for"
        yield BrokenGuard("trust-the-baton", missing, lambda: Target(trusting_batons(guard)))


def _matters(library: Library, rule: str) -> bool:
    """Whether anything in a library is decided by a rule of the guard."""
    called = [tool for tool in library.tools.values() if caller_of(library, tool) is not None]
    match rule:
        case "call:within_reach":
            return any(assist.only for persona in library.values() for assist in persona.assists)
        case "call:within_limits":
            return any(tool.limits for tool in called)
        case "call:typed_arguments":
            return any(tool.args is not None for tool in called)
        case _:
            return True


def _without(guard: Guard, rule: str) -> Target:
    return Target(without_rule(guard, rule))


def _boundaries(library: Library, class_: str, persona: Persona) -> Iterator[BrokenLibrary]:
    lanes = list(library.lanes)
    for position, boundary in enumerate(persona.boundaries):
        name = f"{class_}/{boundary.id}"
        about = frozenset({class_, boundary.id})
        others = persona.boundaries[:position] + persona.boundaries[position + 1 :]
        missing = f"a call into `{boundary.lane}` by `{class_}` that expects `{name}` among the reasons"
        yield _persona(library, f"delete-boundary/{name}", about, missing, persona, boundaries=others)
        lane = lanes[(lanes.index(boundary.lane) + 1) % len(lanes)]
        if lane != boundary.lane:
            moved: Boundary = boundary.model_copy(update={"lane": lane, "owner": library.owner_of(lane)})
            there = (*persona.boundaries[:position], moved, *persona.boundaries[position + 1 :])
            yield _persona(library, f"move-boundary/{name}", about, missing, persona, boundaries=there)


def _conditions(library: Library, class_: str, persona: Persona) -> Iterator[BrokenLibrary]:
    for position, assist in enumerate(persona.assists):
        about = frozenset({class_, assist.lane})
        for what, looser in _looser(assist):
            name = f"{class_}/{assist.lane}-{position + 1}"
            missing = f"a call into `{assist.lane}` by `{class_}` where `{what}` does not hold"
            assists = (*persona.assists[:position], looser, *persona.assists[position + 1 :])
            yield _persona(library, f"loosen/{name}/{what}", about, missing, persona, assists=assists)


def _looser(assist: Assist) -> Iterator[tuple[str, Assist]]:
    when = assist.when
    if assist.only is not None:
        yield f"only-{assist.only}", assist.model_copy(update={"only": None})
    if when is None:
        return
    yield "when", assist.model_copy(update={"when": None})
    for fact in when.facts:
        facts = tuple(one for one in when.facts if one != fact)
        yield f"fact-{fact}", assist.model_copy(update={"when": when.model_copy(update={"facts": facts})})
    for field in ("assigned", "unassigned", "stages", "audience"):
        if getattr(when, field) is not None:
            looser: Condition = when.model_copy(update={field: None})
            yield field, assist.model_copy(update={"when": looser})


def _powers(library: Library, class_: str, persona: Persona) -> Iterator[BrokenLibrary]:
    powers = {*persona.lanes, *(assist.lane for assist in persona.assists if assist.always)}
    for lane in library.lanes:
        about = frozenset({class_, lane})
        if lane not in powers:
            missing = f"a call into `{lane}` by `{class_}` that must be refused"
            assists = (*persona.assists, Assist(lane=lane, how="does it"))
            yield _persona(library, f"widen-mandate/{class_}/{lane}", about, missing, persona, assists=assists)
        if lane not in powers and lane not in persona.reads:
            missing = f"a reading call into `{lane}` by `{class_}` that must be refused"
            reads = (*persona.reads, lane)
            yield _persona(library, f"widen-reads/{class_}/{lane}", about, missing, persona, reads=reads)


def _owners(library: Library) -> Iterator[BrokenLibrary]:
    lanes = list(library.lanes)
    for first in lanes:
        owner = library.owner_of(first)
        second = next((lane for lane in lanes if library.owner_of(lane) != owner and lane > first), None)
        if second is None:
            continue
        missing = f"a call into `{first}` that names its owner"
        build = partial(_swapped, library, first, second)
        yield BrokenLibrary(f"swap-owners/{first}/{second}", frozenset({first, owner}), missing, build)


def _lanes(library: Library) -> Iterator[BrokenLibrary]:
    for lane, duty in library.lanes.items():
        for field in ("stages", "audience"):
            if getattr(duty, field) is None:
                continue
            owner = library.owner_of(lane)
            missing = f"a call into `{lane}` in a context that its `{field}` does not name"
            build = partial(_every_duty, library, lane, field)
            yield BrokenLibrary(f"forget-{field}/{lane}", frozenset({lane, owner}), missing, build)


def _tools(library: Library) -> Iterator[BrokenLibrary]:
    for name, tool in library.tools.items():
        if caller_of(library, tool) is None:
            continue
        about = frozenset({name})
        for argument, limit in tool.limits.items():
            for what, wider in _wider(limit):
                limits = {**tool.limits, argument: wider}
                missing = f"a call of `{name}` with `{argument}` just beyond its `{what}`"
                changed = tool.model_copy(update={"limits": FrozenMapping(limits)})
                yield _tool(library, f"raise-limit/{name}/{argument}/{what}", about, missing, (name, changed))
        if tool.limits and tool.beyond == "ask":
            missing = f"a call of `{name}` beyond a limit that must be asked for"
            yield _tool(library, f"drop-limits/{name}", about, missing, (name, _unlimited(tool)))


def _wider(limit: Limit) -> Iterator[tuple[str, Limit]]:
    steps = {
        "minimum": -1,
        "exclusive_minimum": -1,
        "maximum": 1,
        "exclusive_maximum": 1,
        "max_length": 1,
        "max_items": 1,
    }
    for field, step in steps.items():
        border = getattr(limit, field)
        if border is not None:
            yield field, limit.model_copy(update={field: border + step})
    for field in ("enum", "const", "email_domain_in", "owned_by", "comes_from"):
        if getattr(limit, field) is not None:
            yield field, limit.model_copy(update={field: None})


def _unlimited(tool: Tool) -> Tool:
    return tool.model_copy(update={"limits": FrozenMapping({})})


def _facts(library: Library) -> Iterator[BrokenLibrary]:
    for name, fact in library.facts.items():
        if fact.handed_by is None or not _opens(library, name):
            continue
        other = next((class_ for class_ in library if class_ not in library.levels.get(fact.handed_by, ())), None)
        if other is None or fact.handed_by == other:
            continue
        missing = f"a handoff by `{other}` that must not set the fact `{name}`"
        changed = Fact(about=fact.about, handed_by=other)
        facts = FrozenMapping({**library.facts, name: changed})
        build = partial(_with_manifest, library, {"facts": facts})
        yield BrokenLibrary(f"fact-by-anybody/{name}", frozenset({other}), missing, build)


def _opens(library: Library, fact: str) -> bool:
    """Whether any assist asks for a fact."""
    return any(fact in (one.when.facts if one.when else ()) for persona in library.values() for one in persona.assists)


def _persona(
    library: Library, id_: str, about: frozenset[str], missing: str, persona: Persona, **fields: tuple[object, ...]
) -> BrokenLibrary:
    def build() -> Library:
        changed = persona.model_copy(update=fields)
        return replace(library, personas={**library.personas, persona.class_: changed})

    return BrokenLibrary(id_, about, missing, build)


def _tool(library: Library, id_: str, about: frozenset[str], missing: str, changed: tuple[str, Tool]) -> BrokenLibrary:
    tools = FrozenMapping({**library.tools, changed[0]: changed[1]})
    return BrokenLibrary(id_, about, missing, partial(_with_manifest, library, {"tools": tools}))


def _with_manifest(library: Library, update: Mapping[str, object]) -> Library:
    manifest = library.manifest.model_copy(update=dict(update))
    return replace(library, parts=replace(library.parts, manifest=manifest))


def _every_duty(library: Library, lane: str, field: str) -> Library:
    """The library with one field of a lane's duty forgotten."""
    return _with_duties(library, {lane: library.lanes[lane].model_copy(update={field: None})})


def _swapped(library: Library, first: str, second: str) -> Library:
    """The library with the owners of two lanes exchanged."""
    return _with_duties(library, {first: library.lanes[second], second: library.lanes[first]})


def _with_duties(library: Library, duties: Mapping[str, Duty]) -> Library:
    """The library in which another duty stands where each of these lanes stood, with personas and parties."""
    personas = {
        class_: persona.model_copy(update={"mandate": tuple(duties.get(duty.lane, duty) for duty in persona.mandate)})
        for class_, persona in library.items()
    }
    parties = {
        name: party.model_copy(update={"lanes": tuple(duties.get(duty.lane, duty) for duty in party.lanes)})
        for name, party in library.parties.items()
    }
    changed = replace(library, personas=personas)
    return _with_manifest(changed, {"parties": FrozenMapping(parties)})
