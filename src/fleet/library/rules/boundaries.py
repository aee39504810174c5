"""A boundary is about somebody else's work, and names who that is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fleet.diagnostics import Diagnostic, Label, quoted
from fleet.library.parts import Parts
from fleet.spec import Persona


def sound(parts: Parts, full: Mapping[str, Persona]) -> Iterator[Diagnostic]:
    """A boundary whose owner disagrees with who owns its lane."""
    owners = {duty.lane: (owner, span) for owner, duty, span in parts.duties()}
    for class_, persona in parts.personas.items():
        for boundary in persona.boundaries:
            if boundary.lane not in owners:
                continue
            owner, span = owners[boundary.lane]
            own = owner == class_
            if boundary.owner != owner and not own:
                place = parts.place(class_, "boundaries", boundary.id, "owner")
                yield Diagnostic(
                    "FLT208",
                    f"boundary {quoted(boundary.id)} says {quoted(boundary.owner)} owns {quoted(boundary.lane)}, "
                    f"but {quoted(owner)} does",
                    place,
                    (Label(span, "owned here"),),
                    help=f"write `owner: {owner}`, or move the lane",
                )


def present(parts: Parts, full: Mapping[str, Persona]) -> Iterator[Diagnostic]:
    """A boundary of its own on a lane that the persona owns or may always work in."""
    for class_, persona in parts.personas.items():
        always = {assist.lane for assist in full[class_].assists if assist.always}
        for boundary in persona.boundaries:
            if boundary.lane in persona.lanes or boundary.lane in always:
                how = "owns" if boundary.lane in persona.lanes else "may always work in"
                yield Diagnostic(
                    "FLT113",
                    f"boundary {quoted(boundary.id)} forbids {quoted(boundary.lane)}, which {quoted(class_)} {how}",
                    parts.place(class_, "boundaries", boundary.id, "lane"),
                    help="remove the boundary, or the power it contradicts",
                )
