"""What weakens a library without making it wrong; each finding is a warning with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from fleet.checks.rules import arguments, declarations, examples, prompts, repeats
from fleet.diagnostics import Diagnostic
from fleet.library import Library

Rule = Callable[[Library], Iterator[Diagnostic]]

RULES: tuple[Rule, ...] = (
    repeats.near,
    examples.few,
    arguments.unchecked,
    declarations.unused,
    prompts.over_budget,
)
"""The rules in the order they run; all of them always run."""

__all__ = ["RULES", "Rule"]
