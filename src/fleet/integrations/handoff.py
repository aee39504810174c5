"""A handoff as a model asks for it: whatever it wrote that is no part of one is left for the guard to refuse."""

from __future__ import annotations

from collections.abc import Mapping

from fleet.guard import Handoff
from fleet.guard.arguments import thawed


def asked_for(source: str, target: str, fields: Mapping[str, object]) -> Handoff:
    """The handoff that a model asks for.

    Args:
        source: who hands over.
        target: who shall take it.
        fields: what the model wrote besides: ``lane``, ``reason``, and the baton, which also gets what is neither.

    >>> asked_for("support-agent", "account-manager", {"lane": "renewal", "urgent": True}).baton
    {'urgent': True}
    """
    said = {str(name): thawed(value) for name, value in fields.items()}
    lane = said.pop("lane", None)
    named = lane if lane is None or isinstance(lane, str) else repr(lane)
    reason = said.get("reason")
    if reason is None or isinstance(reason, str):
        said.pop("reason", None)
        return Handoff(source, target, named, reason or "", said)
    return Handoff(source, target, named, baton=said)
