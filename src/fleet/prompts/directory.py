"""Who owns the lanes that a persona does not: the names it may hand over to."""

from __future__ import annotations

from collections.abc import Iterator

from fleet.prompts.element import Element, Wording
from fleet.spec import Duty, Persona
from fleet.text import lowered


def owners_of(persona: Persona, wording: Wording) -> Iterator[Element]:
    """Everybody else who owns lanes, personas before parties, each with those lanes.

    A lane that the prompt speaks of in a boundary or an assist is only named; of the others the duty is said too.
    """
    library = wording.library
    told = {boundary.lane for boundary in persona.boundaries} | {assist.lane for assist in persona.assists}
    for owner in (*library, *sorted(library.parties)):
        duties = library.duties.get(owner, ())
        if duties and owner != persona.class_:
            lanes = "; ".join(_lane(duty, wording, short=duty.lane in told) for duty in duties)
            yield _named(owner, {"lanes": lanes}, wording)


def rest_of(wording: Wording) -> Element:
    """The party that takes what is in no lane."""
    library = wording.library
    name = library.manifest.fallback
    about = library.parties[name].about
    return _named(name, {"about": wording.sentence(about) if about else ""}, wording)


def _named(name: str, more: dict[str, object], wording: Wording) -> Element:
    library = wording.library
    data = {"owner": name, "title": wording.title(name), **more}
    if name in library.personas:
        return wording.element(f"personas/{name}", library.place(name, "title"), data)
    return wording.element(f"parties/{name}", library.manifest_place("parties", name, "title"), data)


def _lane(duty: Duty, wording: Wording, *, short: bool) -> str:
    return f"`{duty.lane}`" if short else f"`{duty.lane}` ({lowered(wording.phrase(duty.duty))})"
