"""The page of changes: what an edit widened and what it narrowed, as a picture and in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from fleet.plan import VERDICTS, Change, Plan, PromptDiff, Verdict
from fleet.site.fitting import Fitting, clipped, fitting, short, weight_of
from fleet.site.places import Source, lane_page
from fleet.site.subject import Subject

HEADS: Mapping[Verdict, str] = {
    "widens": "Widens: somebody may do more",
    "weakens": "Weakens: less is told, tested or kept closed",
    "moves": "Moves: lanes with another owner",
    "narrows": "Narrows: somebody may do less",
    "strengthens": "Strengthens: more is told, tested or kept closed",
    "rewords": "Rewords: other words, same decisions",
}
_SIDES: Mapping[Verdict, int] = {"widens": 1, "weakens": 1, "narrows": -1, "strengthens": -1, "moves": 0, "rewords": 0}
_ROW = 30
_STEP = 19
_MIDDLE = 460
_HALF = 140
_MOST_ROWS = 60
_MOST_MARKS = 9


class Mark(NamedTuple):
    """A change in the picture."""

    verdict: Verdict
    x: float
    title: str
    at: str


class Beam(NamedTuple):
    """All changes of one thing: what it is called, its page, and its marks to both sides."""

    name: str
    at: str | None
    y: float
    marks: tuple[Mark, ...]
    more: tuple[tuple[float, str], ...]


class Item(NamedTuple):
    """A change in words."""

    number: int
    text: str
    source: Source | None


def add_changes(subject: Subject, plan: Plan) -> None:
    """Make the page of a plan."""
    numbered = list(enumerate(plan.changes, start=1))
    items = fitting(numbered, lambda one: weight_of(clipped(one[1].text, 2_000), around=480), 130_000)
    shown = {number for number, _ in items.shown}
    beams = _beams(subject, numbered, shown)
    data = {
        "counts": [(verdict, len(plan.of(verdict))) for verdict in VERDICTS if plan.of(verdict)],
        "some": bool(plan),
        "groups": [
            (verdict, HEADS[verdict], [_item(subject, *one) for one in items.shown if one[1].verdict == verdict])
            for verdict in VERDICTS
            if any(change.verdict == verdict for _, change in items.shown)
        ],
        "left": items.left,
        "beams": beams,
        "height": 34 + _ROW * len(beams.shown),
        "width": _MIDDLE * 2,
        "middle": _MIDDLE,
        "half": _HALF,
        "aside": _at(0, 0) - 8,
        "prompts": fitting([_prompt(subject, one) for one in plan.prompts], lambda one: weight_of(str(one)), 90_000),
    }
    subject.add("changes.html", "changes", data, title="Changes")


def _beams(subject: Subject, numbered: Sequence[tuple[int, Change]], shown: set[int]) -> Fitting[Beam]:
    """The changes by what they are about, those that widen most first."""
    found: dict[tuple[str, str], list[tuple[int, Change]]] = {}
    for number, change in numbered:
        found.setdefault(_about(subject, change), []).append((number, change))
    order = sorted(found.items(), key=lambda one: (VERDICTS.index(one[1][0][1].verdict), one[0]))
    beams = tuple(
        _beam(subject, *about, changes, 34 + _ROW * (place + 0.5), shown)
        for place, (about, changes) in enumerate(order)
    )
    return Fitting(beams[:_MOST_ROWS], beams[_MOST_ROWS:])


def _about(subject: Subject, change: Change) -> tuple[str, str]:
    """What a change is about: a persona or party, a lane, or what else bears a name."""
    name = change.subject.partition("/")[0]
    if change.kind == "lane":
        return "lane", name
    return ("persona" if name in subject.library.personas else change.kind), name


def _beam(
    subject: Subject, kind: str, name: str, changes: Sequence[tuple[int, Change]], y: float, shown: set[int]
) -> Beam:
    at = subject.places.named(name).at
    if kind == "lane":
        at = lane_page(name) if name in subject.library.lanes else None
    marks: list[Mark] = []
    more: list[tuple[float, str]] = []
    for side in (-1, 1, 0):
        these = [one for one in changes if _SIDES[one[1].verdict] == side]
        for place, (number, change) in enumerate(these[:_MOST_MARKS]):
            x = _at(side, place)
            marks.append(Mark(change.verdict, x, f"{change.verdict}: {clipped(change.text)}", _anchor(number, shown)))
        if len(these) > _MOST_MARKS:
            more.append((_at(side, _MOST_MARKS), f"+{len(these) - _MOST_MARKS}"))
    title = name if kind in ("lane", "tool", "fact") else subject.title_of(name)
    return Beam(short(title, 34), at, y, tuple(marks), tuple(more))


def _at(side: int, place: int) -> float:
    """Where the `place`-th mark of a side stands; what goes to neither side stands apart, at the right end."""
    if side == 0:
        return _MIDDLE + _HALF + 15 + _STEP * (_MOST_MARKS + 1) + (place * _STEP if place < 3 else place * 7 + 36)
    return _MIDDLE + side * (_HALF + 15 + _STEP * place)


def _anchor(number: int, shown: set[int]) -> str:
    return f"#change-{number}" if number in shown else "#changes"


def _item(subject: Subject, number: int, change: Change) -> Item:
    source = subject.places.source(change.span) if change.span else None
    return Item(number, clipped(change.text, 2_000), source)


def _prompt(subject: Subject, diff: PromptDiff) -> dict[str, object]:
    lines = [(line[:1], clipped(line, 600)) for line in diff.lines[:120]]
    return {
        "named": subject.places.named(diff.persona),
        "added": diff.added,
        "removed": diff.removed,
        "lines": lines,
        "left": max(len(diff.lines) - 120, 0),
    }
