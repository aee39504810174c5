"""Examples stand where they teach: with the owner of the lane, and with the boundary they are about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fleet.diagnostics import Diagnostic, quoted, suggestion
from fleet.library.parts import Parts, place_in
from fleet.source import Node
from fleet.spec import Persona


def placed(parts: Parts, _full: Mapping[str, Persona]) -> Iterator[Diagnostic]:
    """Examples of no persona, of a lane that is not its own, or of a boundary that it does not have."""
    for class_, examples in parts.examples.items():
        node = parts.draft.examples[class_]
        persona = parts.personas.get(class_)
        if class_ in parts.retired:
            continue
        if persona is None:
            message = f"examples of {quoted(class_)}, and no persona has that class"
            help_ = suggestion(class_, parts.personas)
            yield Diagnostic("FLT219", message, next(iter(node.keys.values()), node.span), help=help_)
            continue
        owned = set(_written_lanes(parts.draft.personas[class_])) | set(persona.lanes)
        own = {boundary.id for boundary in persona.boundaries}
        written = {str(item.mapping["id"].value) for item in _list(parts.draft.personas[class_], "boundaries")}
        yield from _keys(node, "lanes", examples.lanes, owned, "owns no lane", class_)
        yield from _keys(node, "boundaries", examples.boundaries, own | written, "has no boundary of its own", class_)
    yield from _of_parties(parts)


def _keys(
    node: Node, key: str, given: Mapping[str, object], known: set[str], lacks: str, class_: str
) -> Iterator[Diagnostic]:
    for name in given:
        if name not in known:
            message = f"{quoted(class_)} {lacks} {quoted(name)}"
            yield Diagnostic("FLT219", message, node.mapping[key].key(name), help=suggestion(name, known))


def _of_parties(parts: Parts) -> Iterator[Diagnostic]:
    manifest, node = parts.manifest, parts.draft.manifest
    named = {}
    for name, party in manifest.parties.items():
        if party.examples is None:
            continue
        named[party.examples] = name
        if party.examples not in parts.draft.party_examples:
            place = place_in(node, "parties", name, "examples")
            message = f"cannot read {quoted(party.examples)}: no such file in the library"
            yield Diagnostic("FLT001", message, place, help="write the file, or remove the line")
    for path, examples in parts.party_examples.items():
        file = parts.draft.party_examples[path]
        if path not in named:
            message = f"no party names {quoted(path)} as its examples"
            span = next(iter(file.keys.values()), file.span)
            yield Diagnostic("FLT219", message, span, help=f"under a party write `examples: {path}`")
            continue
        party = node.mapping["parties"].mapping[named[path]]
        owned = set(_written_lanes(party, "lanes")) | {duty.lane for duty in manifest.parties[named[path]].lanes}
        yield from _keys(file, "lanes", examples.lanes, owned, "owns no lane", named[path])


def _written_lanes(node: Node, key: str = "mandate") -> Iterator[str]:
    return (str(item.mapping["lane"].value) for item in _list(node, key))


def _list(node: Node, key: str) -> tuple[Node, ...]:
    return node.mapping[key].items if key in node.mapping else ()
