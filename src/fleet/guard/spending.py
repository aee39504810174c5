"""How a human's yes is put to a decision, and which ones were used."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

from fleet.diagnostics import quoted
from fleet.guard.approval import Approval
from fleet.guard.decision import Decision, Reason
from fleet.guard.doubt import OvertakenError


class Spending:
    """Which approvals were used by one guard. Ledger and record know it of their own, and over a restart."""

    def __init__(self) -> None:
        self._spent: dict[str, datetime] = {}
        self._lock = threading.Lock()

    def spent(self, approval: str) -> bool:
        """Whether an approval was used."""
        return approval in self._spent

    @contextmanager
    def spending(self, approval: Approval) -> Iterator[None]:
        """Use an approval for what is done inside; if that fails, it is as good as new.

        Raises:
            OvertakenError: if it was used since it was looked at.
        """
        with self._lock:
            now = datetime.now(UTC)
            self._spent = {id_: until for id_, until in self._spent.items() if until > now}
            if approval.id in self._spent:
                raise OvertakenError
            self._spent[approval.id] = approval.expires
        try:
            yield
        except BaseException:
            with self._lock:
                self._spent.pop(approval.id, None)
            raise


def approved(decision: Decision, approval: Approval, *, spent: bool) -> Decision:
    """The decision with a human's yes: an ``ask`` is allowed, or denied if the approval is void; the rest stays."""
    if decision.outcome != "ask":
        return decision
    fault = approval.fault(decision.digest, decision.codes)
    if fault is None and spent:
        fault = "the approval was used before"
    if fault is not None:
        reasons = (Reason("FLT418", fault), *decision.reasons)
        return replace(decision, outcome="deny", reasons=reasons, arguments=None, refused=decision.arguments)
    reasons = (Reason("FLT421", f"approved by {quoted(approval.by)}"), *decision.reasons)
    return replace(decision, outcome="allow", reasons=reasons, approval=approval)
