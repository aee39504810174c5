"""Names mean one thing each, and mean something that exists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fleet.diagnostics import Diagnostic, Label, quoted, suggestion
from fleet.library.parts import Parts, place_in
from fleet.spec import Persona

_RESERVED = {
    "none": "`none` stands for a lane that nobody owns",
    "owner": "`owner` stands for the owner of a lane",
    "user": "`user` is what agent frameworks call the person who asks",
}


def taken(parts: Parts, full: Mapping[str, Persona]) -> Iterator[Diagnostic]:
    """A persona and a party share a name, or one of them is called by a reserved word."""
    manifest = parts.draft.manifest
    for name in parts.manifest.parties:
        span = manifest.mapping["parties"].key(name)
        if name in full:
            message = f"party {quoted(name)} has the name of a persona"
            labels = (Label(parts.place(name, "class"), "the persona"),)
            yield Diagnostic("FLT212", message, span, labels, help="rename the party")
        if name in _RESERVED:
            message = f"party {quoted(name)} has a reserved name"
            yield Diagnostic("FLT212", message, span, note=_RESERVED[name], help="rename the party")
    for class_ in full:
        if class_ in _RESERVED:
            span = parts.place(class_, "class")
            message = f"persona {quoted(class_)} has a reserved name"
            yield Diagnostic("FLT212", message, span, note=_RESERVED[class_], help="rename the persona")


def unknown(parts: Parts, full: Mapping[str, Persona]) -> Iterator[Diagnostic]:
    """A trait, a fact, a class or a party that does not exist."""
    classes = {*full, *parts.retired}
    for class_, persona in parts.personas.items():
        for trait in persona.traits:
            if trait not in parts.traits:
                message = f"no trait is named {quoted(trait)}"
                place = parts.place(class_, "traits", trait)
                yield Diagnostic("FLT206", message, place, help=suggestion(trait, parts.traits))
        for assist in persona.assists:
            when = assist.when
            at = ("assists", assist.lane, "when")
            for fact in when.facts if when else ():
                if fact not in parts.manifest.facts:
                    message = f"no fact is named {quoted(fact)}"
                    place = parts.place(class_, *at, "facts", fact)
                    yield Diagnostic("FLT205", message, place, help=suggestion(fact, parts.manifest.facts))
            if when and when.unassigned and when.unassigned not in classes:
                message = f"no persona is named {quoted(when.unassigned)}"
                place = parts.place(class_, *at, "unassigned")
                yield Diagnostic("FLT204", message, place, help=suggestion(when.unassigned, full))
    yield from _in_manifest(parts, classes)


def _in_manifest(parts: Parts, classes: set[str]) -> Iterator[Diagnostic]:
    manifest, node = parts.manifest, parts.draft.manifest
    for name, fact in manifest.facts.items():
        if fact.handed_by not in {None, "owner", *classes}:
            place = place_in(node, "facts", name, "handed_by")
            message = f"no persona is named {quoted(fact.handed_by)}"
            yield Diagnostic("FLT204", message, place, help=suggestion(str(fact.handed_by), {"owner", *classes}))
    if manifest.fallback not in manifest.parties:
        message = f"no party is named {quoted(manifest.fallback)}"
        note = "the fallback takes what is in no lane, and stands outside the fleet: people, or a queue"
        help_ = suggestion(manifest.fallback, manifest.parties)
        yield Diagnostic("FLT207", message, node.at("fallback"), note=note, help=help_)
