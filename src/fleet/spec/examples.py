"""Messages and replies that show what a lane is, and what only looks like it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fleet.spec.frozen import Frozen, FrozenMapping, Model, Slug, Text


class LaneExamples(Model):
    """How requests for a lane arrive (``asks``), and how doing its work sounds in a reply (``says``)."""

    asks: tuple[Text, ...] = ()
    says: tuple[Text, ...] = ()


class BoundaryExamples(Model):
    """Requests that belong to the boundary's owner (``probes``), and near misses to be answered here (``twins``)."""

    probes: tuple[Text, ...] = ()
    twins: tuple[Text, ...] = ()


class Examples(Model):
    """The examples file of a persona: by lane it owns, and by boundary of its own."""

    lanes: Annotated[Mapping[Slug, LaneExamples], Frozen] = FrozenMapping({})
    boundaries: Annotated[Mapping[Slug, BoundaryExamples], Frozen] = FrozenMapping({})


class PartyExamples(Model):
    """The examples file of a party: by lane it owns, and what reaches it in no lane (``asks``)."""

    lanes: Annotated[Mapping[Slug, LaneExamples], Frozen] = FrozenMapping({})
    asks: tuple[Text, ...] = ()
