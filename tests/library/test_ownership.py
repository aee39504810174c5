"""The binding table of who owns which lane and who assists, typed in apart from the files that must agree with it."""

from __future__ import annotations

from itertools import combinations, product

import pytest

from fleet import Context, relate

SUPPORT, SENIOR_SUPPORT = "support-agent", "senior-support-agent"
SUCCESS, TAM, TAA = "customer-success-manager", "technical-account-manager", "technical-account-architect"
ACCOUNT, ADMIN = "account-manager", "sales-administrator"
SE, SSE = "solutions-engineer", "senior-solutions-engineer"
SA, SSA = "solutions-architect", "senior-solutions-architect"
ENGINEERING = "product-engineering"

ASSIGNED = "assigned"
NO_TAM = "unassigned: technical-account-manager"
ALWAYS = ()

# lane: (owner, {who assists: (what must hold, how far)})
TABLE = {
    "ticket-resolution": (SUPPORT, {TAM: ((ASSIGNED, "support-asked"), "whole")}),
    "escalated-support": (SENIOR_SUPPORT, {TAA: ((ASSIGNED,), "whole")}),
    "bug-triage": (SENIOR_SUPPORT, {TAM: ((ASSIGNED,), "whole")}),
    "support-enablement": (SENIOR_SUPPORT, {}),
    "adoption": (SUCCESS, {TAM: ((ASSIGNED,), "whole")}),
    "account-health": (SUCCESS, {TAA: ((ASSIGNED,), "whole")}),
    "renewal": (SUCCESS, {}),
    "expansion": (SUCCESS, {TAA: ((ASSIGNED,), "whole"), ACCOUNT: (("owner-asked",), "whole")}),
    "technical-guidance": (
        TAM,
        {SUPPORT: ((NO_TAM,), "whole"), SSE: ((NO_TAM,), "whole"), SE: ((NO_TAM, "paired-with-senior"), "whole")},
    ),
    "instance-review": (TAA, {TAM: ((ASSIGNED,), "whole")}),
    "voice-of-customer": (
        TAM,
        {SUCCESS: (ALWAYS, "whole"), SENIOR_SUPPORT: (ALWAYS, "whole"), SSE: (ALWAYS, "whole")},
    ),
    "advocacy-content": (TAM, {}),
    "new-business": (ACCOUNT, {}),
    "deal-negotiation": (ACCOUNT, {TAM: ((ASSIGNED,), "inform")}),
    "licensing-guidance": (ACCOUNT, {ADMIN: (ALWAYS, "whole")}),
    "sales-mentoring": (ACCOUNT, {}),
    "quotes-and-invoices": (ADMIN, {ACCOUNT: (("in-own-region",), "follow-up")}),
    "trial-extension": (ADMIN, {}),
    "free-license": (ADMIN, {}),
    "customer-agreements": (ADMIN, {}),
    "sales-desk": (ADMIN, {ACCOUNT: (("owner-asked",), "whole"), TAM: (("owner-asked",), "whole")}),
    "presales-questions": (SE, {}),
    "solution-discovery": (SSE, {SE: (("paired-with-senior",), "whole")}),
    "product-demo": (
        SSE,
        {SE: (("paired-with-senior",), "whole"), TAM: (("stage: customer", "customer-asked"), "whole")},
    ),
    "solution-design": (SA, {}),
    "complex-engagement": (SSA, {SA: (("owner-asked",), "whole")}),
    "sales-engineering-enablement": (SA, {}),
    "product-delivery": (ENGINEERING, {}),
}

# class: (domain, levels below it, nearest first, whether it is persistent)
PERSONAS = {
    SUCCESS: ("customer", (), True),
    TAM: ("customer", (), True),
    TAA: ("customer", (TAM,), True),
    SUPPORT: ("support", (), False),
    SENIOR_SUPPORT: ("support", (SUPPORT,), False),
    ACCOUNT: ("sales", (), True),
    ADMIN: ("sales", (), False),
    SE: ("sales-engineering", (), False),
    SSE: ("sales-engineering", (SE,), False),
    SA: ("sales-engineering", (SSE, SE), False),
    SSA: ("sales-engineering", (SA, SSE, SE), False),
}

# lane: neighbours that the table names under "what is not in it"
NOT = {
    "ticket-resolution": {"technical-guidance", "bug-triage"},
    "bug-triage": {"product-delivery"},
    "support-enablement": {"sales-engineering-enablement"},
    "adoption": {"technical-guidance"},
    "account-health": {"renewal"},
    "renewal": {"deal-negotiation", "quotes-and-invoices"},
    "expansion": {"deal-negotiation", "quotes-and-invoices"},
    "technical-guidance": {"ticket-resolution", "solution-design"},
    "instance-review": {"technical-guidance"},
    "voice-of-customer": {"product-delivery"},
    "new-business": {"solution-discovery", "product-demo", "deal-negotiation"},
    "deal-negotiation": {"quotes-and-invoices"},
    "licensing-guidance": {"deal-negotiation"},
    "quotes-and-invoices": {"deal-negotiation"},
    "free-license": {"deal-negotiation"},
    "customer-agreements": {"new-business"},
    "presales-questions": {"solution-discovery"},
    "product-demo": {"adoption"},
    "product-delivery": {"voice-of-customer"},
}

FOR_PROSPECTS = {"new-business", "presales-questions", "solution-discovery"}
FOR_CUSTOMERS = {"adoption", "account-health", "renewal", "expansion", "technical-guidance", "instance-review"}
FOR_TEAMMATES = {"support-enablement", "sales-mentoring", "sales-engineering-enablement"}
FACTS = {"support-asked", "owner-asked", "paired-with-senior", "customer-asked", "in-own-region"}


def test_there_are_eleven_personas_and_twenty_eight_lanes_in_the_table():
    assert (len(PERSONAS), len(TABLE)) == (11, 28)


def test_every_lane_has_the_owner_of_the_table(shipped):
    assert dict(shipped.owners) == {lane: owner for lane, (owner, _) in TABLE.items()}


def test_every_persona_has_the_domain_ladder_and_memory_of_the_table(shipped):
    said = {
        class_: (persona.domain, shipped.below(class_), persona.persistent_persona)
        for class_, persona in shipped.items()
    }
    assert said == PERSONAS


def test_the_facts_and_parties_are_those_of_the_table(shipped):
    assert set(shipped.facts) == FACTS
    assert set(shipped.parties) == {ENGINEERING, "triage"}
    assert shipped.manifest.fallback == "triage"


@pytest.mark.parametrize("lane", sorted(TABLE))
def test_a_lane_is_assisted_by_exactly_those_of_the_table(shipped, lane):
    written = {}
    for class_, persona in shipped.parts.personas.items():
        for assist in persona.assists:
            if assist.lane == lane:
                assert class_ not in written
                written[class_] = (_asked(assist.when), assist.only or "whole")
    assert written == {class_: (set(asked), reach) for class_, (asked, reach) in TABLE[lane][1].items()}


def _asked(when):
    if when is None:
        return set()
    asked = set(when.facts) | {f"stage: {stage}" for stage in when.stages or ()}
    asked |= {ASSIGNED} if when.assigned else set()
    asked |= {f"unassigned: {when.unassigned}"} if when.unassigned else set()
    assert when.audience is None
    return asked


@pytest.mark.parametrize("lane", sorted(TABLE))
def test_a_lane_is_for_the_stages_and_the_audience_of_the_table(shipped, lane):
    stages = ("prospect", "trial") if lane in FOR_PROSPECTS else ("customer",) if lane in FOR_CUSTOMERS else None
    assert shipped.lanes[lane].stages == stages
    assert shipped.lanes[lane].audience == ("teammate" if lane in FOR_TEAMMATES else None)


@pytest.mark.parametrize("lane", sorted(NOT))
def test_a_lane_names_the_neighbours_of_the_table(shipped, lane):
    assert set(shipped.lanes[lane].not_) >= NOT[lane]


ASSIGNMENTS = (None, set(), {TAM}, {TAA}, {SUCCESS}, {TAM, ACCOUNT})
FACT_SETS = tuple(set(chosen) for size in (0, 1, 2) for chosen in combinations(sorted(FACTS), size)) + (FACTS,)


@pytest.mark.parametrize("class_", sorted(PERSONAS))
def test_the_relation_is_that_of_the_table_in_every_context(shipped, class_):
    wrong = []
    contexts = product((None, "prospect", "trial", "customer"), ("customer", "teammate"), ASSIGNMENTS, FACT_SETS)
    for stage, audience, assigned, facts in contexts:
        context = Context(stage=stage, audience=audience, assigned=assigned, facts=facts)
        for lane in TABLE:
            relation = relate(shipped, class_, lane, context)
            if (relation.reach, relation.owner) != _by_the_table(class_, lane, context):
                wrong.append((lane, context, relation))
    assert wrong == []


def _by_the_table(class_, lane, context):
    owner, assists = TABLE[lane]
    if _misfit(lane, context):
        return "none", "triage"
    if owner == class_:
        return "whole", owner
    reaches = ["none"]
    for level in (class_, *PERSONAS[class_][1]):
        if level == owner:
            reaches.append("whole")
        if level in assists and all(_holds(asked, class_, context) for asked in assists[level][0]):
            reaches.append(assists[level][1])
    return max(reaches, key=("none", "inform", "follow-up", "whole").index), owner


def _misfit(lane, context):
    if lane in FOR_PROSPECTS and context.stage == "customer":
        return True
    if lane in FOR_CUSTOMERS and context.stage in ("prospect", "trial"):
        return True
    return lane in FOR_TEAMMATES and context.audience != "teammate"


def _holds(asked, class_, context):
    if asked == ASSIGNED:
        return context.assigned is not None and not context.assigned.isdisjoint(_and_above(class_))
    if asked == NO_TAM:
        return context.assigned is not None and context.assigned.isdisjoint(_and_above(TAM))
    if asked == "stage: customer":
        return context.stage == "customer"
    return asked in context.facts


def _and_above(class_):
    return {class_} | {higher for higher, (_, below, _) in PERSONAS.items() if class_ in below}
