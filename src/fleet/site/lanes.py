"""The page of a lane: what is in it, who owns it, who may work in it, and who must hand it over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fleet.relation import condition_words
from fleet.site.fitting import clipped, fitting, weight_of
from fleet.site.limits import limits_of
from fleet.site.places import Named, boundary_anchor, lane_page, persona_page
from fleet.site.subject import Subject
from fleet.spec import Tool

_ASKS = 12
_SAYS = 6


def add_lanes(subject: Subject) -> None:
    """Make the page of every lane."""
    for lane in subject.library.lanes:
        subject.add(lane_page(lane), "lane", _data(subject, lane), title=lane, here="lanes.html")


def _data(subject: Subject, lane: str) -> dict[str, object]:
    library, places, said = subject.library, subject.places, subject.said
    duty = library.lanes[lane]
    examples = library.examples_of(lane)
    barred = list(_barred(subject, lane))
    detailed = fitting(barred, lambda one: weight_of(*map(str, one), around=420), 110_000)
    rest = fitting(barred[len(detailed.shown) :], lambda one: weight_of(one[0].title, around=110), 60_000)
    return {
        "lane": lane,
        "owner": places.named(library.owner_of(lane)),
        "duty": said(duty.duty),
        "about": said(duty.about),
        "nots": [(name, said(text), name in library.owners) for name, text in duty.not_.items()],
        "stages": duty.stages or (),
        "audience": duty.audience or "",
        "source": places.of_duty(lane),
        "helpers": fitting(list(_helpers(subject, lane)), lambda one: weight_of(str(one), around=300), 60_000),
        "barred": detailed.shown,
        "rest": rest,
        "readers": fitting(
            [places.named(name) for name in subject.readers.get(lane, ())], lambda one: weight_of(*one[:2]), 15_000
        ),
        "tools": fitting(shown_tools(subject.tools.get(lane, ())), lambda one: weight_of(str(one), around=400), 20_000),
        "asks": [clipped(said(text), 600) for text in examples.asks[:_ASKS]],
        "says": [clipped(said(text), 600) for text in examples.says[:_SAYS]],
        "counts": (len(examples.asks), len(examples.says)),
    }


def _helpers(subject: Subject, lane: str) -> Iterator[dict[str, object]]:
    library = subject.library
    for name in subject.helpers.get(lane, ()):
        for assist in library.grants[name, lane]:
            yield {
                "named": subject.places.named(name),
                "anchor": f"{persona_page(name)}#assist-{lane}",
                "how": subject.said(assist.how),
                "when": subject.said(condition_words(library, assist.when)),
                "only": assist.only or "",
            }


def _barred(subject: Subject, lane: str) -> Iterator[tuple[Named, str, str, str, str]]:
    """Who has a boundary here: the persona, where it says so, the rule, how severe it is, and how it stands."""
    for name in subject.barred.get(lane, ()):
        for boundary in subject.library.exclusions[name, lane]:
            yield (
                subject.places.named(name),
                boundary_anchor(name, boundary.id),
                clipped(subject.said(boundary.rule), 400),
                boundary.severity,
                subject.state_of(name, boundary.id),
            )


def shown_tools(tools: Iterable[tuple[str, Tool]]) -> list[dict[str, object]]:
    """Tools as a page lists them."""
    return [
        {
            "name": name,
            "lane": tool.lane or "",
            "effect": tool.effect,
            "about": clipped(tool.about or "", 400),
            "limits": [(argument, clipped(text, 400)) for argument, text in limits_of(tool)],
            "beyond": tool.beyond if tool.limits else "",
        }
        for name, tool in tools
    ]
