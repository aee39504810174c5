"""Boundaries that are new, gone, about another lane, of another severity, or tested by fewer examples."""

from __future__ import annotations

from collections.abc import Iterator

from fleet.diagnostics import Span, quoted
from fleet.library import Library
from fleet.library.ladder import powers_of
from fleet.plan.change import Change, Verdict
from fleet.spec import Boundary

_SEVERITIES = ("low", "high", "critical")


def boundaries(old: Library, new: Library) -> Iterator[Change]:
    """The differences of every persona that both libraries have; what came along a ladder is told where it stands.

    A boundary on a lane that the persona now owns or always assists in cannot be: that is a wider power, told as one.
    """
    for persona in sorted(set(old) & set(new)):
        was = {boundary.id: boundary for boundary in old[persona].boundaries}
        now = {boundary.id: boundary for boundary in new[persona].boundaries}
        for id_ in sorted({*was, *now}):
            if not _told_below(old, new, was.get(id_), now.get(id_)):
                yield from _of(old, new, persona, (was.get(id_), now.get(id_)))


def _told_below(old: Library, new: Library, was: Boundary | None, now: Boundary | None) -> bool:
    """Whether the difference is that of a lower level, which is reported there."""
    one = now if now is not None else was
    if one is None or one.origin is None or one.origin not in old or one.origin not in new:
        return False
    if was is not None and was.origin != one.origin:
        return False
    below = [library[one.origin].boundary(one.id) is None for library in (old, new)]
    return below == [was is None, now is None]


def _of(old: Library, new: Library, persona: str, pair: tuple[Boundary | None, Boundary | None]) -> Iterator[Change]:
    was, now = pair
    if was is None and now is not None:
        text = f"{quoted(persona)} has a new boundary {quoted(now.id)} on {quoted(now.lane)}: {_line(now.rule)}"
        yield _change("strengthens", new, persona, now, text)
    elif now is None and was is not None:
        if was.lane in new.lanes and was.lane not in powers_of(new[persona]):
            text = f"{quoted(persona)} lost its boundary {quoted(was.id)} on {quoted(was.lane)}: {_line(was.rule)}"
            place = new.parts.draft.personas[persona].key("boundaries")
            yield Change("weakens", "boundary", f"{persona}/{was.id}", text, place)
    elif was is not None and now is not None:
        yield from _altered(old, new, persona, was=was, now=now)


def _altered(old: Library, new: Library, persona: str, *, was: Boundary, now: Boundary) -> Iterator[Change]:
    name = f"boundary {quoted(now.id)} of {quoted(persona)}"
    if was.lane != now.lane:
        text = f"{name} is about {quoted(now.lane)}, no longer about {quoted(was.lane)}"
        yield _change("weakens" if was.lane in new.lanes else "rewords", new, persona, now, text)
    if was.severity != now.severity:
        lower = _SEVERITIES.index(now.severity) < _SEVERITIES.index(was.severity)
        text = f"{name} is {now.severity}, was {was.severity}"
        yield _change("weakens" if lower else "strengthens", new, persona, now, text)
    for key in ("rule", "because"):
        before, after = _line(getattr(was, key)), _line(getattr(now, key))
        if before != after:
            text = f"{name} has another {key}: {quoted(after, limit=200)}, was {quoted(before, limit=200)}"
            yield _change("rewords", new, persona, now, text, key)
    yield from _tested(old, new, persona, now)


def _tested(old: Library, new: Library, persona: str, now: Boundary) -> Iterator[Change]:
    if now.origin is not None:
        return
    before, after = (one.boundary_examples(persona, now.id) for one in (old, new))
    for kind in ("probes", "twins"):
        was, has = len(getattr(before, kind)), len(getattr(after, kind))
        if was != has:
            text = f"boundary {quoted(now.id)} of {quoted(persona)} is tested by {has} {kind}, was {was}"
            yield _change("weakens" if has < was else "strengthens", new, persona, now, text)


def _change(verdict: Verdict, new: Library, persona: str, now: Boundary, text: str, key: str = "id") -> Change:
    place: Span = new.place(now.origin or persona, "boundaries", now.id, key)
    return Change(verdict, "boundary", f"{persona}/{now.id}", text, place)


def _line(text: str) -> str:
    return " ".join(text.split())
