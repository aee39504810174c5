"""A boundary is about somebody else's work, and names who that is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fleet.diagnostics import Diagnostic, Label, quoted
from fleet.library.ladder import powers_of
from fleet.library.parts import Parts
from fleet.spec import Persona


def sound(parts: Parts, _full: Mapping[str, Persona]) -> Iterator[Diagnostic]:
    """A boundary whose owner disagrees with who owns its lane."""
    claims = parts.claims
    owners = {duty.lane: (owner, span) for owner, duty, span in parts.duties() if len(claims[duty.lane]) == 1}
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
    claims = parts.claims
    for class_, persona in parts.personas.items():
        powers = powers_of(full[class_])
        for boundary in persona.boundaries:
            if boundary.lane in powers and len(claims.get(boundary.lane, ())) == 1:
                how = "owns" if boundary.lane in persona.lanes else "may always work in"
                power = parts.place(class_, "assists", boundary.lane, "lane")
                place = parts.place(class_, "boundaries", boundary.id, "lane")
                yield Diagnostic(
                    "FLT113",
                    f"boundary {quoted(boundary.id)} forbids {quoted(boundary.lane)}, which {quoted(class_)} {how}",
                    power if power.path in parts.draft.own and place.path not in parts.draft.own else place,
                    help="remove the boundary, or the power it contradicts",
                )
