"""Every lane has exactly one owner, and every lane that is named is a lane."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fleet.diagnostics import Diagnostic, Label, Span, quoted, suggestion
from fleet.library.parts import Parts, key_in, place_in
from fleet.library.rules.examples import lanes_taught
from fleet.spec import Persona


def owned_once(parts: Parts, _full: Mapping[str, Persona]) -> Iterator[Diagnostic]:
    """A lane with two owners; a persona that owns none."""
    owners: dict[str, tuple[str, Span]] = {}
    for owner, duty, span in parts.duties():
        first = owners.setdefault(duty.lane, (owner, span))
        if first[0] != owner:
            yield Diagnostic(
                "FLT201",
                f"lane {quoted(duty.lane)} has two owners, {quoted(first[0])} and {quoted(owner)}",
                span,
                (Label(first[1], "also owned here"),),
                note="a lane has exactly one owner, so that everybody knows whose it is",
                help="take it out of one of the two; a persona that only helps out lists it under `assists:`",
            )
    for class_, persona in parts.personas.items():
        if not persona.mandate:
            place, help_ = _without_work(parts, class_)
            yield Diagnostic(
                "FLT109",
                f"persona {quoted(class_)} owns no lane",
                place,
                note="a persona without a lane of its own answers for nothing, and needs no agent",
                help=help_,
            )


def _without_work(parts: Parts, class_: str) -> tuple[Span, str]:
    """Where to say that a persona owns no lane, and what to type: one of the library underneath is not deleted."""
    node, manifest = parts.draft.personas[class_], parts.draft.manifest
    place = node.key("mandate") if "mandate" in node.keys else node.key("class")
    if place.path in parts.draft.own or "lanes" not in manifest.keys:
        return place, "add a lane under `mandate:`, or delete the file"
    if parts.manifest.keep is not None:
        return manifest.key("lanes"), f"leave it one of its lanes, or take `{class_}` out of `keep:`"
    return manifest.key("lanes"), f"leave it one of its lanes, or write `retire: [{class_}]`"


def known(parts: Parts, _full: Mapping[str, Persona]) -> Iterator[Diagnostic]:
    """A lane that is named somewhere and owned by nobody."""
    lanes = {duty.lane for _, duty, _ in parts.duties()}
    for lane, span in _named(parts):
        if lane not in lanes:
            yield Diagnostic(
                "FLT202",
                f"no lane is named {quoted(lane)}",
                span,
                note="a lane exists when somebody owns it",
                help=suggestion(lane, lanes),
            )


def _named(parts: Parts) -> Iterator[tuple[str, Span]]:
    for class_ in parts.personas:
        yield from _named_by(parts, class_)
    node = parts.draft.manifest
    for name, party in parts.manifest.parties.items():
        for duty in party.lanes:
            for lane in duty.not_:
                yield lane, key_in(node, "parties", name, "lanes", duty.lane, "not", lane)
    for name, tool in parts.manifest.tools.items():
        if tool.lane is not None:
            yield tool.lane, place_in(node, "tools", name, "lane")
    for taught in lanes_taught(parts):
        if taught.lane not in taught.own:
            yield taught.lane, taught.place


def _named_by(parts: Parts, class_: str) -> Iterator[tuple[str, Span]]:
    persona = parts.personas[class_]
    for duty in persona.mandate:
        for lane in duty.not_:
            yield lane, key_in(parts.draft.personas[class_], "mandate", duty.lane, "not", lane)
    for assist in persona.assists:
        yield assist.lane, parts.place(class_, "assists", assist.lane, "lane")
    for boundary in persona.boundaries:
        yield boundary.lane, parts.place(class_, "boundaries", boundary.id, "lane")
    for lane in persona.reads:
        yield lane, parts.place(class_, "reads", lane)
