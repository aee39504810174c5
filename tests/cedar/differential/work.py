"""One request of either kind, and what may be answered to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from fleet import Context, Guard, Handoff
from fleet.guard import Outcome


class Answer(NamedTuple):
    """An outcome and, for a redirect, to whom."""

    outcome: Outcome
    owner: str | None = None


class Call(NamedTuple):
    """A call: `args` is what is sent, `meant` what it means, None where it is no plain data by construction."""

    persona: str
    tool: str
    args: Mapping[str, object] | str
    meant: Mapping[str, object] | None
    context: Context


class Transfer(NamedTuple):
    """A handoff; `sound` says whether its baton is one by construction."""

    handoff: Handoff
    context: Context
    earlier: tuple[Handoff, ...]
    sound: bool


Request = Call | Transfer


def answered(guard: Guard, request: Request) -> Answer:
    """What the guard says."""
    if isinstance(request, Call):
        decision = guard.check_call(request.persona, request.tool, request.args, context=request.context)
    else:
        decision = guard.check_handoff(request.handoff, context=request.context, earlier=request.earlier)
    return Answer(decision.outcome, decision.owner if decision.outcome == "redirect" else None)
