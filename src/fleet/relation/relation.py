"""The exact answer about one persona, one lane and one context."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from fleet.errors import UnknownNameError
from fleet.library import Library
from fleet.relation.condition import Unmet, unmet
from fleet.spec import Audience, Boundary, Context, Effect, Stage

Reach = Literal["none", "inform", "follow-up", "whole"]

EFFECTS: Mapping[Reach, frozenset[Effect]] = {
    "none": frozenset(),
    "inform": frozenset({"read"}),
    "follow-up": frozenset({"read", "write"}),
    "whole": frozenset({"read", "write", "commit"}),
}
"""The effects that a tool may have within each reach."""

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
        return effect in EFFECTS[self.reach] or (effect == "read" and self.reads)


def relate(library: Library, persona: str, lane: str, context: Context | None = None) -> Relation:
    """Say whether `persona` may work in `lane` in `context`.

    Raises:
        UnknownNameError: if the library has no such persona or lane.

    >>> import fleet
    >>> relation = relate(fleet.load(), "customer-success-manager", "ticket-resolution")
    >>> bool(relation), relation.owner
    (False, 'support-agent')
    """
    standing = library.concluded.get((persona, lane))
    if isinstance(standing, Relation):
        return standing
    if not isinstance(standing, _Standing):
        library.concluded[persona, lane] = _standing(library, persona, lane)
        return relate(library, persona, lane, context)
    context = context or _ANYWHERE
    stages = standing.stages
    if stages is not None and context.stage is not None and context.stage not in stages:
        return standing.at_another_stage
    if standing.audience is not None and context.audience != standing.audience:
        return standing.for_another_audience
    if standing.always is not None:
        return standing.always
    return _by_assists(library, standing.never, context)


class _Standing(NamedTuple):
    """What can be said of a persona and a lane before a context is known, where it matters; made once for each of them.

    Attributes:
        stages: the stages that the lane is for; None is all.
        audience: the audience that the lane is for; None is both.
        at_another_stage: the answer at any other stage.
        for_another_audience: the answer for the other audience.
        always: the answer otherwise, if no condition of an assist is to be asked; else None.
        never: the answer otherwise, as far as assists do not say more.
    """

    stages: tuple[Stage, ...] | None
    audience: Audience | None
    at_another_stage: Relation
    for_another_audience: Relation
    always: Relation | None
    never: Relation


def _standing(library: Library, persona: str, lane: str) -> Relation | _Standing:
    """What stands of a persona and a lane: the answer itself where no context changes it, as in most lanes."""
    if persona not in library.personas:
        raise UnknownNameError("persona", persona, library)
    owner, duty = library.owner_of(lane), library.lanes[lane]
    boundaries = library.exclusions.get((persona, lane), ())
    fallback = library.manifest.fallback
    stage, audience = (
        Relation(persona, lane, "outside", "none", fallback, misfit=kind, boundaries=boundaries)
        for kind in ("stage", "audience")
    )
    never = Relation(
        persona, lane, "outside", "none", owner, boundaries=boundaries, reads=lane in library[persona].reads
    )
    always: Relation | None = None
    if owner == persona:
        always = Relation(persona, lane, "owns", "whole", owner, reads=True)
    elif all(assist.when is None for assist in library.grants.get((persona, lane), ())):
        always = _by_assists(library, never, _ANYWHERE)
    if always is not None and duty.stages is None and duty.audience is None:
        return always
    return _Standing(duty.stages, duty.audience, stage, audience, always, never)


def _by_assists(library: Library, never: Relation, context: Context) -> Relation:
    """How far the assists of a persona in a lane go in a context; `never` is the answer without them."""
    reach: Reach = "none"
    missing: list[Unmet] = []
    for assist in library.grants.get((never.persona, never.lane), ()):
        lacks = unmet(assist.when, never.persona, context, library.levels)
        missing += lacks
        here: Reach = "none" if lacks else assist.only or "whole"
        reach = here if _WIDER.index(here) > _WIDER.index(reach) else reach
    return Relation(
        never.persona,
        never.lane,
        "outside" if reach == "none" else "assists",
        reach,
        never.owner,
        unmet=tuple(dict.fromkeys(missing)),
        boundaries=never.boundaries,
        reads=reach != "none" or never.reads,
    )
