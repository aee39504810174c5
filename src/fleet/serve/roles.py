"""The personas of a library, and the boundary behind a reason, as answers say them."""

from __future__ import annotations

from collections.abc import Iterator

from fleet.library import Library
from fleet.prompts import Wording
from fleet.serve.answered import BoundaryOf, LaneOf, PersonaOf, RuleOf


def roles(library: Library, wording: Wording) -> Iterator[PersonaOf]:
    """Everybody, in alphabetical order."""
    for class_, persona in library.items():
        yield PersonaOf(
            persona=class_,
            title=wording.title(class_),
            summary=wording.line(persona.summary),
            mandate=tuple(
                LaneOf(lane=duty.lane, owner=class_, about=wording.line(duty.about)) for duty in persona.mandate
            ),
            assists=tuple(
                LaneOf(lane=one.lane, owner=library.owner_of(one.lane), about=wording.line(one.how))
                for one in persona.assists
            ),
            boundaries=tuple(
                BoundaryOf(
                    id=one.id,
                    lane=one.lane,
                    owner=library.owner_of(one.lane),
                    rule=wording.line(one.rule),
                    because=wording.line(one.because),
                    severity=one.severity,
                )
                for one in persona.boundaries
            ),
        )


def rule_of(library: Library, wording: Wording, boundary: str | None) -> RuleOf | None:
    """The boundary that a reason names as ``class/id``, with where a spec says it; None where it names none.

    >>> import fleet
    >>> library = fleet.load()
    >>> rule_of(library, Wording(library, {"product": "Rocket"}), "support-agent/no-deal-negotiation").lane
    'deal-negotiation'
    """
    class_, _, id_ = (boundary or "").partition("/")
    found = library[class_].boundary(id_) if class_ in library else None
    if found is None:
        return None
    element = wording.element(id_, library.place(found.origin or class_, "boundaries", id_), {})
    return RuleOf(
        persona=class_,
        id=id_,
        lane=found.lane,
        rule=wording.line(found.rule),
        because=wording.line(found.because),
        path=element.path,
        line=element.line,
    )
