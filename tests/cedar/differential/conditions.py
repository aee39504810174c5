"""The condition of an assist as Cedar text; what the context does not answer does not hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from differential.values import quoted
from fleet.spec import Condition, Fact

SUBJECT, SOURCE = "principal", "context.source"
"""Where Cedar has the one who is asked about, and the one who hands over."""


def condition(when: Condition | None, who: str, facts: Mapping[str, Fact], *, handed: bool) -> str:
    """All that `when` asks, of the one that stands at `who` in Cedar.

    With `handed` the work was just handed over by ``context.source``, and facts that this sets hold too.
    """
    asked = list(_asked(when, who, facts, handed=handed)) if when is not None else []
    return " && ".join(asked) if asked else "true"


def _asked(when: Condition, who: str, facts: Mapping[str, Fact], *, handed: bool) -> Iterator[str]:
    if when.assigned:
        yield f"(context has team && context.team in {who})"
    if when.unassigned is not None:
        yield f"(context has team && !(context.team in Actor::{quoted(when.unassigned)}))"
    for fact in when.facts:
        said = f"context.facts.contains({quoted(fact)})"
        yield f"({said} || {_handed(facts[fact])})" if handed and facts[fact].handed_by else said
    if when.stages is not None:
        yield f"(context has stage && [{', '.join(map(quoted, when.stages))}].contains(context.stage))"
    if when.audience is not None:
        yield f"context.audience == {quoted(when.audience)}"


def _handed(fact: Fact) -> str:
    if fact.handed_by == "owner":
        return "(resource has owner && context.source == resource.owner)"
    return f"context.source in Actor::{quoted(str(fact.handed_by))}"
