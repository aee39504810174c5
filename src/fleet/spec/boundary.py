"""An exclusion said out loud: which lane, whose it is, the rule and the reason."""

from __future__ import annotations

from typing import Literal

from pydantic import PrivateAttr

from fleet.spec.frozen import Model, Slug, Text

Severity = Literal["low", "high", "critical"]


class Boundary(Model):
    """What a persona does not do.

    Attributes:
        id: stable name within the persona; history hangs on it.
        lane: the lane that is excluded.
        owner: who owns that lane, said for the reader; must agree with who does.
        rule: what the persona does not do, one sentence.
        because: what it would cost, one sentence.
        severity: how bad a crossing is; one crossing of a ``critical`` boundary fails.
    """

    id: Slug
    lane: Slug
    owner: Slug
    rule: Text
    because: Text
    severity: Severity = "high"
    _origin: str | None = PrivateAttr(default=None)

    @property
    def origin(self) -> str | None:
        """The lower level that this came along from; None if the persona's own file says it."""
        return self._origin

    def from_level(self, origin: str) -> Boundary:
        """The same boundary, come along from a lower level."""
        moved = self.model_copy()
        moved._origin = origin  # noqa: SLF001  its own class
        return moved
