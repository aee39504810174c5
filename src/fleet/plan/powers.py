"""Which persona may do more or less in which lane, found by deciding in every context that can tell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from fleet.diagnostics import listed, quoted
from fleet.library import Library
from fleet.library.ladder import powers_of
from fleet.plan.change import Change, Verdict
from fleet.plan.contexts import telling
from fleet.plan.places import power_place
from fleet.plan.terms import context_words, terms_of
from fleet.relation import relate
from fleet.spec import Assist, Context, Effect

_EFFECTS: tuple[Effect, ...] = ("read", "write", "commit")

Allowed = Callable[[Library, Context], frozenset[str]]


class Shift(NamedTuple):
    """What changes for a persona in a lane: the effects that it gained or lost, each with a context that shows it."""

    lane: str
    gained: Mapping[str, Context]
    lost: Mapping[str, Context]


def powers(old: Library, new: Library) -> Iterator[Change]:
    """Every persona and lane where some decision changes, with a context in which it does.

    A persona that comes or goes with all that it may do is one change.
    """
    for persona in sorted({*old, *new}):
        shifts = tuple(_shifts(old, new, persona))
        if persona in old and persona in new:
            for shift in shifts:
                yield from _of(old, new, persona, shift)
        else:
            yield from _whole(old, new, persona, shifts)


def permitted(library: Library, persona: str, lane: str, context: Context) -> frozenset[str]:
    """The effects that are within reach of a persona in a lane; none where one of the two does not exist."""
    if persona not in library or lane not in library.lanes:
        return frozenset()
    relation = relate(library, persona, lane, context)
    return frozenset(effect for effect in _EFFECTS if relation.permits(effect))


def witnesses(
    old: Library, new: Library, contexts: Iterator[Context], allowed: Allowed
) -> tuple[dict[str, Context], dict[str, Context]]:
    """What only the new library allows and what only the old one did, each with the first context that shows it."""
    gained: dict[str, Context] = {}
    lost: dict[str, Context] = {}
    for context in contexts:
        before, after = allowed(old, context), allowed(new, context)
        for name in after - before:
            gained.setdefault(name, context)
        for name in before - after:
            lost.setdefault(name, context)
    return gained, lost


def _shifts(old: Library, new: Library, persona: str) -> Iterator[Shift]:
    for lane in sorted({*old.lanes, *new.lanes}):
        if _terms(old, persona, lane) == _terms(new, persona, lane):
            continue

        def allowed(library: Library, context: Context, lane: str = lane) -> frozenset[str]:
            return permitted(library, persona, lane, context)

        gained, lost = witnesses(old, new, telling((old, new), persona, [lane]), allowed)
        if gained or lost:
            yield Shift(lane, gained, lost)


def _of(old: Library, new: Library, persona: str, shift: Shift) -> Iterator[Change]:
    lane = shift.lane
    terms = f"before: {terms_of(old, persona, lane)}; now: {terms_of(new, persona, lane)}"
    sides: tuple[tuple[Verdict, Mapping[str, Context], str], ...] = (
        ("widens", shift.gained, "may now"),
        ("narrows", shift.lost, "may no longer"),
    )
    for verdict, found, may in sides:
        if found:
            witness = next(found[effect] for effect in _EFFECTS if effect in found)
            text = f"{quoted(persona)} {may} {_doing(found)} {quoted(lane)} ({terms})"
            if witness != Context(current=persona):
                text += f", for example {context_words(witness)}"
            if verdict == "widens":
                text += _without_boundaries(old, new, persona, lane)
            yield Change(verdict, "power", f"{persona}/{lane}", text, power_place(new, persona, lane), witness)


def _doing(effects: Mapping[str, Context]) -> str:
    if "commit" in effects:
        return "do all work in" if "write" in effects else "commit the company in"
    return "follow up in" if "write" in effects else "look at the records of"


def _without_boundaries(old: Library, new: Library, persona: str, lane: str) -> str:
    """The boundaries that no longer fit a persona, as it may always work in their lane now."""
    if lane not in powers_of(new[persona]):
        return ""
    gone = [boundary.id for boundary in old.exclusions.get((persona, lane), ())]
    return f"; {listed(gone)} no longer holds" if gone else ""


def _whole(old: Library, new: Library, persona: str, shifts: tuple[Shift, ...]) -> Iterator[Change]:
    verdict: Verdict = "widens" if persona in new else "narrows"
    library = new if persona in new else old
    found = {shift.lane: shift.gained or shift.lost for shift in shifts}
    works = [lane for lane, effects in found.items() if "write" in effects]
    looks = [lane for lane, effects in found.items() if "write" not in effects]
    does = [f"works in {listed(works)}"] if works else []
    does += [f"looks at the records of {listed(looks)}"] if looks else []
    if does:
        text = f"{quoted(persona)} is {'new' if persona in new else 'gone'}: it {' and '.join(does)}"
        witness = next(iter(next(iter(found.values())).values()))
        yield Change(verdict, "power", persona, text, library.place(persona, "class"), witness)


def _terms(library: Library, persona: str, lane: str) -> object:
    """All that decisions about a persona in a lane depend on; equal terms decide alike."""
    if persona not in library or lane not in library.lanes:
        return None
    duty = library.lanes[lane]
    grants = tuple(_grant(library, persona, assist) for assist in library.grants.get((persona, lane), ()))
    reads = lane in library[persona].reads
    return duty.stages, duty.audience, library.owner_of(lane) == persona, grants, reads


def _grant(library: Library, persona: str, assist: Assist) -> object:
    when = assist.when
    if when is None:
        return assist.only, None
    asked = (persona if when.assigned else None, when.unassigned)
    rings = tuple(library.levels.get(one, frozenset({one})) if one is not None else None for one in asked)
    return assist.only, rings, frozenset(when.facts), frozenset(when.stages or ()), when.audience
