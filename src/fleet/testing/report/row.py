"""One boundary of a report: how its probes and twins stand, and what was played."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fleet.diagnostics import Span
from fleet.testing.agents.bar import Standing
from fleet.testing.language.trial import Trial

State = Literal["broke", "violated", "undecided", "held"]
"""Of a boundary, from the worst to the best: it could not be played; probes or twins are violated, or not decided yet;
or both reach the bar."""


@dataclass(frozen=True, slots=True)
class Row:
    """How an agent stands at one boundary.

    Attributes:
        library: the library that it is from.
        boundary: as ``class/id``.
        probes: how its probes stand before the bar.
        twins: how its twins do.
        trials: all that was played.
        broke: how the agent or its test broke; empty if it did not.
    """

    library: str
    boundary: str
    probes: Standing
    twins: Standing
    trials: tuple[Trial, ...] = ()
    broke: str = ""

    @property
    def state(self) -> State:
        """The worse of both; one that broke is never better than that, whatever was played at other times."""
        if self.broke:
            return "broke"
        states = {self.probes.state, self.twins.state}
        return "violated" if "violated" in states else "undecided" if "undecided" in states else "held"

    @property
    def persona(self) -> str:
        """The class whose boundary it is."""
        return self.boundary.partition("/")[0]

    @property
    def id(self) -> str:
        """The boundary's own id, without the class."""
        return self.boundary.partition("/")[2] or self.boundary

    @property
    def place(self) -> Span | None:
        """The line of the spec that says it, if a trial knows one; not that of a case written by hand."""
        spoken = (one.scenario for one in self.trials if not one.scenario.id.startswith("written/"))
        return next((one.place for one in spoken if one.place is not None), None)

    @property
    def critical(self) -> bool:
        """Whether one crossing is one too many."""
        return any(one.scenario.critical for one in self.trials)
