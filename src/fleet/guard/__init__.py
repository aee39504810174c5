"""What a persona may call and hand over, decided from structured facts; whatever cannot be evaluated is refused."""

from fleet.guard.arguments import Arguments
from fleet.guard.decision import Decision, Outcome, Reason
from fleet.guard.guard import Guard
from fleet.guard.handoff import Baton, Handoff

__all__ = ["Arguments", "Baton", "Decision", "Guard", "Handoff", "Outcome", "Reason"]
