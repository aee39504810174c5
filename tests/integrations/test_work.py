"""One piece of work: who has it, which calls a human decides, and what is said in place of a draft."""

from __future__ import annotations

from typing import NamedTuple

import pytest

import fleet
from fleet.errors import FleetError, UnknownNameError
from fleet.integrations.bound import bound
from fleet.integrations.ever import lanes_for, tools_for
from fleet.integrations.work import NOT_DONE, NOT_MINE, Work

DEAL = {"account": "acme", "percent": 20}
TO_SALES = {"lane": "deal-negotiation", "reason": "a discount"}


class Claim(NamedTuple):
    text: str
    crossing: float = 0.0
    crossed: str | None = None
    finished: str | None = None


class Marked:
    """Reads `<lane>` as work in that lane, and `done` as work that is done in ticket resolution."""

    bar = 0.5

    def read(self, draft, *, closed, incoming=None):
        found = [Claim(draft, 1.0, lane) for lane in closed if f"<{lane}>" in draft]
        return found + ([Claim(draft, finished="ticket-resolution")] if "done" in draft else [])


@pytest.fixture
def guard(shipped):
    return fleet.Guard(shipped, reader=Marked())


@pytest.fixture
def left():
    return []


@pytest.fixture
def work(guard, left):
    made = Work(guard, context=fleet.Context(account="acme", stage="customer"), deliver=left.append)
    made.take("support-agent")
    return made


def test_nobody_takes_what_somebody_else_has(work):
    work.take("support-agent")
    with pytest.raises(FleetError, match="`account-manager` was started, and `support-agent` has the work"):
        work.take("account-manager")
    with pytest.raises(UnknownNameError, match="suport-agent"):
        work.take("suport-agent")


def test_facts_of_a_leg_do_not_come_along_to_the_next(work):
    assert work.hand_over("support-agent", "account-manager", TO_SALES)
    assert work.context.facts == {"support-asked"}
    assert work.hand_over("account-manager", "customer-success-manager", {"lane": "renewal"})
    assert work.context.facts == frozenset()
    assert [one.target for one in work.earlier] == ["account-manager", "customer-success-manager"]


def test_a_refused_handoff_moves_nothing(work):
    for forged in ({"lane": "renewal"}, {**TO_SALES, "facts": ["owner-asked"]}, "{", "[]", {**TO_SALES, "reason": 5}):
        assert not work.hand_over("support-agent", "account-manager", forged)
    assert not work.hand_over("customer-success-manager", "account-manager", TO_SALES)
    assert (work.context.current, work.earlier, work.ledger.handoffs) == ("support-agent", (), ())


def test_what_goes_to_a_party_is_delivered_once(work, left):
    for _ in range(2):
        assert work.hand_over("support-agent", "product-engineering", {"lane": "product-delivery"})
    assert [one.target for one in left] == ["product-engineering"]
    assert work.context.current == "support-agent"


def test_a_call_waits_for_a_human_and_a_yes_is_spent_on_it_alone(guard):
    work = Work(guard, context=fleet.Context(account="acme"))
    work.take("account-manager")
    asked = ("account-manager", "discounts.grant", DEAL)
    assert work.asks(*asked, call="1")
    assert work.asks(*asked, call="1")
    assert work.start(*asked, call="1").outcome == "ask"
    work.approve(*asked, call="1", by="head of sales")
    other = ("account-manager", "discounts.grant", {**DEAL, "percent": 30})
    assert work.start(*other, call="2").outcome == "ask"
    assert work.start(*other, call="1").outcome == "deny"
    work.approve(*asked, call="1", by="head of sales")
    granted = work.start(*asked, call="1")
    assert granted.outcome == "allow"
    work.settle(granted, ok=True, output="granted")
    assert work.start(*asked, call="1").outcome == "ask"


def test_asking_starts_nothing(work):
    assert not work.asks("support-agent", "tickets.resolve", {"id": 1}, call="1")
    assert not work.asks("support-agent", "discounts.grant", DEAL, call="2")
    assert work.ledger.entries == ()


def test_a_call_in_doubt_by_the_record_alone_waits_the_second_time(shipped, tmp_path):
    context = fleet.Context(account="acme", current="support-agent")
    call = ("support-agent", "tickets.resolve", {"id": 1})
    fleet.Guard(shipped, record=fleet.Record(tmp_path)).check_call(*call, context=context)
    work = Work(fleet.Guard(shipped, record=fleet.Record(tmp_path)), context=context)
    assert not work.asks(*call, call="1")
    assert work.start(*call, call="1").codes == ("FLT419",)
    assert work.asks(*call, call="2")
    work.approve(*call, call="2", by="the lead")
    assert work.start(*call, call="2").outcome == "allow"


def test_an_allowed_draft_is_said_as_it_is(work):
    assert work.reply("support-agent", "Gladly.", "One moment.").allowed
    assert work.passed("Gladly.")
    assert work.passed("One moment.")
    assert not work.passed("Something else.")


def test_work_of_another_lane_becomes_a_handoff_that_says_so(work, left):
    said = work.reply("support-agent", "<deal-negotiation>")
    assert said.handoff == fleet.Handoff("support-agent", "account-manager", "deal-negotiation")
    assert "account manager" in said.text.lower()
    assert work.context.current == "support-agent"
    said = work.reply("support-agent", "<product-delivery>")
    assert said.handoff is None
    assert [one.target for one in left] == ["product-engineering"]
    assert "passing it on" in said.text
    assert not work.passed("<product-delivery>")


def test_what_cannot_be_handed_over_is_not_promised(work):
    work.earlier = tuple(
        fleet.Handoff("account-manager", "support-agent", "ticket-resolution", baton={"summary": str(at)})
        for at in range(8)
    )
    for lane in ("deal-negotiation", "product-delivery"):
        assert work.reply("support-agent", f"<{lane}>")[:1] == (NOT_MINE,)
    assert work.reply("account-manager", "Gladly.").text == NOT_MINE


def test_what_is_not_done_is_not_said_to_be(work):
    assert work.reply("support-agent", "It is done.").text == NOT_DONE
    work.settle(work.start("support-agent", "tickets.resolve", {"id": 1}, call="1"), ok=True)
    assert work.reply("support-agent", "It is done.").allowed


def test_the_choices_of_a_handoff_are_those_that_can_be_right(shipped):
    everybody = [*shipped, *shipped.parties]
    for lane in shipped.lanes:
        owner = shipped.owner_of(lane)
        for source in shipped:
            assert lane in lanes_for(shipped, source, owner)
    assert "ticket-resolution" in lanes_for(shipped, "support-agent", "senior-support-agent")
    assert all(lanes_for(shipped, "support-agent", one) for one in everybody if one != "triage")


def test_an_agent_shows_no_tool_that_it_can_never_call(shipped, guard):
    for persona in shipped:
        shown = tools_for(guard, persona)
        for name, tool in guard.tools.items():
            if name not in shown:
                facts = frozenset(shipped.facts)
                for assigned in (None, frozenset(shipped)):
                    context = fleet.Context(facts=facts, assigned=assigned, audience="teammate")
                    assert not fleet.relate(shipped, persona, tool.lane, context).permits(tool.effect), name


def test_tools_are_known_by_the_librarys_names(guard):
    assert bound(guard, {"resolve": True}, {"resolve": "tickets.resolve"}) == {"resolve": "tickets.resolve"}
    with pytest.raises(UnknownNameError, match="resolve"):
        bound(guard, {"resolve": True}, {})
    with pytest.raises(FleetError, match="runs at the provider"):
        bound(guard, {"web_search": False}, {})
