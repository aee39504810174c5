"""What holds in every library and context: more knowledge never takes away, a boundary never gives."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fleet
from fleet import Context, relate
from fleet.relation import Relation

WIDER = ("none", "inform", "follow-up", "whole").index
FACTS = ("support-asked", "owner-asked", "paired-with-senior", "customer-asked", "in-own-region")
CLASSES = (
    "account-manager",
    "customer-success-manager",
    "sales-administrator",
    "senior-solutions-architect",
    "senior-solutions-engineer",
    "senior-support-agent",
    "solutions-architect",
    "solutions-engineer",
    "support-agent",
    "technical-account-architect",
    "technical-account-manager",
)
LANES = (
    "account-health",
    "adoption",
    "bug-triage",
    "complex-engagement",
    "deal-negotiation",
    "escalated-support",
    "expansion",
    "instance-review",
    "licensing-guidance",
    "new-business",
    "product-delivery",
    "product-demo",
    "quotes-and-invoices",
    "renewal",
    "sales-desk",
    "solution-discovery",
    "support-enablement",
    "technical-guidance",
    "ticket-resolution",
    "voice-of-customer",
)

classes = st.sampled_from(CLASSES)
lanes = st.sampled_from(LANES)
assignments = st.frozensets(classes, max_size=4)
stages = st.sampled_from(["prospect", "trial", "customer"])
contexts = st.builds(
    Context,
    stage=st.none() | stages,
    audience=st.sampled_from(["customer", "teammate"]),
    assigned=st.none() | assignments,
    facts=st.frozensets(st.sampled_from(FACTS)),
)


def allows_no_more(less: Relation, more: Relation) -> bool:
    """Whether the first relation permits nothing that the second does not."""
    effects = ("read", "write", "commit")
    return WIDER(less.reach) <= WIDER(more.reach) and all(more.permits(one) for one in effects if less.permits(one))


@given(classes, lanes, contexts, assignments)
def test_unknown_assignment_allows_no_more_than_any_known_one(shipped, persona, lane, context, assigned):
    unknown = context.model_copy(update={"assigned": None})
    known = context.model_copy(update={"assigned": assigned})
    assert allows_no_more(relate(shipped, persona, lane, unknown), relate(shipped, persona, lane, known))


@given(classes, lanes, contexts, st.frozensets(st.sampled_from(FACTS)))
def test_a_fact_that_is_not_said_to_hold_allows_no_more_than_one_that_is(shipped, persona, lane, context, facts):
    more = context.model_copy(update={"facts": context.facts | facts})
    assert allows_no_more(relate(shipped, persona, lane, context), relate(shipped, persona, lane, more))


@given(classes, lanes, contexts, stages)
def test_an_unknown_stage_allows_no_more_than_a_known_one_that_the_lane_exists_at(
    shipped, persona, lane, context, stage
):
    duty = shipped.lanes[lane]
    if duty.stages is not None and stage not in duty.stages:
        return
    unknown = context.model_copy(update={"stage": None})
    known = context.model_copy(update={"stage": stage})
    assert allows_no_more(relate(shipped, persona, lane, unknown), relate(shipped, persona, lane, known))


@given(classes, lanes, contexts)
def test_a_higher_level_may_do_whatever_a_lower_one_may_without_naming_itself_assigned(shipped, persona, lane, context):
    """Assigned is asked of the persona's own class, so it is compared where the higher level is assigned too."""
    for higher in shipped.levels[persona]:
        both = context
        if context.assigned is not None and context.assigned & shipped.levels[persona]:
            both = context.model_copy(update={"assigned": context.assigned | {higher}})
        assert allows_no_more(relate(shipped, persona, lane, both), relate(shipped, higher, lane, both))


@given(classes, lanes, contexts)
def test_there_is_always_exactly_one_who_does_the_work_otherwise(shipped, persona, lane, context):
    relation = relate(shipped, persona, lane, context)
    assert relation.owner == (shipped.manifest.fallback if relation.misfit else shipped.owner_of(lane))
    assert bool(relation) == (relation.reach != "none") == (relation.kind != "outside")
    assert (relation.kind == "owns") == (relation.owner == persona)


WORK = [
    (persona, lane, Context(assigned=assigned, facts=facts, stage=stage))
    for persona in ("bench-technician", "field-trainer", "lead-trainer")
    for lane in ("repairs", "workshops", "course-design", "room-bookings")
    for assigned in (None, frozenset({"field-trainer"}))
    for facts in (frozenset(), frozenset({"repair-asked"}))
    for stage in (None, "customer")
]


@pytest.mark.usefixtures("composed_once")
@settings(max_examples=settings.default.max_examples // 5)
@given(
    persona=st.sampled_from(["repairs/bench-technician.yaml", "training/field-trainer.yaml"]),
    lane=st.sampled_from(["repairs", "workshops", "course-design", "room-bookings"]),
    severity=st.sampled_from(["low", "high", "critical"]),
)
def test_one_more_boundary_never_allows_more(tiny_files, tmp_path_factory, persona, lane, severity):
    owners = {
        "repairs": "bench-technician",
        "workshops": "field-trainer",
        "course-design": "lead-trainer",
        "room-bookings": "front-desk",
    }
    line = f"{{id: no-more, lane: {lane}, owner: {owners[lane]}, rule: No., because: it costs., severity: {severity}}}"
    root = tmp_path_factory.mktemp("library")
    for name, text in tiny_files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    before = fleet.load(root)
    text = tiny_files[persona].replace("boundaries:\n", f"boundaries:\n  - {line}\n")
    (root / persona).write_text(text)
    try:
        after = fleet.load(root)
    except fleet.LibraryError as error:
        assert {one.code for one in error.diagnostics} <= {"FLT113", "FLT210"}  # noqa: PT017  either way is fine
        return
    for work in WORK:
        assert allows_no_more(relate(after, *work), relate(before, *work))
