"""What must be true of a library for anything to be decided from it; each breach is an error with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from fleet.diagnostics import Diagnostic
from fleet.library.parts import Parts
from fleet.library.rules import assists, boundaries, duplicates, examples, lanes, names, texts, tools
from fleet.spec import Persona

Rule = Callable[[Parts, Mapping[str, Persona]], Iterator[Diagnostic]]

RULES: tuple[Rule, ...] = (
    names.taken,
    names.unknown,
    lanes.owned_once,
    lanes.known,
    duplicates.twice,
    assists.sound,
    boundaries.sound,
    boundaries.present,
    tools.bound,
    tools.limited,
    tools.sourced,
    examples.placed,
)
"""The rules in the order they run; all of them always run. `texts` judges drafts, before values have a shape."""

__all__ = ["RULES", "Rule", "texts"]
