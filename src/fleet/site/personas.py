"""The page of a persona: its mandate, assists, boundaries, voice, ladder and tools, and the prompt that they become."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fleet.relation import condition_words
from fleet.site.fitting import clipped, fitting, weight_of
from fleet.site.lanes import shown_tools
from fleet.site.places import persona_page
from fleet.site.prompt import script_of
from fleet.site.subject import Subject
from fleet.spec import Assist, Boundary, Duty, Persona

_SAMPLES = 4
_MOST_READS = 40


def add_personas(subject: Subject) -> None:
    """Make the page of every persona."""
    for class_, persona in subject.library.items():
        data = _data(subject, persona)
        subject.add(
            persona_page(class_), "persona", data, title=clipped(subject.said(persona.title), 200), here="personas.html"
        )


def _data(subject: Subject, persona: Persona) -> dict[str, object]:
    library, places, said = subject.library, subject.places, subject.said
    class_ = persona.class_
    incoming = [
        (places.named(edge.source), edge.lanes) for edge in subject.incoming.get(class_, ()) if edge.source != class_
    ]
    tools = [one for lane in (*persona.lanes, *_lanes(persona.assists)) for one in subject.tools.get(lane, ())]
    data = {
        "persona": persona,
        "title": clipped(said(persona.title), 200),
        "summary": said(persona.summary),
        "source": places.source(library.place(class_, "class")),
        "duties": fitting([_duty(subject, duty, class_) for duty in persona.mandate], _weight, 40_000),
        "assists": fitting(list(_assists(subject, persona)), _weight, 40_000),
        "boundaries": fitting([_boundary(subject, class_, one) for one in persona.boundaries], _weight, 70_000),
        "incoming": fitting(incoming, lambda one: weight_of(*one[0][:2], *one[1], around=260), 16_000),
        "reads": [(lane, places.named(library.owner_of(lane))) for lane in persona.reads[:_MOST_READS]],
        "voices": fitting(list(_voices(subject, persona)), lambda one: weight_of(*one), 24_000),
        "traits": fitting([_trait(subject, name) for name in persona.traits], _weight, 30_000),
        "expertise": fitting([said(text) for text in persona.expertise], weight_of, 20_000),
        "ladder": _ladder(subject, persona),
        "scope": [(name, clipped(said(text), 600)) for name, text in persona.scope] if persona.scope else [],
        "lifts": persona.lifts,
        "tools": fitting(shown_tools(tools), lambda one: weight_of(*map(str, one), around=400), 20_000),
        "notes": said(persona.notes) if persona.notes else "",
        "script": script_of(subject, class_),
        "tested": subject.report is not None,
    }
    return {**data, "sections": list(_sections(data))}


def _sections(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The parts of the page that are there: anchor and heading."""
    yield "mandate", "Mandate"
    if data["assists"].shown:
        yield "assists", "Assists"
    yield "boundaries", "Boundaries"
    if data["incoming"].shown:
        yield "incoming", "Gets work from"
    yield "voice", "Voice"
    if data["ladder"] or data["scope"]:
        yield "ladder", "Ladder"
    if data["tools"].shown:
        yield "tools", "Tools"
    if data["notes"]:
        yield "notes", "Notes"
    yield "prompt", "Prompt"


def _weight(one: dict[str, object]) -> int:
    """About how many bytes an item takes, whatever is in it."""
    return weight_of(str(one), around=500)


def _duty(subject: Subject, duty: Duty, home: str) -> dict[str, object]:
    owners = subject.library.owners
    examples = subject.library.examples_of(duty.lane)
    return {
        "lane": duty.lane,
        "duty": subject.said(duty.duty),
        "about": subject.said(duty.about),
        "nots": [(lane, subject.said(text), lane in owners) for lane, text in duty.not_.items()],
        "stages": duty.stages or (),
        "audience": duty.audience or "",
        "asks": [clipped(subject.said(text), 500) for text in examples.asks[:_SAMPLES]],
        "more": max(len(examples.asks) - _SAMPLES, 0),
        "source": subject.places.of_duty(duty.lane, home=home),
    }


def _assists(subject: Subject, persona: Persona) -> Iterator[dict[str, object]]:
    """The assists; the first in a lane has the lane's anchor."""
    anchored: set[str] = set()
    for assist in persona.assists:
        yield {**_assist(subject, persona, assist), "anchor": assist.lane not in anchored}
        anchored.add(assist.lane)


def _assist(subject: Subject, persona: Persona, assist: Assist) -> dict[str, object]:
    library, places = subject.library, subject.places
    return {
        "lane": assist.lane,
        "owner": places.named(library.owner_of(assist.lane)),
        "how": subject.said(assist.how),
        "when": subject.said(condition_words(library, assist.when)),
        "always": assist.when is None,
        "only": assist.only or "",
        "origin": places.named(assist.origin) if assist.origin else None,
        "source": places.of_assist(persona.class_, assist),
    }


def _boundary(subject: Subject, class_: str, boundary: Boundary) -> dict[str, object]:
    library, places = subject.library, subject.places
    examples = library.boundary_examples(class_, boundary.id)
    return {
        "id": boundary.id,
        "lane": boundary.lane,
        "rule": subject.said(boundary.rule),
        "because": subject.said(boundary.because),
        "owner": places.named(library.owner_of(boundary.lane)),
        "severity": boundary.severity,
        "origin": places.named(boundary.origin) if boundary.origin else None,
        "probes": [clipped(subject.said(text), 500) for text in examples.probes[:_SAMPLES]],
        "twins": [clipped(subject.said(text), 500) for text in examples.twins[:_SAMPLES]],
        "source": places.of_boundary(class_, boundary),
        "state": subject.state_of(class_, boundary.id),
    }


def _voices(subject: Subject, persona: Persona) -> Iterator[tuple[str, ...]]:
    """The paragraphs of each voice, that of the lowest level first."""
    for text in persona.voices:
        yield tuple(part.strip() for part in subject.said(text).split("\n\n") if part.strip())


def _trait(subject: Subject, name: str) -> dict[str, object]:
    library = subject.library
    trait = library.traits[name]
    place = library.parts.draft.traits[name].at("text")
    return {
        "title": subject.said(trait.title),
        "text": subject.said(trait.text),
        "source": subject.places.source(place),
    }


def _ladder(subject: Subject, persona: Persona) -> list[tuple[object, str, bool]]:
    """The levels of the ladder, the highest first: who, the name of the level, and whether it is this one."""
    library = subject.library
    chain = [persona.class_, *library.below(persona.class_)]
    while chain[0] in subject.above:
        chain.insert(0, subject.above[chain[0]])
    if len(chain) == 1:
        return []
    return [(subject.places.named(name), library[name].level or "", name == persona.class_) for name in chain]


def _lanes(assists: Sequence[Assist]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(assist.lane for assist in assists))
