"""What is told of a request that cannot be judged, cannot be written down, or names nobody."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

import fleet
from fleet.guard.decision import Reason
from fleet.guard.handoff import read_baton

KNOWN = fleet.Context(account="acme", conversation="c1", stage="customer")
CALL = ("support-agent", "payouts.make", {"amount": 200})


def test_a_call_that_cannot_be_judged_is_denied_by_name_and_written_down_with_its_context(recording, lines_of):
    guard = recording()
    decision = guard.check_call(*CALL, context=KNOWN)
    naive = fleet.Approval(decision.digest, "me", datetime(2999, 1, 1), decision.codes)  # noqa: DTZ001  the case
    denied = guard.check_call(*CALL, context=KNOWN, approval=naive)
    assert (denied.outcome, denied.codes, denied.context) == ("deny", ("FLT417",), KNOWN)
    assert (denied.persona, denied.name, denied.kind) == ("support-agent", "payouts.make", "call")
    assert denied.reasons[0].message == "the request could not be judged; the log of the host says why"
    line = lines_of()[-1]
    assert (line["persona"], line["name"], line["conversation"]) == ("support-agent", "payouts.make", "c1")


def test_a_call_in_a_context_that_is_none_is_denied_by_name(plain):
    for context in ("nonsense", 7, object()):
        denied = plain.check_call(*CALL, context=context)
        assert (denied.outcome, denied.name, denied.context) == ("deny", "payouts.make", fleet.Context())
    assert plain.check_call("support-agent", 7, {}).name == "`7`"
    unnamed = plain.check_call(7, None, {}, context="nonsense")
    assert (unnamed.outcome, unnamed.persona, unnamed.name) == ("deny", "", "")


@pytest.mark.parametrize("earlier", [iter(()), {}, set(), "", b"", None, 7], ids=lambda one: type(one).__name__)
def test_handoffs_so_far_that_are_no_list_are_denied(shipped, earlier):
    context = KNOWN.model_copy(update={"current": "support-agent"})
    guard, handoff = fleet.Guard(shipped), fleet.Handoff("support-agent", "triage")
    assert guard.check_handoff(handoff, context=context, earlier=earlier).codes == ("FLT417",)
    assert all(guard.check_handoff(handoff, context=context, earlier=nothing) for nothing in ((), []))


class Liar(str):
    """A text that says it is equal to every other."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False


@pytest.mark.parametrize("name", [Liar("nobody"), None, 7, ("triage",)], ids=lambda one: type(one).__name__)
@pytest.mark.parametrize("field", ["source", "target", "lane"])
def test_names_of_a_handoff_are_the_characters_that_they_have(shipped, name, field):
    names = {"source": "support-agent", "target": "account-manager", "lane": "deal-negotiation", field: name}
    context = KNOWN.model_copy(update={"current": "support-agent"})
    decision = fleet.Guard(shipped).check_handoff(fleet.Handoff(**names), context=context)
    if field == "lane" and name is None:
        assert (decision.outcome, decision.owner) == ("redirect", "triage")
    else:
        assert (decision.outcome, decision.codes[0]) == ("deny", "FLT401")


@pytest.mark.parametrize(
    ("codes", "step"),
    [
        (("FLT402", "FLT403", "FLT414", "FLT416"), "Mend that and ask again."),
        (("FLT410", "FLT402", "FLT403", "FLT414", "FLT416"), "Stay within that, or say that it cannot be done."),
        (("FLT401", "FLT402"), "Use a name that exists, or say that something is set up wrong."),
        (("FLT412",), "Do it yourself, or hand it over to somebody else."),
        (("FLT412", "FLT401"), "Do not try it again in another form."),
        (("FLT411",), "Do not try it again in another form."),
        (("FLT404", "FLT411"), "The work is for `triage`: hand it over."),
    ],
)
def test_after_a_denial_a_model_is_told_what_it_can_do(codes, step):
    reasons = tuple(Reason(code, "so it is") for code in codes)
    decision = fleet.Decision("deny", "support-agent", None, "triage", reasons)
    assert decision.explain() == f"Refused. {' '.join(['So it is.'] * len(codes))} {step}"


def test_a_decision_that_cannot_be_written_down_is_a_denial_of_this_request_that_says_so(recording, folder):
    guard = recording()
    folder.rmdir()
    denied = guard.check_call("support-agent", "notes.read", {}, context=KNOWN)
    assert [one.message for one in denied.reasons] == ["the decision could not be written down"]
    assert (denied.outcome, denied.persona, denied.name, denied.context) == (
        "deny",
        "support-agent",
        "notes.read",
        KNOWN,
    )
    reply = guard.check_reply("nobody", "Hello.", context=KNOWN)
    assert (reply.outcome, reply.codes, reply.kind, reply.persona) == ("deny", ("FLT424",), "reply", "nobody")


def test_an_unknown_persona_is_named_as_it_was_written(plain):
    said = plain.check_call("XX", "notes.add", {}).explain(to="person")
    assert said.startswith("deny: XX\n  FLT401 unknown-name: no persona is named `XX`")


def test_batons_that_are_wrong_in_other_ways_make_other_handoffs():
    given = [None, {}, {"facts": []}, {"facts": [], "owner": 1}, 7, {"summary": 7}, {"summary": "x"}]
    digests = [fleet.Handoff("a", "b", baton=baton).digest for baton in given]
    assert digests[0] == digests[1]
    assert len(set(digests)) == len(given) - 1
    assert {len(one) for one in digests} == {64}


def test_a_baton_with_far_too_many_fields_is_refused_in_a_few_words():
    said = read_baton({f"field {n}": n for n in range(10_000)})
    assert isinstance(said, tuple)
    assert 1 <= len(said) <= 20


def test_a_decision_as_plain_data_says_what_it_is_and_why(recording):
    decision = recording().check_call(
        "support-agent", "discounts.grant", {"account": "acme", "percent": 5}, context=KNOWN
    )
    data = json.loads(json.dumps(decision.to_json()))
    assert data == {
        "outcome": "redirect",
        "persona": "support-agent",
        "lane": "deal-negotiation",
        "owner": "account-manager",
        "reasons": [
            {"code": one.code, "name": one.name, "message": one.message, "boundary": one.boundary}
            for one in decision.reasons
        ],
        "evidence": ["discounts.grant"],
        "record": decision.record,
        "explanation": decision.explain(),
    }
    assert {one["boundary"] for one in data["reasons"]} == {None, "support-agent/no-deal-negotiation"}
    assert data["record"].endswith(":1")
