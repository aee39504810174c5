"""Facts that are new or gone, and facts that the runtime now sets by itself."""

from __future__ import annotations

from collections.abc import Iterator

from fleet.diagnostics import Span, quoted
from fleet.library import Library
from fleet.plan.change import Change


def facts(old: Library, new: Library) -> Iterator[Change]:
    """The differences of all facts.

    A fact that a handoff sets is easier to meet than one that only the host sets: no decision changes, but what it
    rests on does.
    """
    for name in sorted({*old.facts, *new.facts}):
        was, now = old.facts.get(name), new.facts.get(name)
        place = _place(new if now else old, name)
        if was is None:
            yield Change("rewords", "fact", name, f"fact {quoted(name)} is new", place)
        elif now is None:
            yield Change("rewords", "fact", name, f"fact {quoted(name)} is gone", place)
        else:
            if was.about != now.about:
                yield Change("rewords", "fact", name, f"fact {quoted(name)} has another `about`", place)
            if was.handed_by != now.handed_by:
                by = f"by a handoff from {quoted(now.handed_by)}" if now.handed_by else "by the host alone"
                before = f"from {quoted(was.handed_by)}" if was.handed_by else "by the host alone"
                text = f"fact {quoted(name)} is set {by}, was set {before}"
                yield Change("weakens" if now.handed_by else "strengthens", "fact", name, text, place)


def _place(library: Library, name: str) -> Span:
    return library.parts.draft.manifest.mapping["facts"].key(name)
