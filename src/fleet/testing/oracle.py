"""A second, naive reading of a spec, written apart from the relation and the guard, to hold them against.

It walks the persona's own lists each time, with no index and no shared code, and knows nothing of reasons.
"""

from __future__ import annotations

from typing import NamedTuple

from fleet.library import Library
from fleet.spec import Assist, Condition, Context, Duty, Effect


class Verdict(NamedTuple):
    """Whether the work is allowed, and who does it otherwise."""

    allowed: bool
    owner: str


def expected_verdict(library: Library, persona: str, lane: str, effect: Effect, context: Context) -> Verdict:
    """Say whether `persona` may do work of this effect in `lane`, read straight from the spec.

    >>> import fleet
    >>> expected_verdict(fleet.load(), "support-agent", "renewal", "write", Context())
    Verdict(allowed=False, owner='customer-success-manager')
    """
    owner, duty = _owner(library, lane)
    if not _fits(duty, context):
        return Verdict(allowed=False, owner=library.manifest.fallback)
    if owner == persona:
        return Verdict(allowed=True, owner=owner)
    holding = [one for one in library[persona].assists if one.lane == lane and _holds(library, persona, one, context)]
    if effect == "read" and (holding or lane in library[persona].reads):
        return Verdict(allowed=True, owner=owner)
    enough = {"write": (None, "follow-up"), "commit": (None,)}.get(effect, ())
    return Verdict(allowed=any(one.only in enough for one in holding), owner=owner)


def _owner(library: Library, lane: str) -> tuple[str, Duty]:
    for class_, persona in library.items():
        for duty in persona.mandate:
            if duty.lane == lane:
                return class_, duty
    for name, party in library.parties.items():
        for duty in party.lanes:
            if duty.lane == lane:
                return name, duty
    message = f"no lane is named {lane}"
    raise LookupError(message)


def _fits(duty: Duty, context: Context) -> bool:
    if duty.stages and context.stage and context.stage not in duty.stages:
        return False
    return duty.audience is None or duty.audience == context.audience


def _holds(library: Library, persona: str, assist: Assist, context: Context) -> bool:
    when: Condition | None = assist.when
    if when is None:
        return True
    said = set(when.facts) <= set(context.facts)
    staged = not when.stages or context.stage in when.stages
    heard = not when.audience or context.audience == when.audience
    if not (said and staged and heard):
        return False
    if when.assigned is None and when.unassigned is None:
        return True
    if context.assigned is None:
        return False
    if when.assigned and not any(_counts_as(library, one, persona) for one in context.assigned):
        return False
    wanted = when.unassigned
    return wanted is None or not any(_counts_as(library, one, wanted) for one in context.assigned)


def _counts_as(library: Library, class_: str, wanted: str) -> bool:
    """Whether `class_` is `wanted` or stands above it, by the files as written, retired ones included."""
    everybody = {**library.retired, **library.parts.personas}
    step: str | None = class_
    while step is not None and step in everybody:
        if step == wanted:
            return True
        step = everybody[step].above
    return False
