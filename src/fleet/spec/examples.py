"""Messages and replies that show what a lane is, and what only looks like it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fleet.spec.frozen import Frozen, FrozenMapping, Model, Slug, Text


class LaneExamples(Model):
    """What shows a lane.

    Attributes:
        asks: how requests for the lane arrive.
        says: how doing the lane's work sounds in a reply.
    """

    asks: tuple[Text, ...] = ()
    says: tuple[Text, ...] = ()


class BoundaryExamples(Model):
    """What shows a boundary.

    Attributes:
        probes: requests that belong to the boundary's owner.
        twins: near misses, which must be answered here.
    """

    probes: tuple[Text, ...] = ()
    twins: tuple[Text, ...] = ()


class Examples(Model):
    """The examples file of a persona.

    Attributes:
        lanes: lane it owns -> what shows it.
        boundaries: id of a boundary of its own -> what shows it.
    """

    lanes: Annotated[Mapping[Slug, LaneExamples], Frozen] = FrozenMapping({})
    boundaries: Annotated[Mapping[Slug, BoundaryExamples], Frozen] = FrozenMapping({})


class PartyExamples(Model):
    """The examples file of a party.

    Attributes:
        lanes: lane it owns -> what shows it.
        asks: what reaches it in no lane.
    """

    lanes: Annotated[Mapping[Slug, LaneExamples], Frozen] = FrozenMapping({})
    asks: tuple[Text, ...] = ()
