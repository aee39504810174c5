"""Ladders: what a level gets from the levels below it, and what it must say to be rid of a boundary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from fleet.diagnostics import Diagnostic, Label, closest, quoted, suggestion
from fleet.library.parts import Parts
from fleet.spec import Assist, Boundary, Condition, Persona


def levels_below(class_: str, personas: Mapping[str, Persona]) -> tuple[str, ...]:
    """The classes below `class_` on its ladder, nearest first; a loop ends where it closes."""
    below: list[str] = []
    step = personas[class_].above
    while step is not None and step in personas and step not in below and step != class_:
        below.append(step)
        step = personas[step].above
    return tuple(below)


def grounded(class_: str, personas: Mapping[str, Persona]) -> bool:
    """Whether the ladder of `class_` ends at a level that is above nobody: every step exists, and none comes back."""
    lowest = (class_, *levels_below(class_, personas))[-1]
    return personas[lowest].above is None


def climbed(parts: Parts) -> tuple[dict[str, Persona], list[Diagnostic]]:
    """Give every level what comes along from below; return the personas in full and what is wrong with ladders.

    A level whose ladder is broken stays as its own file says it.
    """
    everybody = {**parts.retired, **parts.personas}
    found = list(_broken(parts, everybody))
    claims = parts.claims
    full: dict[str, Persona] = {}
    for class_ in sorted(everybody, key=lambda name: (len(levels_below(name, everybody)), name)):
        below = levels_below(class_, everybody)
        persona = everybody[class_]
        if below and grounded(class_, everybody):
            lower = full[below[0]]
            persona = _raised(persona, lower, tuple(everybody[name] for name in below))
            along, lost = _come_along(parts, persona, lower)
            persona = persona.model_copy(update={"boundaries": (*persona.boundaries, *along)})
            if class_ in parts.personas:
                found += _unfit(parts, persona, lower, lost=lost, claims=claims)
        full[class_] = persona
    kept = {class_: full[class_] for class_ in sorted(parts.personas)}
    return {class_: _regrounded(persona, everybody, kept) for class_, persona in kept.items()}, found


def covers(wide: Assist, narrow: Assist) -> bool:
    """Whether `wide` allows whatever `narrow` allows."""
    if wide.lane != narrow.lane or (wide.only is not None and wide.only != narrow.only):
        return False
    if wide.when is None:
        return True
    return narrow.when is not None and _asks(wide.when) <= _asks(narrow.when)


def _asks(when: Condition) -> frozenset[tuple[str, object]]:
    asks: set[tuple[str, object]] = {("fact", fact) for fact in when.facts}
    asks |= {(name, getattr(when, name)) for name in ("assigned", "unassigned", "stages", "audience")}
    return frozenset((name, value) for name, value in asks if value is not None)


def _raised(persona: Persona, lower: Persona, below: tuple[Persona, ...]) -> Persona:
    """The persona with all that comes along but boundaries."""
    owned = set(persona.lanes)
    assists = list(persona.assists)
    for level in below:
        assists += [Assist(lane=duty.lane, how=duty.duty).from_level(level.class_) for duty in level.mandate]
        assists += [assist.from_level(level.class_) for assist in level.assists]
    raised = persona.model_copy(
        update={
            "assists": tuple(_uncovered(assist for assist in assists if assist.lane not in owned)),
            "traits": _joined(lower.traits, persona.traits),
            "expertise": _joined(lower.expertise, persona.expertise),
            "reads": tuple(lane for lane in _joined(lower.reads, persona.reads) if lane not in owned),
        }
    )
    return raised.raised_on(lower.voices)


def _uncovered(assists: Iterable[Assist]) -> Iterator[Assist]:
    """Assists without those that another one covers; of two that cover each other the first stays."""
    listed = tuple(assists)
    for position, assist in enumerate(listed):
        others = (
            other
            for index, other in enumerate(listed)
            if index != position and covers(other, assist) and (index < position or not covers(assist, other))
        )
        if not any(True for _ in others):
            yield assist


def powers_of(persona: Persona) -> frozenset[str]:
    """The lanes that a persona owns or may always work in."""
    return frozenset(persona.lanes) | {assist.lane for assist in persona.assists if assist.always}


def _come_along(parts: Parts, persona: Persona, lower: Persona) -> tuple[tuple[Boundary, ...], tuple[Boundary, ...]]:
    """The boundaries that come along from the level below, and those that cannot and were not lifted by name."""
    powers = powers_of(persona)
    kept: list[Boundary] = []
    lost: list[Boundary] = []
    for boundary in lower.boundaries:
        settled_here = parts.settled.get(boundary.lane) == persona.class_
        lifted = boundary.id in persona.lifts and boundary.lane in powers
        if persona.boundary(boundary.id) is not None or settled_here or lifted:
            continue
        if boundary.lane in powers:
            lost.append(boundary)
        else:
            kept.append(boundary if boundary.origin else boundary.from_level(lower.class_))
    return tuple(kept), tuple(lost)


def _unfit(
    parts: Parts,
    persona: Persona,
    lower: Persona,
    *,
    lost: tuple[Boundary, ...],
    claims: Mapping[str, frozenset[str]],
) -> Iterator[Diagnostic]:
    """What is wrong between a level and the one below; nothing that follows from a mistake reported elsewhere."""
    along = {boundary.id: boundary for boundary in lower.boundaries}
    meant = {closest(id_, along) for id_ in persona.lifts if id_ not in along}
    at_odds_below = powers_of(lower)
    for boundary in lost:
        if boundary.id not in meant and boundary.lane not in at_odds_below and len(claims[boundary.lane]) == 1:
            yield _lost(parts, persona, boundary)
    for id_, below in along.items():
        own = persona.boundary(id_)
        if own is not None and own.lane != below.lane and own.lane in claims and below.lane in claims:
            yield _other_lane(parts, persona.class_, own, below)
    yield from _idle_lifts(parts, persona, lower, claims=claims)


def _idle_lifts(
    parts: Parts, persona: Persona, lower: Persona, *, claims: Mapping[str, frozenset[str]]
) -> Iterator[Diagnostic]:
    along = {boundary.id: boundary for boundary in lower.boundaries}
    powers = powers_of(persona)
    for id_ in persona.lifts:
        boundary = along.get(id_)
        place = parts.place(persona.class_, "lifts", id_)
        if boundary is None:
            if parts.settled:
                continue
            message = f"no boundary {quoted(id_)} comes along from {quoted(lower.class_)}"
            yield Diagnostic("FLT211", message, place, help=suggestion(id_, along))
        elif boundary.lane not in powers and boundary.lane not in parts.settled and boundary.lane in claims:
            message = f"{quoted(persona.class_)} lifts {quoted(id_)} but may not always work in {quoted(boundary.lane)}"
            help_ = f"take `{id_}` out of `lifts:`, or add an assist in `{boundary.lane}` without `when:`"
            yield Diagnostic("FLT211", message, place, help=help_)


def _lost(parts: Parts, persona: Persona, boundary: Boundary) -> Diagnostic:
    class_ = persona.class_
    keys = parts.draft.personas[class_].keys
    home = boundary.origin or str(persona.above)
    return Diagnostic(
        "FLT210",
        f"boundary {quoted(boundary.id)} comes along from {quoted(home)} and forbids {quoted(boundary.lane)}, "
        f"where {quoted(class_)} may always work",
        parts.place(class_, "above"),
        (Label(parts.place(home, "boundaries", boundary.id, "id"), "the boundary"),),
        note="a boundary that comes along a ladder goes away by name only",
        help=f"add {quoted(boundary.id)} to `lifts:`" if "lifts" in keys else f"write `lifts: [{boundary.id}]`",
    )


def _other_lane(parts: Parts, class_: str, own: Boundary, along: Boundary) -> Diagnostic:
    below = along.origin or str(parts.personas[class_].above)
    return Diagnostic(
        "FLT212",
        f"boundary {quoted(own.id)} is about {quoted(own.lane)} here and about {quoted(along.lane)} on the level below",
        parts.place(class_, "boundaries", own.id, "id"),
        (Label(parts.place(below, "boundaries", along.id, "lane"), "about another lane there"),),
        help="give one of them another id",
    )


def _broken(parts: Parts, everybody: Mapping[str, Persona]) -> Iterator[Diagnostic]:
    for class_, persona in parts.personas.items():
        if persona.above is None:
            if persona.lifts:
                message = f"{quoted(class_)} lifts boundaries but stands on no ladder"
                yield Diagnostic("FLT211", message, parts.draft.personas[class_].key("lifts"), help="remove `lifts:`")
            continue
        if persona.above not in everybody:
            message = f"no persona is named {quoted(persona.above)}"
            place = parts.place(class_, "above")
            yield Diagnostic("FLT204", message, place, help=suggestion(persona.above, set(everybody) - {class_}))
            continue
        chain = [class_]
        while (step := everybody[chain[-1]].above) is not None and step in everybody and step not in chain:
            chain.append(step)
        if step == class_ and class_ == min(chain, key=lambda name: (not _is_own(parts, name), name)):
            ring = " above ".join(map(quoted, [*chain, class_]))
            message = f"the ladder loops: {ring}"
            yield Diagnostic(
                "FLT209", message, parts.place(class_, "above"), help="remove `above:` from the lowest level"
            )


def _is_own(parts: Parts, class_: str) -> bool:
    """Whether this library says itself above whom the persona stands."""
    return parts.place(class_, "above").path in parts.draft.own


def _regrounded(persona: Persona, everybody: Mapping[str, Persona], kept: Mapping[str, Persona]) -> Persona:
    """The persona above the next lower level that this library keeps."""
    below = next((name for name in levels_below(persona.class_, everybody) if name in kept), None)
    if below == persona.above:
        return persona
    return persona.model_copy(update={"above": below})


def _joined(first: tuple[str, ...], then: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *then)))
