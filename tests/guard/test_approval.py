"""A human's yes lifts one exact ask, once, and nothing else."""

from __future__ import annotations

import json
import threading
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

import fleet
from fleet.errors import FleetError
from fleet.spec import Limit, Tool

KNOWN = fleet.Context(account="acme", conversation="c1")
CALL = ("support-agent", "payouts.make", {"amount": 200, "to": "DE42"})


@pytest.fixture(params=["plain", "recorded"])
def guard(request, plain, recording):
    """The guard, without a record and with one: an approval is worth the same."""
    return plain if request.param == "plain" else recording()


def asked(guard, **options):
    decision = guard.check_call(*CALL, context=KNOWN, **options)
    assert decision.outcome == "ask"
    return decision


def test_a_yes_allows_the_call_and_the_decision_says_who_gave_it(guard):
    yes = guard.approve(asked(guard), by="head of support")
    decision = guard.check_call(*CALL, context=KNOWN, approval=yes)
    assert (decision.outcome, decision.codes) == ("allow", ("FLT421", "FLT410"))
    assert decision.reasons[0].message == "approved by `head of support`"
    assert decision.approval is yes
    assert decision.arguments.values == CALL[2]


@pytest.mark.parametrize(
    ("persona", "tool", "arguments", "context"),
    [
        ("account-manager", *CALL[1:], KNOWN),
        (CALL[0], "payouts.more", CALL[2], KNOWN),
        (*CALL[:2], {**CALL[2], "amount": 200.0}, KNOWN),
        (*CALL[:2], {**CALL[2], "amount": 201}, KNOWN),
        (*CALL[:2], {**CALL[2], "to": "DE43"}, KNOWN),
        (*CALL[:2], {"amount": 200}, KNOWN),
        (*CALL[:2], {**CALL[2], "more": None}, KNOWN),
        (*CALL, KNOWN.model_copy(update={"account": "beta"})),
        (*CALL, KNOWN.model_copy(update={"account": None})),
        (*CALL, KNOWN.model_copy(update={"conversation": "c2"})),
        (*CALL, None),
    ],
)
def test_it_is_for_this_call_alone(shipped, persona, tool, arguments, context):
    limits = {"amount": Limit(maximum=100)}
    tools = {name: Tool(shared=True, limits=limits, beyond="ask") for name in ("payouts.make", "payouts.more")}
    guard = fleet.Guard(shipped, tools=tools)
    yes = guard.approve(asked(guard), by="head of support")
    decision = guard.check_call(persona, tool, arguments, context=context, approval=yes)
    assert (decision.outcome, decision.codes[0]) == ("deny", "FLT418")
    assert decision.reasons[0].message == "the approval is for another call"
    assert decision.arguments is None
    assert guard.check_call(*CALL, context=KNOWN, approval=yes), "it was not spent by that"


def test_the_order_of_arguments_and_what_else_is_known_do_not_matter(guard):
    yes = guard.approve(asked(guard), by="head of support")
    arguments = json.dumps(dict(reversed(CALL[2].items())))
    context = KNOWN.model_copy(update={"stage": "customer"})
    assert guard.check_call(*CALL[:2], arguments, context=context, approval=yes)


def test_it_is_used_once(guard):
    yes = guard.approve(asked(guard), by="head of support")
    first = guard.check_call(*CALL, context=KNOWN, approval=yes)
    guard.settle(first, ok=True)
    again = guard.check_call(*CALL, context=KNOWN, approval=yes)
    assert (again.outcome, again.reasons[0].message) == ("deny", "the approval was used before")


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("kind", ["plain", "with a ledger each", "recorded"])
def test_threads_that_race_for_one_yes_are_allowed_once(plain, recording, kind):
    guard = recording() if kind == "recorded" else plain
    yes = guard.approve(asked(guard), by="head of support")
    found, start = [], threading.Barrier(12)

    def work():
        ledger = fleet.Ledger() if kind == "with a ledger each" else None
        start.wait()
        found.append(guard.check_call(*CALL, context=KNOWN, ledger=ledger, approval=yes))

    threads = [threading.Thread(target=work) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(decision.outcome for decision in found) == ["allow"] + ["deny"] * 11
    assert {decision.codes[0] for decision in found if not decision} == {"FLT418"}


def test_guards_that_share_a_ledger_share_what_was_used(shipped, plain):
    other, ledger = fleet.Guard(shipped, tools=plain.tools), fleet.Ledger()
    yes = plain.approve(asked(plain), by="head of support")
    first = plain.check_call(*CALL, context=KNOWN, ledger=ledger, approval=yes)
    plain.settle(first, ok=True, ledger=ledger)
    assert other.check_call(*CALL, context=KNOWN, ledger=ledger, approval=yes).codes[0] == "FLT418"


def test_a_stored_ledger_knows_what_was_used(shipped, plain):
    ledger = fleet.Ledger()
    yes = plain.approve(asked(plain), by="head of support")
    first = plain.check_call(*CALL, context=KNOWN, ledger=ledger, approval=yes)
    plain.settle(first, ok=True, ledger=ledger)
    restored = fleet.Ledger.of(json.loads(json.dumps(ledger.data())))
    later = fleet.Guard(shipped, tools=plain.tools)
    assert later.check_call(*CALL, context=KNOWN, ledger=restored, approval=yes).codes[0] == "FLT418"


@pytest.mark.parametrize("settled", [True, False])
def test_a_record_knows_what_was_used_after_a_restart(recording, settled):
    guard = recording()
    yes = guard.approve(asked(guard), by="head of support")
    first = guard.check_call(*CALL, context=KNOWN, approval=yes)
    if settled:
        guard.settle(first, ok=True)
    stored = fleet.Approval(**asdict(yes))
    again = recording().check_call(*CALL, context=KNOWN, approval=stored)
    assert (again.outcome, again.codes[0]) == ("deny", "FLT418")


def test_a_record_knows_all_that_were_used_and_not_over(recording):
    guard = recording()
    call = ("support-agent", "payouts.make")
    every = [guard.approve(guard.check_call(*call, {"amount": 200 + n}), by="head of support") for n in range(3)]
    for n, yes in enumerate(every):
        guard.settle(guard.check_call(*call, {"amount": 200 + n}, approval=yes), ok=True)
    later = recording()
    found = [later.check_call(*call, {"amount": 200 + n}, approval=yes).codes[0] for n, yes in enumerate(every)]
    assert found == ["FLT418"] * 3


def test_a_yes_that_was_not_used_is_good_after_a_restart(recording):
    guard = recording()
    yes = guard.approve(asked(guard), by="head of support")
    assert recording().check_call(*CALL, context=KNOWN, approval=fleet.Approval(**asdict(yes)))


def test_it_ends_in_time(plain):
    decision, now = asked(plain), datetime.now(UTC)

    def outcome(expires):
        yes = fleet.Approval(decision.digest, "head of support", expires, decision.codes)
        return plain.check_call(*CALL, context=KNOWN, approval=yes).reasons[0].message

    assert outcome(now - timedelta(microseconds=1)) == "the approval has expired"
    assert outcome(now) == "the approval has expired"
    assert outcome(now + timedelta(minutes=1)) == "approved by `head of support`"


@pytest.mark.parametrize("hours", [-11, 0, 14])
def test_it_is_good_until_its_time_and_not_from_then_on_in_any_time_zone(plain, hours):
    end = datetime(2027, 3, 28, 2, 30, tzinfo=timezone(timedelta(hours=hours)))
    yes = fleet.Approval("d", "me", end, ("FLT410",))
    assert yes.fault("d", ["FLT410"], end - timedelta(microseconds=1)) is None
    assert yes.fault("d", ["FLT410"], end) == "the approval has expired"
    assert yes.fault("d", ["FLT410"], end.astimezone(UTC) + timedelta(microseconds=1)) == "the approval has expired"


def test_a_time_without_a_time_zone_denies(plain):
    decision = asked(plain)
    naive = datetime.now(UTC).replace(tzinfo=None) + timedelta(days=1)
    yes = fleet.Approval(decision.digest, "head of support", naive, decision.codes)
    assert plain.check_call(*CALL, context=KNOWN, approval=yes).codes == ("FLT417",)


def test_it_lasts_an_hour_where_nothing_is_said(plain):
    yes = plain.approve(asked(plain), by="head of support")
    assert timedelta(minutes=59) < yes.expires - datetime.now(UTC) <= timedelta(hours=1)


def test_it_lifts_no_redirect_and_no_denial_and_is_not_spent_by_them(guard):
    decision = asked(guard)
    yes = guard.approve(decision, by="head of support")
    stranger = guard.check_call("support-agent", "adoption.plan", {"account": "acme"}, context=KNOWN)
    malformed = guard.check_call("support-agent", "payouts.make", '{"amount": 200', context=KNOWN)
    for refused in (stranger, malformed):
        theirs = replace(yes, digest=refused.digest, id=yes.id)
        arguments = "{" if refused is malformed else {"account": "acme"}
        again = guard.check_call("support-agent", refused.name, arguments, context=KNOWN, approval=theirs)
        assert again.outcome == refused.outcome
        assert "FLT421" not in again.codes
    assert guard.check_call(*CALL, context=KNOWN, approval=yes)


def test_it_is_not_spent_by_a_call_that_is_allowed_without_it(guard):
    yes = guard.approve(asked(guard), by="head of support")
    plain_call = guard.check_call("support-agent", "payouts.make", {"amount": 5}, context=KNOWN, approval=yes)
    assert (plain_call.outcome, plain_call.approval) == ("allow", None)
    assert guard.check_call(*CALL, context=KNOWN, approval=yes)


def test_a_yes_to_what_was_asked_about_is_none_to_the_doubt_that_came_since(guard):
    ledger = fleet.Ledger()
    decision = asked(guard, ledger=ledger)
    one, other = (guard.approve(decision, by="head of support") for _ in range(2))
    assert guard.check_call(*CALL, context=KNOWN, ledger=ledger, approval=one)
    again = guard.check_call(*CALL, context=KNOWN, ledger=ledger, approval=other)
    assert (again.outcome, again.codes) == ("deny", ("FLT418", "FLT410", "FLT419"))
    assert again.reasons[0].message == "the approval was given before the call came in doubt"
    doubted = guard.check_call(*CALL, context=KNOWN, ledger=ledger)
    assert (doubted.outcome, doubted.codes) == ("ask", ("FLT410", "FLT419"))
    yes = guard.approve(doubted, by="head of support")
    assert guard.check_call(*CALL, context=KNOWN, ledger=ledger, approval=yes)


def test_a_yes_to_a_doubt_is_none_to_a_limit_that_the_call_is_beyond_since(shipped, plain):
    ledger, call = fleet.Ledger(), ("support-agent", "payouts.make", {"amount": 90})
    plain.check_call(*call, ledger=ledger)
    yes = plain.approve(plain.check_call(*call, ledger=ledger), by="head of support")
    tool = plain.tools["payouts.make"].model_copy(update={"limits": {"amount": Limit(maximum=50)}})
    stricter = fleet.Guard(shipped, tools={"payouts.make": tool})
    decision = stricter.check_call(*call, ledger=ledger, approval=yes)
    assert (decision.outcome, decision.codes) == ("deny", ("FLT418", "FLT410", "FLT419"))
    assert decision.reasons[0].message == "the approval is for less than what is asked about now"


def test_every_yes_is_written_down_with_who_gave_it(recording, lines_of):
    guard = recording()
    decision = asked(guard)
    yes = guard.approve(decision, by="head of support")
    call = guard.check_call(*CALL, context=KNOWN, approval=yes)
    given, used = lines_of()[-2:]
    assert (given["kind"], given["of"], given["by"], given["approval"]) == (
        "approval",
        decision.record,
        "head of support",
        yes.id,
    )
    assert (used["kind"], used["approval"], used["by"]) == ("call", yes.id, "head of support")
    assert f"{lines_of()[0]['chain']}:{used['n']}" == call.record


@pytest.mark.parametrize("outcome", ["allow", "deny", "reply"])
def test_only_a_call_that_is_asked_about_can_be_approved(plain, outcome):
    decision = {
        "allow": lambda: plain.check_call("support-agent", "notes.add", {}),
        "deny": lambda: plain.check_call("nobody", "notes.add", {}),
        "reply": lambda: plain.check_reply("nobody", "Hello."),
    }[outcome]()
    with pytest.raises(FleetError, match="only a call that was answered with `ask` can be approved"):
        plain.approve(decision, by="me")


@pytest.mark.parametrize(
    "expires",
    [timedelta(0), timedelta(seconds=-1), datetime(2026, 1, 1, tzinfo=UTC), datetime(2999, 1, 1)],  # noqa: DTZ001  the missing time zone is the case
)
def test_a_yes_that_could_never_be_used_is_none(plain, expires):
    with pytest.raises(FleetError, match="an approval ends at a time to come, with a time zone"):
        plain.approve(asked(plain), by="me", expires=expires)


@pytest.mark.parametrize("by", ["", "  "])
def test_somebody_says_yes(plain, by):
    with pytest.raises(FleetError, match="an approval names who said yes"):
        plain.approve(asked(plain), by=by)
