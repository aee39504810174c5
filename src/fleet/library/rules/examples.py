"""Examples stand where they teach: with the owner of the lane, and with the boundary they are about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from fleet.diagnostics import Diagnostic, Span, closest, listed, quoted, suggestion
from fleet.library.parts import Parts, key_in, place_in
from fleet.source import Node
from fleet.spec import Examples, Persona


class Taught(NamedTuple):
    """A lane that an examples file has examples for: whose file it is, where, and which lanes that owner owns."""

    owner: str
    lane: str
    place: Span
    own: frozenset[str]


def lanes_taught(parts: Parts) -> Iterator[Taught]:
    """Every lane in every examples file that has an owner; a lane that was moved away still counts as owned."""
    for class_, examples in parts.examples.items():
        if class_ in parts.personas:
            own = frozenset(_written_lanes(parts.draft.personas[class_])) | set(parts.personas[class_].lanes)
            for lane in examples.lanes:
                yield Taught(class_, lane, key_in(parts.draft.examples[class_], "lanes", lane), own)
    node = parts.draft.manifest
    for name, party in parts.manifest.parties.items():
        file = parts.party_examples.get(party.examples or "")
        if file is not None and party.examples is not None:
            written = _written_lanes(node.mapping["parties"].mapping[name], "lanes")
            own = frozenset(written) | {duty.lane for duty in party.lanes}
            for lane in file.lanes:
                yield Taught(name, lane, key_in(parts.draft.party_examples[party.examples], "lanes", lane), own)


def placed(parts: Parts, full: Mapping[str, Persona]) -> Iterator[Diagnostic]:
    """Examples of no persona, of a lane of somebody else, or of a boundary that the persona does not have."""
    if not parts.draft.with_examples:
        return
    claims = parts.claims
    for taught in lanes_taught(parts):
        if taught.lane not in taught.own and taught.lane in claims:
            yield Diagnostic(
                "FLT219",
                f"{quoted(taught.owner)} does not own the lane {quoted(taught.lane)}",
                taught.place,
                note="examples of a lane stand with its owner",
                help=f"move them to the examples of {listed(sorted(claims[taught.lane]))}",
            )
    for class_, examples in parts.examples.items():
        if class_ not in parts.retired:
            yield from _of_persona(parts, class_, examples, full.get(class_))
    yield from _of_parties(parts)


def _of_persona(parts: Parts, class_: str, examples: Examples, full: Persona | None) -> Iterator[Diagnostic]:
    node = parts.draft.examples[class_]
    persona = parts.personas.get(class_)
    if persona is None or full is None:
        message = f"no persona has the class {quoted(class_)}, and these are examples of it"
        help_ = f"name the file after its persona; {suggestion(class_, parts.personas)}"
        yield Diagnostic("FLT219", message, node.head, help=help_)
        return
    known = {boundary.id for boundary in persona.boundaries}
    known |= {str(item.mapping["id"].value) for item in _list(parts.draft.personas[class_], "boundaries")}
    for id_ in examples.boundaries:
        if id_ not in known:
            along = full.boundary(id_)
            message = f"{quoted(class_)} has no boundary of its own named {quoted(id_)}"
            help_ = suggestion(id_, known) if known else "remove them, or write the boundary"
            if along is not None and along.origin is not None:
                help_ = f"move them to the examples of {quoted(along.origin)}, where the boundary comes from"
            yield Diagnostic("FLT219", message, key_in(node, "boundaries", id_), help=help_)


def _of_parties(parts: Parts) -> Iterator[Diagnostic]:
    node = parts.draft.manifest
    named = {party.examples: name for name, party in parts.manifest.parties.items() if party.examples is not None}
    nameless = set(parts.draft.party_examples) - set(named)
    missing = set(named) - set(parts.draft.party_examples)
    for path in missing:
        place = place_in(node, "parties", named[path], "examples")
        message = f"cannot read {quoted(path)}: there is no such file"
        help_ = suggestion(path, nameless) if nameless else "write the file, or remove the line"
        yield Diagnostic("FLT001", message, place, help=help_)
    meant = {closest(path, nameless) for path in missing}
    for path in nameless - meant:
        file = parts.draft.party_examples[path]
        message = f"no party names {quoted(path)} as its examples"
        yield Diagnostic("FLT219", message, file.head, help=f"under a party write `examples: {path}`")


def _written_lanes(node: Node, key: str = "mandate") -> Iterator[str]:
    return (str(item.mapping["lane"].value) for item in _list(node, key))


def _list(node: Node, key: str) -> tuple[Node, ...]:
    return node.mapping[key].items if key in node.mapping else ()
