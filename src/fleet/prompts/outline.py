"""What stands in a persona's prompt besides fixed text: its spec as elements, under the names the frame uses."""

from __future__ import annotations

from collections.abc import Mapping

from fleet.prompts.conduct import (
    expertise_of,
    level_of,
    levels_of,
    memory_of,
    reads_of,
    traits_of,
    voices_of,
)
from fleet.prompts.directory import owners_of, rest_of
from fleet.prompts.element import Element, Wording
from fleet.prompts.flatten import one_line
from fleet.relation import condition_words
from fleet.spec import Assist, Boundary, Duty, Persona
from fleet.text import lowered

Outline = Mapping[str, Element | tuple[Element, ...] | None]
_SEVEREST = ("critical", "high", "low")


def outlined(persona: Persona, wording: Wording) -> Outline:
    """Return the elements of a persona; what it does not say is None or empty."""
    assists = tuple(_assist(persona, assist, wording) for assist in persona.assists)
    levels = levels_of(persona, wording.library)
    return {
        "identity": _identity(persona, wording),
        "summary": _summary(persona, wording),
        "duties": tuple(_duty(persona, duty, wording) for duty in persona.mandate),
        "assists_always": tuple(element for element in assists if not element.data["when"]),
        "assists_when": tuple(element for element in assists if element.data["when"]),
        "reads": reads_of(persona, levels, wording),
        "boundaries": tuple(_boundary(persona, one, wording) for one in sorted(persona.boundaries, key=_severity)),
        "owners": tuple(owners_of(persona, wording)),
        "rest": rest_of(wording),
        "voices": tuple(voices_of(persona, levels, wording)),
        "traits": tuple(traits_of(persona, wording)),
        "expertise": tuple(expertise_of(persona, levels, wording)),
        "level": level_of(persona, wording),
        "memory": memory_of(persona, wording),
    }


def _identity(persona: Persona, wording: Wording) -> Element:
    company = wording.values.get("company")
    data = {"title": wording.line(persona.title), "company": company and one_line(company)}
    return wording.element("title", wording.library.place(persona.class_, "title"), data)


def _summary(persona: Persona, wording: Wording) -> Element:
    data = {"title": wording.line(persona.title), "summary": wording.sentence(persona.summary)}
    return wording.element("summary", wording.library.place(persona.class_, "summary"), data)


def _duty(persona: Persona, duty: Duty, wording: Wording) -> Element:
    nots = [f"{wording.phrase(text)} (`{lane}`)" for lane, text in duty.not_.items()]
    data = {
        "lane": duty.lane,
        "duty": wording.phrase(duty.duty),
        "about": wording.sentence(duty.about),
        "nots": "; ".join(nots),
        "stages": " or ".join(duty.stages or ()),
        "audience": duty.audience,
    }
    place = wording.library.place(persona.class_, "mandate", duty.lane, "duty")
    return wording.element(f"mandate/{duty.lane}", place, data)


def _assist(persona: Persona, assist: Assist, wording: Wording) -> Element:
    library = wording.library
    home = assist.origin or persona.class_
    level = library.parts.personas.get(home)
    owned_below = level is not None and assist.lane in level.lanes
    path = ("mandate", assist.lane, "duty") if owned_below else ("assists", assist.lane, "how")
    duty = library.lanes[assist.lane]
    data = {
        "lane": assist.lane,
        "how": lowered(wording.phrase(assist.how)),
        "about": wording.phrase(duty.about) if owned_below else "",
        "when": wording.line(condition_words(library, assist.when)) if assist.when else "",
        "only": assist.only,
        "stages": " or ".join(duty.stages or ()),
        "audience": duty.audience,
    }
    return wording.element(f"assists/{assist.lane}", library.place(home, *path), data)


def _boundary(persona: Persona, boundary: Boundary, wording: Wording) -> Element:
    library = wording.library
    owner = library.owners.get(boundary.lane, boundary.owner)
    data = {
        "rule": wording.sentence(boundary.rule),
        "because": wording.sentence(boundary.because),
        "owner": owner,
        "title": wording.title(owner),
    }
    place = library.place(boundary.origin or persona.class_, "boundaries", boundary.id, "rule")
    return wording.element(f"boundaries/{boundary.id}", place, data)


def _severity(boundary: Boundary) -> int:
    return _SEVEREST.index(boundary.severity)
