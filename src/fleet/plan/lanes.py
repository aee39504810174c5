"""Lanes that come, go and move, what a lane is about, and what else is said about a persona."""

from __future__ import annotations

from collections.abc import Iterator

from fleet.diagnostics import quoted
from fleet.library import Library
from fleet.plan.change import Change
from fleet.plan.places import duty_place
from fleet.spec import Duty, Persona

_WORDS = ("duty", "about")


def personas(old: Library, new: Library) -> Iterator[Change]:
    """What else is said about personas; those that come or go do so with their powers."""
    for class_ in sorted(set(old) & set(new)):
        yield from _altered(new, old[class_], new[class_])


def _altered(new: Library, was: Persona, now: Persona) -> Iterator[Change]:
    for key in ("domain", "title", "above", "level", "persistent_persona"):
        before, after = getattr(was, key), getattr(now, key)
        if before != after:
            text = f"`{key}` of {quoted(now.class_)} is {_said(after)}, was {_said(before)}"
            yield Change("rewords", "persona", now.class_, text, new.place(now.class_, key))


def lanes(old: Library, new: Library) -> Iterator[Change]:
    """Lanes that are new, gone, owned by somebody else, or described in other words; and who takes the rest."""
    if old.manifest.fallback != new.manifest.fallback:
        text = f"what is in no lane goes to {quoted(new.manifest.fallback)}, was {quoted(old.manifest.fallback)}"
        yield Change("moves", "lane", "fallback", text, new.manifest_place("fallback"))
    for lane in sorted({*old.lanes, *new.lanes}):
        if lane not in old.lanes:
            text = f"lane {quoted(lane)} is new, owned by {quoted(new.owner_of(lane))}"
            yield Change("moves", "lane", lane, text, duty_place(new, lane))
        elif lane not in new.lanes:
            text = f"lane {quoted(lane)} of {quoted(old.owner_of(lane))} is gone{_with_boundaries(old, new, lane)}"
            yield Change("moves", "lane", lane, text, duty_place(old, lane))
        else:
            was, now = old.owner_of(lane), new.owner_of(lane)
            if was != now:
                text = f"lane {quoted(lane)} moves from {quoted(was)} to {quoted(now)}"
                yield Change("moves", "lane", lane, text, duty_place(new, lane))
            yield from _described(new, lane, was=old.lanes[lane], now=new.lanes[lane])
            yield from _taught(old, new, lane)


def _with_boundaries(old: Library, new: Library, lane: str) -> str:
    count = sum(
        boundary.lane == lane and boundary.origin is None
        for class_, persona in old.items()
        if class_ in new
        for boundary in persona.boundaries
    )
    return f", and the {count} boundaries on it" if count > 1 else ", and the boundary on it" if count else ""


def _described(new: Library, lane: str, *, was: Duty, now: Duty) -> Iterator[Change]:
    for key in _WORDS:
        if getattr(was, key) != getattr(now, key):
            text = f"lane {quoted(lane)} has another `{key}`: {quoted(getattr(now, key), limit=200)}"
            yield Change("rewords", "lane", lane, text, duty_place(new, lane, key))
    if dict(was.not_) != dict(now.not_):
        neighbors = sorted({*was.not_.items()} ^ {*now.not_.items()})
        named = " and ".join(dict.fromkeys(quoted(name) for name, _ in neighbors))
        yield Change("rewords", "lane", lane, f"what {quoted(lane)} is not differs for {named}", duty_place(new, lane))


def _taught(old: Library, new: Library, lane: str) -> Iterator[Change]:
    before, after = old.examples_of(lane), new.examples_of(lane)
    for kind in ("asks", "says"):
        was, has = len(getattr(before, kind)), len(getattr(after, kind))
        if was != has:
            text = f"lane {quoted(lane)} is taught by {has} {kind}, was {was}"
            yield Change("rewords", "lane", lane, text, duty_place(new, lane))


def _said(value: object) -> str:
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return "nothing" if value is None else quoted(value)
