"""The exact answer about one persona, one lane and one context."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fleet.errors import UnknownNameError
from fleet.library import Library
from fleet.relation.condition import Unmet, unmet
from fleet.spec import Boundary, Context, Effect

Reach = Literal["none", "inform", "follow-up", "whole"]

_EFFECTS: dict[Reach, frozenset[Effect]] = {
    "none": frozenset(),
    "inform": frozenset({"read"}),
    "follow-up": frozenset({"read", "write"}),
    "whole": frozenset({"read", "write", "commit"}),
}
_WIDER: tuple[Reach, ...] = ("none", "inform", "follow-up", "whole")
_ANYWHERE = Context()


@dataclass(frozen=True, slots=True)
class Relation:
    """Whether a persona may work in a lane now, how far, and who does otherwise; true if it may at all.

    Attributes:
        persona: the class asked about.
        lane: the lane asked about.
        kind: ``owns``, ``assists`` (its conditions hold) or ``outside``.
        reach: how far it may go: ``whole``, ``follow-up``, ``inform`` or ``none``.
        owner: who does the work otherwise: the lane's owner, or the fallback party where the lane is not for this stage
            or audience.
        unmet: what the conditions of its assists ask and does not hold.
        misfit: ``stage`` or ``audience`` if the lane is not for the context's; else None.
        boundaries: the boundaries that the persona has on the lane.
        reads: whether it may look at the lane's records.
    """

    persona: str
    lane: str
    kind: Literal["owns", "assists", "outside"]
    reach: Reach
    owner: str
    unmet: tuple[Unmet, ...] = ()
    misfit: Literal["stage", "audience"] | None = None
    boundaries: tuple[Boundary, ...] = ()
    reads: bool = False

    def __bool__(self) -> bool:
        return self.kind != "outside"

    def permits(self, effect: Effect) -> bool:
        """Whether a tool with this effect is within reach; reading is not working."""
        return effect in _EFFECTS[self.reach] or (effect == "read" and self.reads)


def relate(library: Library, persona: str, lane: str, context: Context | None = None) -> Relation:
    """Say whether `persona` may work in `lane` in `context`.

    Raises:
        UnknownNameError: if the library has no such persona or lane.

    >>> import fleet
    >>> relation = relate(fleet.load(), "customer-success-manager", "ticket-resolution")
    >>> bool(relation), relation.owner
    (False, 'support-agent')
    """
    if persona not in library.personas:
        raise UnknownNameError("persona", persona, library)
    owner = library.owner_of(lane)
    context = context or _ANYWHERE
    duty = library.lanes[lane]
    boundaries = library.exclusions.get((persona, lane), ())
    if duty.stages is not None and context.stage is not None and context.stage not in duty.stages:
        return _misfit(library, persona, lane, "stage", boundaries)
    if duty.audience is not None and context.audience != duty.audience:
        return _misfit(library, persona, lane, "audience", boundaries)
    if owner == persona:
        return Relation(persona, lane, "owns", "whole", owner, reads=True)
    reach: Reach = "none"
    missing: list[Unmet] = []
    for assist in library.grants.get((persona, lane), ()):
        lacks = unmet(assist.when, persona, context, library.levels)
        missing += lacks
        here: Reach = "none" if lacks else assist.only or "whole"
        reach = here if _WIDER.index(here) > _WIDER.index(reach) else reach
    return Relation(
        persona,
        lane,
        "outside" if reach == "none" else "assists",
        reach,
        owner,
        unmet=tuple(dict.fromkeys(missing)),
        boundaries=boundaries,
        reads=reach != "none" or lane in library[persona].reads,
    )


def _misfit(
    library: Library, persona: str, lane: str, kind: Literal["stage", "audience"], boundaries: tuple[Boundary, ...]
) -> Relation:
    fallback = library.manifest.fallback
    return Relation(persona, lane, "outside", "none", fallback, misfit=kind, boundaries=boundaries)
