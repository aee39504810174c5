"""A lane that a persona may work in without owning it, when that holds, and how far it may go."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, PrivateAttr

from fleet.spec.context import Audience, Stage
from fleet.spec.frozen import Model, Slug, Text, Yes

Only = Literal["inform", "follow-up"]


class Condition(Model):
    """What must hold; all of it. What the context does not answer does not hold.

    Attributes:
        assigned: the persona's own class, or a higher level of it, is assigned to the account.
        unassigned: neither this class nor a higher level of it is assigned.
        facts: declared facts that hold.
        stages: the account is known to be at one of these.
        audience: who reads the answer.
    """

    assigned: Yes | None = None
    unassigned: Slug | None = None
    facts: tuple[Slug, ...] = ()
    stages: tuple[Stage, ...] | None = Field(default=None, min_length=1)
    audience: Audience | None = None


class Assist(Model):
    """A lane to help out in.

    Attributes:
        lane: the lane's name.
        how: what the persona does there.
        when: what must hold; None is always.
        only: ``inform`` explains, repeats and reads; ``follow-up`` writes but commits to nothing; None is all of it.
    """

    lane: Slug
    how: Text
    when: Condition | None = None
    only: Only | None = None
    _origin: str | None = PrivateAttr(default=None)

    @property
    def origin(self) -> str | None:
        """The lower level that this came along from; None if the persona's own file says it."""
        return self._origin

    @property
    def always(self) -> bool:
        """Whether it holds in every context and covers the whole lane."""
        return self.when is None and self.only is None

    def from_level(self, origin: str) -> Assist:
        """The same assist, come along from a lower level."""
        moved = self.model_copy()
        moved._origin = origin  # noqa: SLF001  its own class
        return moved
