"""All that is different between two libraries, in the order in which a reviewer wants to see it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fleet.plan.change import VERDICTS, Change, Verdict


@dataclass(frozen=True, slots=True)
class PromptDiff:
    """How one compiled prompt changes, as the lines of a unified diff without a head."""

    persona: str
    lines: tuple[str, ...]

    @property
    def added(self) -> int:
        """How many lines are new."""
        return sum(line.startswith("+") for line in self.lines)

    @property
    def removed(self) -> int:
        """How many lines are gone."""
        return sum(line.startswith("-") for line in self.lines)


@dataclass(frozen=True, slots=True)
class Plan:
    """The semantic diff of two libraries; true if there is any difference in it.

    Attributes:
        changes: what changes, the most important first.
        prompts: how the prompts of personas that both libraries have change.
    """

    changes: tuple[Change, ...]
    prompts: tuple[PromptDiff, ...]

    def __bool__(self) -> bool:
        return bool(self.changes or self.prompts)

    def of(self, *verdicts: Verdict) -> tuple[Change, ...]:
        """The changes with one of the verdicts."""
        return tuple(change for change in self.changes if change.verdict in verdicts)

    @property
    def counts(self) -> dict[Verdict, int]:
        """Verdict -> how many changes have it; only those that there are."""
        return {verdict: len(self.of(verdict)) for verdict in VERDICTS if self.of(verdict)}


def ordered(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Sort changes; each stands once."""
    return tuple(sorted(dict.fromkeys(changes), key=lambda change: change.order))
