"""The contexts that matter for a persona and a lane: each condition true, false and unknown, the rest at rest."""

from __future__ import annotations

from collections.abc import Iterator

from fleet.library import Library
from fleet.spec import STAGES, Assist, Audience, Condition, Context, Duty, Stage

ACCOUNT = "fleet-test-account"


def at_rest(duty: Duty, persona: str) -> Context:
    """A context that fits the lane and in which no condition is known to hold."""
    return Context(account=ACCOUNT, audience=duty.audience or "customer", current=persona)


def misfits(duty: Duty, persona: str) -> Iterator[tuple[str, Context]]:
    """Contexts at a stage, and for an audience, that the lane is not for."""
    rest = at_rest(duty, persona)
    for stage in STAGES:
        if duty.stages is not None and stage not in duty.stages:
            yield f"stage-{stage}", _with(rest, stage=stage)
    if duty.audience is not None:
        other: Audience = "customer" if duty.audience == "teammate" else "teammate"
        yield f"audience-{other}", _with(rest, audience=other)


def fitting(duty: Duty, persona: str) -> Iterator[tuple[str, Context]]:
    """Contexts at each stage that the lane is for."""
    for stage in duty.stages or ():
        yield f"stage-{stage}", _with(at_rest(duty, persona), stage=stage)


def conditioned(library: Library, persona: str, assist: Assist, duty: Duty) -> Iterator[tuple[str, Context]]:
    """Contexts around the condition of an assist: all of it true, then each part false and unknown in turn."""
    rest = at_rest(duty, persona)
    when = assist.when
    if when is None:
        return
    true = _satisfied(persona, when, duty, rest)
    yield "all-true", true
    for fact in when.facts:
        yield f"fact-{fact}-false", _with(true, facts=true.facts - {fact})
    if when.assigned or when.unassigned is not None:
        yield "assigned-unknown", _with(true, assigned=None)
    if when.assigned:
        yield "assigned-nobody", _with(true, assigned=frozenset())
        for level in sorted(library.levels[persona] - {persona}):
            yield f"assigned-{level}", _with(true, assigned=frozenset({level}))
    if when.unassigned is not None:
        for level in sorted(library.levels[when.unassigned]):
            yield f"assigned-{level}", _with(true, assigned=(true.assigned or frozenset()) | {level})
    if when.stages is not None:
        yield "stage-unknown", _with(true, stage=None)
        for stage in STAGES:
            if stage not in when.stages:
                yield f"stage-{stage}-false", _with(true, stage=stage)
    if when.audience is not None:
        other: Audience = "customer" if when.audience == "teammate" else "teammate"
        yield f"audience-{other}", _with(true, audience=other)


def _satisfied(persona: str, when: Condition, duty: Duty, rest: Context) -> Context:
    assigned: frozenset[str] | None = rest.assigned
    if when.assigned or when.unassigned is not None:
        assigned = frozenset({persona} if when.assigned else ())
    stage: Stage | None = rest.stage
    if when.stages is not None:
        fits: tuple[Stage, ...] = tuple(one for one in when.stages if duty.stages is None or one in duty.stages)
        stage = (fits or when.stages)[0]
    return _with(
        rest, assigned=assigned, stage=stage, facts=frozenset(when.facts), audience=when.audience or rest.audience
    )


_UNSET = object()


def _with(
    context: Context,
    *,
    assigned: object = _UNSET,
    stage: object = _UNSET,
    facts: object = _UNSET,
    audience: object = _UNSET,
) -> Context:
    given = {"assigned": assigned, "stage": stage, "facts": facts, "audience": audience}
    return context.model_copy(update={name: value for name, value in given.items() if value is not _UNSET})
