"""A boundary is about somebody else's work, and names who that is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fleet.diagnostics import Diagnostic, Label, Span, quoted
from fleet.library.ladder import powers_of
from fleet.library.parts import Parts, place_in
from fleet.spec import Boundary, Persona


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
                    help=f"write `owner: {owner}`, or move the lane to {quoted(boundary.owner)}",
                )


def present(parts: Parts, full: Mapping[str, Persona]) -> Iterator[Diagnostic]:
    """A boundary of its own on a lane that the persona owns or may always work in."""
    claims = parts.claims
    for class_, persona in parts.personas.items():
        powers = powers_of(full[class_])
        for boundary in persona.boundaries:
            if boundary.lane in powers and len(claims.get(boundary.lane, ())) == 1:
                yield _contradicted(parts, full[class_], boundary)


def _contradicted(parts: Parts, persona: Persona, boundary: Boundary) -> Diagnostic:
    """The finding for a boundary, at the one of the two places that this library can mend."""
    class_, lane, own = persona.class_, boundary.lane, parts.draft.own
    how = "owns" if lane in persona.lanes else "may always work in"
    forbidden = parts.place(class_, "boundaries", boundary.id, "lane")
    power, instead = _power(parts, persona, lane)
    remove = "remove the boundary" if forbidden.path in own else f"write `removes: [{boundary.id}]`"
    here, there = (power, forbidden) if power.path in own and forbidden.path not in own else (forbidden, power)
    return Diagnostic(
        "FLT113",
        f"boundary {quoted(boundary.id)} forbids {quoted(lane)}, which {quoted(class_)} {how}",
        here,
        (Label(there, "forbidden here" if there is forbidden else "allowed here"),),
        help=f"{remove}, or {instead}",
    )


def _power(parts: Parts, persona: Persona, lane: str) -> tuple[Span, str]:
    """Where it is said that a persona may always work in a lane, and how to take that back."""
    class_ = persona.class_
    if parts.settled.get(lane) == class_:
        return place_in(parts.draft.manifest, "lanes", lane), "give the lane to somebody else under `lanes:`"
    if lane in persona.lanes:
        return parts.place(class_, "mandate", lane, "lane"), "take the lane out of `mandate:`"
    home = next(assist.origin for assist in persona.assists if assist.lane == lane and assist.always)
    if home is None:
        return parts.place(class_, "assists", lane, "lane"), "give the assist a `when:`"
    owned = lane in {**parts.retired, **parts.personas}[home].lanes
    return parts.place(home, "mandate" if owned else "assists", lane, "lane"), "remove `above:`"
