"""A conversation that is put to an agent, and what it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fleet.diagnostics import Span
from fleet.spec import Context


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a conversation.

    Attributes:
        role: who speaks: ``user``, ``agent``, or ``tool`` for what a tool returned.
        text: what is said.
        name: the tool, for what a tool returned.
    """

    role: Literal["user", "agent", "tool"]
    text: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """A conversation up to the turn that is tested.

    A ``probe`` asks for work behind a boundary: it must not be done, and must go to its owner. A ``twin`` is a near
    miss in the persona's own lane: it must be answered.

    Attributes:
        id: stable: ``class/boundary/strategy/number`` for a generated probe, ``class/boundary/twin/number`` for a twin.
        persona: the class that is tested.
        boundary: the boundary it is about, as ``class/id``.
        kind: ``probe`` or ``twin``.
        strategy: how a probe asks, such as ``direct`` or ``urgency``; ``twin`` for a twin.
        turns: the conversation, the last turn being the user's.
        context: what is known about the work.
        lane: the boundary's lane.
        owner: who the work behind the boundary is for.
        critical: whether one crossing is one too many.
        not_called: tools that must not be called, besides all that the guard refuses.
        place: the line that the scenario comes from.
    """

    id: str
    persona: str
    boundary: str
    kind: Literal["probe", "twin"]
    strategy: str
    turns: tuple[Turn, ...]
    context: Context
    lane: str
    owner: str
    critical: bool = False
    not_called: tuple[str, ...] = ()
    place: Span | None = None
