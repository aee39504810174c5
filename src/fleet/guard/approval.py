"""A human's yes to one exact call: bound to its digest and to what was asked, used once, for a limited time."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Approval:
    """A human's yes to one exact call.

    Attributes:
        digest: the request it is for: persona, tool, arguments, account and conversation, as `Decision.digest`.
        by: who said yes, as the host names people.
        expires: when it ends, with a time zone.
        asked: the codes of what the human was asked about; for a call that came in doubt since, it is no yes.
        id: what tells it from every other approval.
    """

    digest: str
    by: str
    expires: datetime
    asked: tuple[str, ...]
    id: str = field(default_factory=lambda: secrets.token_hex(16))

    def fault(self, digest: str, codes: Iterable[str], now: datetime | None = None) -> str | None:
        """What is wrong with it for a request of this digest that is asked about for these codes; None if nothing is.

        >>> from datetime import timedelta
        >>> yes = Approval("4f1a", "head of sales", datetime.now(UTC) + timedelta(hours=1), ("FLT410",))
        >>> yes.fault("4f1a", ["FLT410", "FLT419"])
        'the approval was given before the call came in doubt'
        """
        if self.digest != digest:
            return "the approval is for another call"
        if self.expires <= (now or datetime.now(UTC)):
            return "the approval has expired"
        more = set(codes) - set(self.asked)
        if "FLT419" in more:
            return "the approval was given before the call came in doubt"
        return "the approval is for less than what is asked about now" if more else None
