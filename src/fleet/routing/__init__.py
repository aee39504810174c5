"""Which lanes a message is in, who takes each, how sure that is, and why; offline."""

from fleet.routing.route import Candidate, Leg, Route
from fleet.routing.router import Router

__all__ = ["Candidate", "Leg", "Route", "Router"]
