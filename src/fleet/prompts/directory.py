"""Who owns the lanes that a persona does not: the names it may hand over to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from fleet.prompts.element import Element, Wording
from fleet.prompts.template import rendered
from fleet.spec import Duty, Persona
from fleet.text import lowered

_Key = tuple[str, tuple[str, ...]]


def owners_of(persona: Persona, wording: Wording) -> Iterator[Element]:
    """Everybody else who owns lanes, personas before parties, each with those lanes.

    A lane that the prompt speaks of in a boundary or an assist is only named; of the others the duty is said too.
    """
    library = wording.library
    told = {boundary.lane for boundary in persona.boundaries} | {assist.lane for assist in persona.assists}
    kept = _kept(wording)
    short: dict[str, tuple[str, ...]] = {}
    for lane in sorted(told):
        owner = library.owners.get(lane, "")
        short[owner] = (*short.get(owner, ()), lane)
    for owner in (*library, *sorted(library.parties)):
        if owner == persona.class_ or owner not in library.duties:
            continue
        key = (owner, short.get(owner, ()))
        element = kept.get(key)
        if element is None:
            duties = library.duties[owner]
            lanes = "; ".join(_lane(duty, wording, short=duty.lane in key[1]) for duty in duties)
            element = _named(owner, {"lanes": lanes}, wording)
            element = kept[key] = element._replace(text=rendered("partials/owner", element.data))
        yield element


def _kept(wording: Wording) -> dict[_Key, Element]:
    """Owners that were named with the same values before: their line is the same in nearly every prompt of a library.

    Kept for the last values only, so that a host with many companies does not fill its memory.
    """
    concluded = wording.library.concluded
    known = concluded.get("directory")
    if isinstance(known, _Kept) and known.values == wording.values:
        return known.elements
    made = concluded["directory"] = _Kept(dict(wording.values), {})
    return made.elements


class _Kept(NamedTuple):
    """Owner and the lanes that are only named -> its line, for some values of the variables."""

    values: Mapping[str, str]
    elements: dict[_Key, Element]


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
