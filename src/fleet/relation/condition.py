"""Whether the condition of an assist holds in a context; what the context does not answer does not hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from fleet.spec import Condition, Context


class Unmet(NamedTuple):
    """One thing a condition asks that does not hold: of which kind, what was asked, and whether it is just unknown."""

    kind: Literal["assigned", "unassigned", "fact", "stage", "audience"]
    asked: str
    unknown: bool


def holds(when: Condition | None, class_: str, context: Context, levels: Mapping[str, frozenset[str]]) -> bool:
    """Whether all that `when` asks of the persona `class_` holds in `context`."""
    return when is None or not any(True for _ in _asked(when, class_, context, levels))


def unmet(
    when: Condition | None, class_: str, context: Context, levels: Mapping[str, frozenset[str]]
) -> tuple[Unmet, ...]:
    """List what `when` asks of the persona `class_` and does not hold in `context`.

    `levels` maps a class to itself and the levels above it: where an assigned class is asked for, a higher one counts.

    >>> unmet(Condition(assigned=True), "field-trainer", Context(), {})
    (Unmet(kind='assigned', asked='field-trainer', unknown=True),)
    """
    return () if when is None else tuple(_asked(when, class_, context, levels))


def _asked(when: Condition, class_: str, context: Context, levels: Mapping[str, frozenset[str]]) -> Iterator[Unmet]:
    assigned = context.assigned
    if when.assigned and (assigned is None or not assigned & levels.get(class_, frozenset({class_}))):
        yield Unmet("assigned", class_, assigned is None)
    if when.unassigned is not None:
        counted = levels.get(when.unassigned, frozenset({when.unassigned}))
        if assigned is None or assigned & counted:
            yield Unmet("unassigned", when.unassigned, assigned is None)
    for fact in when.facts:
        if fact not in context.facts:
            yield Unmet("fact", fact, unknown=False)
    if when.stages is not None and context.stage not in when.stages:
        yield Unmet("stage", " or ".join(when.stages), context.stage is None)
    if when.audience is not None and context.audience != when.audience:
        yield Unmet("audience", when.audience, unknown=False)
