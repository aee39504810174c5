"""The router's answer: an outcome, and a leg for each request in the message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

RouteOutcome = Literal["routed", "clarify", "fallback"]


class Candidate(NamedTuple):
    """A lane that a request may be in, with the calibrated probability that it is."""

    lane: str
    probability: float


@dataclass(frozen=True, slots=True)
class Leg:
    """One request of a message.

    Attributes:
        lane: the lane it is in; None if it is in none.
        persona: who takes it: a class, or a party.
        confidence: the calibrated probability that the lane is right.
        text: the request in the message's own words.
        span: where that stands in the message: start and end, in characters.
        candidates: the likeliest lanes, the likeliest first.
        reasons: why, one sentence each.
    """

    lane: str | None
    persona: str
    confidence: float
    text: str
    span: tuple[int, int]
    candidates: tuple[Candidate, ...] = ()
    reasons: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        """Return the leg as plain data for ``json.dumps``."""
        return {
            "lane": self.lane,
            "persona": self.persona,
            "confidence": self.confidence,
            "text": self.text,
            "span": list(self.span),
            "candidates": [one._asdict() for one in self.candidates],
            "reasons": list(self.reasons),
        }


@dataclass(frozen=True, slots=True)
class Route:
    """Where a message goes.

    Attributes:
        outcome: ``routed``; ``clarify``, ask the sender first; ``fallback``, it is in no lane or cannot be told.
        legs: one for each request: what the message as a whole is about first, then the others in their order.
        question: what to ask the sender, if the outcome is ``clarify``.
        reasons: what holds for the whole message, one sentence each.
    """

    outcome: RouteOutcome
    legs: tuple[Leg, ...]
    question: str | None = None
    reasons: tuple[str, ...] = ()

    @property
    def lane(self) -> str | None:
        """The lane of the first leg."""
        return self.legs[0].lane

    @property
    def persona(self) -> str:
        """Who takes the first leg: a class, or a party."""
        return self.legs[0].persona

    @property
    def confidence(self) -> float:
        """The confidence of the first leg."""
        return self.legs[0].confidence

    def to_json(self) -> dict[str, object]:
        """Return the route as plain data for ``json.dumps``."""
        return {
            "outcome": self.outcome,
            "lane": self.lane,
            "persona": self.persona,
            "question": self.question,
            "legs": [leg.to_json() for leg in self.legs],
            "reasons": list(self.reasons),
        }
