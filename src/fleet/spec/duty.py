"""One lane that a persona or a party owns, and what it owes there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from fleet.spec.context import Audience, Stage
from fleet.spec.frozen import Frozen, FrozenMapping, Model, Slug, Text


class Duty(Model):
    """A lane and what its owner does in it.

    Attributes:
        lane: the lane's name.
        duty: what the owner does, as an imperative.
        about: what is in the lane, in words a customer would use.
        not_: neighbour lane -> what of it looks alike (``not`` in the file).
        stages: the stages the lane exists at; None is all.
        audience: who the lane is for; None is anybody.
    """

    lane: Slug
    duty: Text
    about: Text
    not_: Annotated[Mapping[Slug, Text], Frozen] = Field(default=FrozenMapping({}), alias="not")
    stages: tuple[Stage, ...] | None = Field(default=None, min_length=1)
    audience: Audience | None = None
