"""A call that a human decides: what the graph stops with, and the answer that it goes on with."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from langgraph.types import Interrupt, interrupt

from fleet.errors import FleetError
from fleet.guard import Decision

KIND = "fleet.ask"
"""What the value of an interrupt says in ``kind`` when a call waits for a human."""

_AN_HOUR = timedelta(hours=1)
_ANSWER = {"ask": str, "digest": str, "codes": list, "approved": bool, "by": str, "expires": str, "reason": str}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a human said to one exact call.

    Attributes:
        ask: the name of the question; one answer is for one question, and used once.
        digest: the request that was asked about.
        codes: why it was asked about.
        approved: whether the human said yes.
        by: who said so.
        expires: until when a yes holds.
        reason: why a human said no.
    """

    ask: str
    digest: str
    codes: tuple[str, ...]
    approved: bool
    by: str
    expires: datetime
    reason: str

    def fits(self, decision: Decision) -> bool:
        """Whether it is about this call and all that is asked about it now, and holds still."""
        about = self.digest == decision.digest and set(decision.codes) <= set(self.codes)
        return about and self.expires > datetime.now(UTC)


def approve(asked: Interrupt[object] | Mapping[str, object], *, by: str, expires: timedelta = _AN_HOUR) -> object:
    """The answer yes, for ``Command(resume=...)``: to this exact call, once, for a limited time.

    Args:
        asked: the interrupt, or its value.
        by: who says yes, as the host names people.
        expires: how long it holds.

    Raises:
        FleetError: if nothing was asked there, or nobody says yes.

    >>> asked = {"kind": "fleet.ask", "ask": "4f1a", "digest": "07", "codes": ["FLT410"]}
    >>> approve(asked, by="head of sales")["approved"]
    True
    """
    return _answered(asked, by, expires, approved=True, reason="")


def reject(asked: Interrupt[object] | Mapping[str, object], *, by: str, reason: str = "") -> object:
    """The answer no: the call does not run, and the model reads why.

    Args:
        asked: the interrupt, or its value.
        by: who says no, as the host names people.
        reason: why, in a sentence for the model.

    Raises:
        FleetError: if nothing was asked there, or nobody says no.
    """
    return _answered(asked, by, _AN_HOUR, approved=False, reason=reason)


def ask(decision: Decision, tool: str) -> Answer | None:
    """Stop the graph with a question about a call; when it goes on, return the answer, or None if it is none.

    Args:
        decision: the guard's ``ask``.
        tool: what the model calls the tool.
    """
    arguments = decision.arguments
    question = {
        "kind": KIND,
        "ask": secrets.token_hex(16),
        "persona": decision.persona,
        "tool": tool,
        "args": arguments.thawed() if arguments is not None else {},
        "account": decision.context.account,
        "lane": decision.lane,
        "digest": decision.digest,
        "codes": list(decision.codes),
        "why": [reason.message for reason in decision.reasons],
    }
    return _read(interrupt(question))


def _answered(
    asked: Interrupt[object] | Mapping[str, object], by: str, expires: timedelta, *, approved: bool, reason: str
) -> dict[str, object]:
    value = asked.value if isinstance(asked, Interrupt) else asked
    if not isinstance(value, Mapping) or value.get("kind") != KIND:
        message = "no call waits for a human there"
        raise FleetError(message)
    if not by.strip():
        message = "an answer names who gave it"
        raise FleetError(message)
    return {
        "ask": value["ask"],
        "digest": value["digest"],
        "codes": value["codes"],
        "approved": approved,
        "by": by,
        "expires": (datetime.now(UTC) + expires).isoformat(),
        "reason": reason,
    }


def _read(value: object) -> Answer | None:
    """An answer as `approve` and `reject` make it; anything else, such as ``True``, is none."""
    if not isinstance(value, Mapping) or value.keys() != _ANSWER.keys():
        return None
    if any(type(value[name]) is not kind for name, kind in _ANSWER.items()):
        return None
    try:
        expires = datetime.fromisoformat(value["expires"])
    except ValueError:
        return None
    if expires.tzinfo is None:
        return None
    codes = tuple(map(str, value["codes"]))
    return Answer(value["ask"], value["digest"], codes, value["approved"], value["by"], expires, value["reason"])
