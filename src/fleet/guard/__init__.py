"""What a persona may call, say and hand over; whatever cannot be evaluated is refused."""

from fleet.guard.approval import Approval
from fleet.guard.arguments import Arguments
from fleet.guard.decision import Decision, Outcome, Reason
from fleet.guard.guard import Guard
from fleet.guard.handoff import Baton, Handoff
from fleet.guard.ledger import Ledger
from fleet.guard.record import Record

__all__ = ["Approval", "Arguments", "Baton", "Decision", "Guard", "Handoff", "Ledger", "Outcome", "Reason", "Record"]
