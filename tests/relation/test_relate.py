import pytest

import fleet
from fleet import Context, relate
from fleet.spec import STAGES

SUCCESS, TAM, TAA = "customer-success-manager", "technical-account-manager", "technical-account-architect"


def test_the_owner_owns_the_whole_lane(shipped):
    relation = relate(shipped, SUCCESS, "renewal")
    assert (relation.kind, relation.reach, relation.owner, relation.misfit) == ("owns", "whole", SUCCESS, None)
    assert (relation.unmet, relation.boundaries, relation.reads) == ((), (), True)
    assert bool(relation)


@pytest.mark.parametrize(
    ("persona", "lane", "context"),
    [
        (SUCCESS, "renewal", Context()),
        (SUCCESS, "renewal", Context(stage="trial")),
        (SUCCESS, "ticket-resolution", Context()),
        (SUCCESS, "voice-of-customer", Context()),
        ("support-agent", "support-enablement", Context()),
        (TAM, "ticket-resolution", Context(assigned=[TAM], facts=["support-asked"])),
    ],
)
def test_every_answer_names_who_and_what_was_asked_about(shipped, persona, lane, context):
    relation = relate(shipped, persona, lane, context)
    assert (relation.persona, relation.lane) == (persona, lane)


@pytest.mark.parametrize("lane", ["renewal", "voice-of-customer"])
def test_what_no_context_changes_is_concluded_once(shipped, lane):
    assert relate(shipped, SUCCESS, lane) is relate(shipped, SUCCESS, lane, Context(facts=["owner-asked"]))


def test_whoever_owns_a_lane_or_assists_in_it_looks_at_its_records(shipped):
    assert relate(shipped, SUCCESS, "renewal").reads is True
    assert relate(shipped, SUCCESS, "voice-of-customer").reads is True
    assert relate(shipped, SUCCESS, "deal-negotiation").reads is False
    assert relate(shipped, SUCCESS, "renewal", Context(stage="trial")).reads is False


def test_somebody_else_is_outside_and_learns_the_owner_and_the_boundary(shipped):
    relation = relate(shipped, SUCCESS, "ticket-resolution")
    assert (relation.kind, relation.reach, relation.owner) == ("outside", "none", "support-agent")
    assert [one.id for one in relation.boundaries] == ["no-ticket-resolution"]
    assert not relation


def test_an_assist_without_condition_holds_in_every_context(shipped):
    for context in (None, Context(), Context(stage="prospect", audience="teammate", assigned=[])):
        relation = relate(shipped, SUCCESS, "voice-of-customer", context)
        assert (relation.kind, relation.reach, relation.owner) == ("assists", "whole", TAM)


def test_an_assist_whose_condition_does_not_hold_is_outside_and_says_what_is_missing(shipped):
    relation = relate(shipped, TAM, "ticket-resolution", Context(assigned=[TAM]))
    assert (relation.kind, relation.reach) == ("outside", "none")
    assert [(one.kind, one.asked, one.unknown) for one in relation.unmet] == [("fact", "support-asked", False)]
    relation = relate(shipped, TAM, "ticket-resolution", Context(assigned=[TAM], facts=["support-asked"]))
    assert (relation.kind, relation.reach, relation.unmet, relation.owner) == (
        "assists",
        "whole",
        (),
        "support-agent",
    )


def test_a_higher_level_counts_as_assigned(shipped):
    facts = ["support-asked"]
    for assigned, reach in ((None, "none"), ([], "none"), ([TAA], "whole"), ([SUCCESS], "none")):
        relation = relate(shipped, TAM, "ticket-resolution", Context(assigned=assigned, facts=facts))
        assert relation.reach == reach, assigned
    guidance = relate(shipped, "support-agent", "technical-guidance", Context(assigned=[TAA]))
    assert (guidance.reach, guidance.unmet[0].kind) == ("none", "unassigned")


@pytest.mark.parametrize(
    ("persona", "lane", "context", "reach", "effects"),
    [
        (TAM, "deal-negotiation", {"assigned": [TAM]}, "inform", {"read"}),
        ("account-manager", "quotes-and-invoices", {"facts": ["in-own-region"]}, "follow-up", {"read", "write"}),
        ("sales-administrator", "licensing-guidance", {}, "whole", {"read", "write", "commit"}),
        ("account-manager", "deal-negotiation", {}, "whole", {"read", "write", "commit"}),
        ("support-agent", "deal-negotiation", {}, "none", set()),
    ],
)
def test_a_reach_permits_effects_up_to_its_own(shipped, persona, lane, context, reach, effects):
    relation = relate(shipped, persona, lane, Context(**context))
    assert relation.reach == reach
    assert {effect for effect in ("read", "write", "commit") if relation.permits(effect)} == effects
    assert bool(relation) == (reach != "none")


def test_reading_needs_no_work_in_the_lane(shipped):
    lane = shipped["support-agent"].reads[0]
    relation = relate(shipped, "support-agent", lane)
    assert (relation.kind, relation.reads) == ("outside", True)
    assert relation.permits("read")
    assert not relation.permits("write")
    assert not relation


@pytest.mark.parametrize(
    ("persona", "lane", "context", "misfit"),
    [
        (SUCCESS, "renewal", {"stage": "trial"}, "stage"),
        ("account-manager", "new-business", {"stage": "customer"}, "stage"),
        ("support-agent", "renewal", {"stage": "prospect"}, "stage"),
        ("account-manager", "sales-mentoring", {"audience": "customer"}, "audience"),
        ("support-agent", "support-enablement", {}, "audience"),
        (TAM, "expansion", {"stage": "trial", "assigned": [TAM]}, "stage"),
    ],
)
def test_work_that_the_lane_is_not_for_goes_to_the_fallback_never_back_to_the_owner(
    shipped, persona, lane, context, misfit
):
    relation = relate(shipped, persona, lane, Context(**context))
    assert (relation.kind, relation.reach, relation.owner, relation.misfit) == ("outside", "none", "triage", misfit)
    assert not any(relation.permits(effect) for effect in ("read", "write", "commit"))


def test_an_unknown_stage_excludes_nothing(shipped):
    for lane, owner in shipped.owners.items():
        if owner in shipped:
            audience = shipped.lanes[lane].audience or "customer"
            assert relate(shipped, owner, lane, Context(audience=audience)).kind == "owns"


def test_a_teammate_may_ask_about_any_lane(shipped):
    for lane, owner in shipped.owners.items():
        if owner in shipped:
            assert relate(shipped, owner, lane, Context(audience="teammate")).kind == "owns"


def test_a_lane_of_a_party_is_outside_for_everybody(shipped):
    for persona in shipped:
        assert relate(shipped, persona, "product-delivery").owner == "product-engineering"
        assert not relate(shipped, persona, "product-delivery")


@pytest.mark.parametrize(
    ("persona", "lane", "said"),
    [
        ("suport-agent", "renewal", "no persona is named `suport-agent`"),
        ("support-agent", "renewl", "no lane is named `renewl`"),
        ("triage", "renewal", "no persona is named `triage`"),
    ],
)
def test_names_that_do_not_exist_are_the_host_s_mistake(shipped, persona, lane, said):
    with pytest.raises(fleet.UnknownNameError, match=said):
        relate(shipped, persona, lane)


def test_of_several_assists_in_one_lane_the_widest_that_holds_counts(write_library, tiny_files):
    text = tiny_files["training/lead-trainer.yaml"]
    text += "assists:\n  - {lane: repairs, how: explains, only: inform}\n"
    library = fleet.load(write_library({**tiny_files, "training/lead-trainer.yaml": text}))
    assert relate(library, "lead-trainer", "repairs").reach == "inform"
    asked = Context(facts=["repair-asked"])
    assert relate(library, "lead-trainer", "repairs", asked).reach == "whole"
    assert relate(library, "field-trainer", "repairs").reach == "none"


def test_what_each_of_several_assists_asks_is_told_once(write_library, tiny_files):
    text = tiny_files["training/lead-trainer.yaml"]
    text += "assists:\n  - {lane: repairs, how: explains, only: inform, when: {assigned: true}}\n"
    library = fleet.load(write_library({**tiny_files, "training/lead-trainer.yaml": text}))
    unmet = relate(library, "lead-trainer", "repairs").unmet
    assert sorted((one.kind, one.asked) for one in unmet) == [("assigned", "lead-trainer"), ("fact", "repair-asked")]
    asked = relate(library, "lead-trainer", "repairs", Context(facts=["repair-asked"]))
    assert (asked.reach, [one.kind for one in asked.unmet]) == ("whole", ["assigned"])


def test_the_boundaries_on_a_lane_are_told_also_where_the_lane_is_not_for_this_stage_or_audience(shipped):
    contexts = [Context(stage=stage, audience=audience) for stage in STAGES for audience in ("customer", "teammate")]
    for (persona, lane), boundaries in shipped.exclusions.items():
        for context in contexts:
            assert relate(shipped, persona, lane, context).boundaries == boundaries
