"""Edges of what the guard decides that no other test stands on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from claims import Claim

import fleet
from fleet.guard.broken import trusting_batons
from fleet.guard.doubt import Doubts
from fleet.guard.handoff import texts_of
from fleet.guard.limit import limiter_of
from fleet.guard.opinion import UNSURE, is_unsure
from fleet.guard.provenance import stands_in
from fleet.guard.schema import validator_of
from fleet.spec import Limit, Tool

KNOWN = fleet.Context(account="acme", stage="customer")


class Selling:
    """A reader that takes every draft for work on prices."""

    bar = 0.5

    def read(self, draft, *, closed, incoming=None):
        return [Claim(draft, 0.9)] if "deal-negotiation" in closed else []


def test_a_call_in_the_own_lane_with_a_draft_in_another_is_for_the_owner_of_that_one(shipped):
    tools = {"tickets.answer": Tool(lane="ticket-resolution", drafts=("text",))}
    guard = fleet.Guard(shipped, tools=tools, reader=Selling())
    arguments = {"text": "We take 20 % off."}
    call = guard.check_call("support-agent", "tickets.answer", arguments, context=KNOWN)
    assert (call.outcome, call.lane, call.owner) == ("redirect", "deal-negotiation", "account-manager")
    stranger = guard.check_call("customer-success-manager", "tickets.answer", arguments, context=KNOWN)
    assert (stranger.outcome, stranger.lane, stranger.owner) == ("redirect", "ticket-resolution", "support-agent")


def test_who_is_in_no_fleet_still_learns_whose_the_lane_is(plain):
    call = plain.check_call("nobody", "tickets.resolve", {"id": 1}, context=KNOWN)
    assert (call.outcome, call.lane, call.owner) == ("deny", "ticket-resolution", "support-agent")
    shared = plain.check_call("nobody", "notes.add", {}, context=KNOWN)
    assert (shared.lane, shared.owner) == (None, None)


def test_an_allow_says_the_lane_and_that_nothing_was_refused(plain):
    call = plain.check_call("support-agent", "tickets.resolve", {"id": 1}, context=KNOWN)
    assert [one.message for one in call.reasons] == ["no rule has anything against it in `ticket-resolution`"]
    assert (call.refused, call.arguments.values) == (None, {"id": 1})
    shared = plain.check_call("support-agent", "notes.add", {}, context=KNOWN)
    assert [one.message for one in shared.reasons] == ["no rule has anything against it, and it is in no lane"]


def test_an_allowed_handoff_is_written_into_the_ledger_and_a_refused_one_is_not(shipped):
    guard, ledger = fleet.Guard(shipped), fleet.Ledger()
    context = KNOWN.model_copy(update={"current": "support-agent"})
    for target in ("sales-administrator", "account-manager"):
        guard.check_handoff(fleet.Handoff("support-agent", target, "deal-negotiation"), context=context, ledger=ledger)
    (entry,) = ledger.entries
    assert (entry.source, entry.target, entry.lane) == ("support-agent", "account-manager", "deal-negotiation")


def test_what_a_person_is_told_has_the_values_of_the_host(shipped):
    guard = fleet.Guard(shipped)
    call = guard.check_call("support-agent", "discounts.grant", {"account": "acme", "percent": 5}, context=KNOWN)
    with pytest.raises(fleet.UnknownNameError):
        guard.told(call, variables={"compani": "Acme"})
    assert guard.told(call) == guard.told(call, variables={})


def test_a_guard_that_trusts_batons_takes_the_facts_that_they_claim_and_the_true_one_does_not(shipped):
    guard = fleet.Guard(shipped)
    broken_guard = trusting_batons(guard)
    context = fleet.Context(
        account="acme", current="account-manager", stage="customer", assigned={"technical-account-manager"}
    )
    outcomes = []
    for facts in (["support-asked"], ("support-asked",), ["in-own-region"], "support-asked", None):
        handoff = fleet.Handoff(
            "account-manager", "technical-account-manager", "ticket-resolution", baton={"facts": facts}
        )
        assert not guard.check_handoff(handoff, context=context)
        outcomes.append(broken_guard.check_handoff(handoff, context=context).outcome)
    assert outcomes == ["allow", "allow", "redirect", "redirect", "redirect"]
    without = fleet.Handoff("account-manager", "technical-account-manager", "ticket-resolution")
    assert broken_guard.check_handoff(without, context=context).outcome == "redirect"


def test_a_baton_that_is_none_says_no_words():
    assert texts_of(fleet.Handoff("a", "b", baton={"facts": ["x"]})) == ()
    assert texts_of(fleet.Handoff("a", "b", reason="why", baton={"facts": ["x"]})) == ("why",)
    assert texts_of(fleet.Handoff("a", "b", reason=" ", baton={"summary": "what"})) == ("what",)


def test_every_limit_is_looked_at_and_each_argument_is_named_once():
    limits = {
        "left out": Limit(maximum=1, optional=True),
        "missing": Limit(maximum=1),
        "twice": Limit(maximum=1, enum=(0, 1)),
        "fine": Limit(maximum=1),
        "last": Limit(maxLength=2),
    }
    found = limiter_of(limits)({"twice": 5, "fine": 1, "last": "abc"}, KNOWN, None)
    assert found == [
        ("missing", "is missing"),
        ("twice", "is `5`, more than 1"),
        ("last", "is not a text of at most 2 characters"),
    ]


@pytest.mark.parametrize(
    ("limit", "within", "beyond"),
    [
        ({"minimum": 2}, [2, 2.5], [(1, "is `1`, less than 2"), ("2", "is the text `2`, not a number")]),
        ({"maximum": 2}, [2, -5], [(3, "is `3`, more than 2"), (True, "is `true`, not a number")]),
        ({"exclusiveMinimum": 2}, [3, 2.01], [(2, "is `2`, not more than 2"), (None, "is `null`, not a number")]),
        ({"exclusiveMaximum": 2}, [1, 1.99], [(2, "is `2`, not less than 2")]),
        ({"enum": ("a", 1)}, ["a", 1], [("b", "is the text `b`, not one of `a`, `1`"), (1.0, ""), (True, "")]),
        ({"const": 1}, [1], [(2, "is `2`, not `1`"), (True, "is `true`, not `1`"), (1.0, "")]),
        ({"maxLength": 2}, ["", "ab"], [("abc", "is not a text of at most 2 characters"), (1, "")]),
        ({"maxItems": 2}, [(), (1, 2)], [((1, 2, 3), "is not a list of at most 2 items"), ("ab", "")]),
        (
            {"email_domain_in": ("a.example", "b.example")},
            ["ada@a.example", "x@B.example"],
            [("ada@c.example", "is not one mail address at `a.example` or `b.example`"), ("@a.example", "")]
            + [(one, "") for one in ("a.example", "ada@x@a.example", "ada,bo@a.example", "ada @a.example", 7)]
            + [("\u00e4d\u00e4@a.example", "")],
        ),
        ({"owned_by": "account"}, ["acme"], [("other", "is the text `other`, not the account of this work")]),
    ],
)
def test_a_limit_lets_pass_what_is_within_it_and_says_what_is_not(limit, within, beyond):
    check = limiter_of({"x": Limit.model_validate(limit)})
    assert [value for value in within if check({"x": value}, KNOWN, None)] == []
    for value, said in beyond:
        ((name, found),) = check({"x": value}, KNOWN, None)
        assert (name, found) == ("x", said or found)


def test_without_an_account_nothing_is_the_account():
    ((_, said),) = limiter_of({"x": Limit(owned_by="account")})({"x": "acme"}, fleet.Context(), None)
    assert said == "must be the account of this work, and the account is not known"


def test_the_reader_is_unsure_from_the_lower_border_on_and_at_the_upper_no_more():
    low, high = UNSURE
    found = [is_unsure([Claim("x", odds)]) for odds in (low - 0.001, low, (low + high) / 2, high, high + 0.001)]
    assert found == [False, True, True, False, False]
    assert is_unsure([Claim("x", 0.0), Claim("y", low)])
    assert not is_unsure([])


def test_a_value_is_found_between_longer_ones_that_begin_like_it():
    assert stands_in("4411", ["44110, then 4411, then 44119"])
    assert not stands_in("4411", ["44110, then 44119"])


@pytest.mark.parametrize("schema", [{"type": "object"}, {"type": "object", "required": ()}])
def test_a_schema_without_properties_takes_no_arguments(schema):
    check = validator_of(schema)
    assert check({}) == ()
    (said,) = check({"x": 1})
    assert said.startswith("this tool takes no `x`")


def started(approval, expires):
    return {"kind": "call", "outcome": "allow", "effect": "read", "approval": approval, "expires": expires}


def test_an_approval_is_known_as_used_until_it_has_expired_and_for_ever_where_no_time_is_said():
    now = datetime.now(UTC)
    doubts = Doubts()
    doubts.see("c:1", started("over", (now - timedelta(hours=1)).isoformat()))
    assert doubts.spent("over")
    doubts.see("c:2", started("open", (now + timedelta(hours=1)).isoformat()))
    doubts.see("c:3", started("no zone", "2001-01-01T00:00:00"))
    doubts.see("c:4", started("no time", "soon"))
    doubts.see("c:5", started("none", None))
    doubts.see("c:6", started(None, None))
    assert [doubts.spent(one) for one in ("over", "open", "no zone", "no time", "none", "None")] == [
        False,
        True,
        True,
        True,
        True,
        False,
    ]


def test_a_lane_for_several_stages_names_them_all(shipped):
    lane, duty = next((name, duty) for name, duty in shipped.lanes.items() if duty.stages and len(duty.stages) > 1)
    guard = fleet.Guard(shipped, tools={"x.do": Tool(lane=lane)})
    call = guard.check_call(shipped.owners[lane], "x.do", {}, context=KNOWN)
    assert (call.outcome, duty.stages) == ("redirect", ("prospect", "trial"))
    assert f"`{lane}` is for the stage `prospect` or `trial`; at this one it goes to" in call.reasons[0].message


def test_what_was_judged_is_the_evidence(shipped):
    guard = fleet.Guard(shipped, reader=Selling())
    call = guard.check_call("support-agent", "tickets.resolve", {"id": 1}, context=KNOWN)
    reply = guard.check_reply("support-agent", "We take 20 % off.", context=KNOWN)
    handoff = guard.check_handoff(fleet.Handoff("support-agent", "triage"), context=KNOWN)
    edge = "support-agent -> triage"
    assert [one.evidence for one in (call, reply, handoff)] == [("tickets.resolve",), ("We take 20 % off.",), (edge,)]


def test_a_long_sentence_is_quoted_in_part(shipped):
    guard = fleet.Guard(shipped, reader=Selling())
    reply = guard.check_reply("support-agent", "x" * 500, context=KNOWN)
    assert f"`{'x' * 119}\u2026` does work of `deal-negotiation`" in reply.reasons[0].message


def test_a_number_may_have_zeros_up_to_two_places_and_no_more():
    assert stands_in(1.5, ["it was 1.50"])
    assert not stands_in(1.5, ["it was 1.500"])
    assert [stands_in(4, [f"it was 4{zeros}"]) for zeros in ("", ".0", ".00", ".000")] == [True, True, True, False]


def test_a_reply_that_no_encoding_has_is_written_down_too(shipped, folder, lines_of):
    guard = fleet.Guard(shipped, record=fleet.Record(folder), reader=Selling())
    assert guard.check_reply("account-manager", "half \ud83d", context=KNOWN)
    assert len(lines_of()[-1]["text"]) == 64
    guard.record.close()


def test_a_call_whose_end_a_human_wrote_down_is_not_settled_again(recording):
    guard = recording()
    call = guard.check_call("support-agent", "tickets.resolve", {"id": 1}, context=KNOWN)
    guard.record.settle(call.record, ok=True, by="Ida")
    with pytest.raises(fleet.FleetError, match="written down already"):
        guard.settle(call, ok=True)


def test_a_handoff_that_cannot_be_judged_is_still_of_its_source(shipped):
    decision = fleet.Guard(shipped).check_handoff(fleet.Handoff("support-agent", "triage", reason=7), context=KNOWN)
    assert (decision.outcome, decision.codes, decision.persona) == ("deny", ("FLT417",), "support-agent")
    assert (decision.kind, decision.context) == ("handoff", KNOWN)
