"""What the guard makes of what a reader says of a draft: the rules are exact, whatever the reader is."""

from __future__ import annotations

from typing import NamedTuple

import pytest

import fleet
from fleet.prompts import told
from fleet.spec import Tool
from fleet.text import sentences

CONTEXT = fleet.Context(account="acme", stage="customer")
PRICE = "We take 20 % off."
CLOSED = "Your ticket is closed."


class Claim(NamedTuple):
    text: str
    crossing: float = 0.0
    crossed: str | None = None
    finished: str | None = None


class Scripted:
    """A reader that has been told what each sentence does."""

    bar = 0.5

    def __init__(self):
        self.asked = []

    def read(self, draft, *, closed, incoming=None):
        self.asked.append((draft, closed, incoming))
        price = "deal-negotiation" in closed
        claims = []
        if PRICE in draft:
            claims.append(Claim(PRICE, 0.9 if price else 0.0, "deal-negotiation" if price else None))
        if CLOSED in draft:
            claims.append(Claim(CLOSED, 0.1, "renewal", "ticket-resolution"))
        return claims


class Failing:
    bar = 0.5

    def read(self, draft, *, closed, incoming=None):
        message = "no model"
        raise RuntimeError(message)


@pytest.fixture
def guard(shipped):
    return fleet.Guard(shipped, reader=Scripted())


def test_work_of_another_lane_goes_to_its_owner_with_the_sentence_and_the_boundary(guard):
    decision = guard.check_reply("support-agent", f"Hello. {PRICE}", context=CONTEXT)
    assert (decision.outcome, decision.kind, decision.lane) == ("redirect", "reply", "deal-negotiation")
    assert (decision.owner, decision.evidence) == ("account-manager", (PRICE,))
    assert decision.codes[:2] == ("FLT422", "FLT405")
    assert decision.boundaries == ("support-agent/no-deal-negotiation",)
    assert decision.explain().endswith("Leave that out, say whose it is, and hand it over to `account-manager`.")


def test_the_owner_may_say_it(guard):
    assert guard.check_reply("account-manager", PRICE, context=CONTEXT).codes == ("FLT420",)


def test_an_assist_that_only_informs_does_not_open_the_lane(guard):
    assigned = CONTEXT.model_copy(update={"assigned": frozenset({"technical-account-manager"})})
    decision = guard.check_reply("technical-account-manager", PRICE, context=assigned)
    assert decision.outcome == "redirect"


def test_the_reader_is_told_what_is_closed_and_what_is_answered(guard):
    guard.check_reply("support-agent", "Hello.", context=CONTEXT, incoming="Is it down?")
    ((draft, closed, incoming),) = guard._drafts._reader.asked
    assert (draft, incoming) == ("Hello.", "Is it down?")
    assert "renewal" in closed
    assert "ticket-resolution" not in closed


def test_work_that_is_said_to_be_done_needs_a_call_that_succeeded(guard):
    ledger = fleet.Ledger()
    decision = guard.check_reply("support-agent", CLOSED, context=CONTEXT, ledger=ledger)
    assert (decision.outcome, decision.codes, decision.evidence) == ("deny", ("FLT423",), (CLOSED,))
    call = guard.check_call("support-agent", "tickets.resolve", {"id": 1}, context=CONTEXT, ledger=ledger)
    assert not guard.check_reply("support-agent", CLOSED, context=CONTEXT, ledger=ledger)
    guard.settle(call, ok=False, ledger=ledger)
    assert not guard.check_reply("support-agent", CLOSED, context=CONTEXT, ledger=ledger)
    call = guard.check_call("support-agent", "tickets.resolve", {"id": 1}, context=CONTEXT, ledger=ledger)
    guard.settle(call, ok=True, ledger=ledger)
    assert guard.check_reply("support-agent", CLOSED, context=CONTEXT, ledger=ledger)


def test_a_long_sentence_that_says_so_is_quoted_in_part(shipped):
    class Long:
        bar = 0.5

        def read(self, draft, *, closed, incoming=None):
            return [Claim(draft, finished="ticket-resolution")]

    guard = fleet.Guard(shipped, reader=Long())
    decision = guard.check_reply("support-agent", "x" * 500, context=CONTEXT, ledger=fleet.Ledger())
    said = (
        f"`{'x' * 119}\u2026` says that work in `ticket-resolution` is done, and no call of a tool there has succeeded"
    )
    assert [one.message for one in decision.reasons] == [said]


def test_without_examples_the_words_of_a_handoff_are_read_only_by_a_reader_of_the_host():
    library = fleet.load(examples=False)
    handoff = fleet.Handoff("support-agent", "triage", reason=f"As agreed with them before: {PRICE}")
    context = CONTEXT.model_copy(update={"current": "support-agent"})
    outcomes = [
        guard.check_handoff(handoff, context=context).outcome
        for guard in (fleet.Guard(library), fleet.Guard(library, reader=Scripted()))
    ]
    assert outcomes == ["allow", "redirect"]


@pytest.mark.parametrize("facts", [(), ("support-asked",)])
def test_words_of_calls_and_handoffs_are_read_in_the_context_of_the_work(shipped, facts):
    tools = {"mail.send": Tool(shared=True, drafts=("body",))}
    manager, reader = "technical-account-manager", Scripted()
    guard = fleet.Guard(shipped, tools=tools, reader=reader)
    context = CONTEXT.model_copy(update={"assigned": {manager}, "facts": frozenset(facts), "current": manager})
    guard.check_reply(manager, "One two three four.", context=context)
    guard.check_call(manager, "mail.send", {"body": "One two three four."}, context=context)
    guard.check_handoff(fleet.Handoff(manager, "triage", reason="One two three four."), context=context)
    assert len(reader.asked) == 3
    assert [("ticket-resolution" in closed) for _, closed, _ in reader.asked] == [not facts] * 3


class Told:
    """A reader that takes every draft for the same."""

    bar = 0.5

    def __init__(self, **claim):
        self.claim = claim

    def read(self, draft, *, closed, incoming=None):
        return [Claim(draft, **self.claim)]


@pytest.mark.parametrize(("odds", "outcome"), [(0.499, "allow"), (0.5, "redirect"), (1.0, "redirect")])
def test_a_sentence_crosses_from_the_bar_of_the_reader_on(shipped, odds, outcome):
    guard = fleet.Guard(shipped, reader=Told(crossing=odds, crossed="deal-negotiation"))
    assert guard.check_reply("support-agent", "Hello.", context=CONTEXT).outcome == outcome


@pytest.mark.parametrize(("stage", "owner"), [("customer", "triage"), ("trial", "account-manager")])
def test_work_that_is_not_for_this_stage_is_for_whoever_takes_it_at_this_stage(shipped, stage, owner):
    guard = fleet.Guard(shipped, reader=Told(crossing=1.0, crossed="new-business"))
    decision = guard.check_reply("support-agent", "Hello.", context=CONTEXT.model_copy(update={"stage": stage}))
    assert (decision.lane, decision.owner) == ("new-business", owner)
    title = shipped.title_of(owner)
    said = f"`Hello.` does work of `new-business`, which is for `{owner}`, {title}"
    assert decision.reasons[0].message == said


@pytest.mark.parametrize(("reason", "outcome"), [("a big discount", "allow"), ("a very big discount", "redirect")])
def test_up_to_three_words_of_a_handoff_are_a_label(shipped, reason, outcome):
    guard = fleet.Guard(shipped, reader=Told(crossing=1.0, crossed="deal-negotiation"))
    context = CONTEXT.model_copy(update={"current": "support-agent"})
    handoff = fleet.Handoff("support-agent", "account-manager", "deal-negotiation", reason=reason)
    assert guard.check_handoff(handoff, context=context).outcome == outcome


def test_a_look_is_no_deed(shipped):
    looks = {"tickets.read": Tool(lane="ticket-resolution", effect="read")}
    guard, ledger = fleet.Guard(shipped, tools=looks, reader=Scripted()), fleet.Ledger()
    call = guard.check_call("support-agent", "tickets.read", {}, context=CONTEXT, ledger=ledger)
    guard.settle(call, ok=True, ledger=ledger)
    assert guard.check_reply("support-agent", CLOSED, context=CONTEXT, ledger=ledger).codes == ("FLT423",)


def test_where_no_tool_is_bound_to_the_lane_nothing_is_asked_of_the_ledger(shipped):
    only = {name: Tool(lane="renewal") for name, tool in shipped.tools.items() if tool.lane == "ticket-resolution"}
    guard = fleet.Guard(shipped, tools=only, reader=Scripted())
    assert guard.check_reply("support-agent", CLOSED, context=CONTEXT, ledger=fleet.Ledger())


def test_where_only_looks_are_bound_to_the_lane_nothing_is_asked_of_the_ledger(shipped):
    looks = {
        name: tool.model_copy(update={"effect": "read"})
        for name, tool in shipped.tools.items()
        if tool.lane == "ticket-resolution"
    }
    guard = fleet.Guard(shipped, tools=looks, reader=Scripted())
    assert guard.check_reply("support-agent", CLOSED, context=CONTEXT, ledger=fleet.Ledger())
    assert guard.check_reply("support-agent", CLOSED, context=CONTEXT).codes == ("FLT420",)


def test_without_a_ledger_the_decision_says_that_this_was_not_judged(guard):
    decision = guard.check_reply("support-agent", CLOSED, context=CONTEXT)
    assert decision
    assert decision.codes == ("FLT420", "FLT425")


@pytest.mark.parametrize(
    ("persona", "context", "code"),
    [
        ("suport-agent", CONTEXT, "FLT401"),
        ("triage", CONTEXT, "FLT401"),
        ("support-agent", fleet.Context(facts={"nonsense"}), "FLT401"),
        ("support-agent", fleet.Context(current="account-manager"), "FLT411"),
    ],
)
def test_what_cannot_be_known_is_denied(guard, persona, context, code):
    decision = guard.check_reply(persona, "Hello.", context=context)
    assert (decision.outcome, decision.codes) == ("deny", (code,))


@pytest.mark.parametrize("draft", [None, 5, b"Hello.", ["Hello."]])
def test_a_draft_that_is_no_text_is_denied(shipped, draft):
    assert fleet.Guard(shipped).check_reply("support-agent", draft, context=CONTEXT).outcome == "deny"


def test_a_reader_that_fails_is_a_denial(shipped, caplog):
    decision = fleet.Guard(shipped, reader=Failing()).check_reply("support-agent", "Hello.", context=CONTEXT)
    assert (decision.outcome, decision.codes) == ("deny", ("FLT417",))
    assert "no model" in caplog.text


def test_a_handoff_does_not_do_the_work_that_it_hands_over(guard):
    context = fleet.Context(stage="customer", current="support-agent")

    def decide(**words):
        return guard.check_handoff(
            fleet.Handoff("support-agent", "account-manager", "deal-negotiation", **words), context=context
        )

    assert decide(reason="asks for a price", baton={"summary": "Three outages."})
    assert decide(reason=PRICE).codes[0] == "FLT422"
    assert decide(baton={"summary": PRICE}).outcome == "redirect"


def test_words_of_a_handoff_are_not_read_where_there_are_none(shipped):
    context = fleet.Context(stage="customer", current="support-agent")
    handoff = fleet.Handoff("support-agent", "account-manager", "deal-negotiation")
    assert fleet.Guard(shipped, reader=Failing()).check_handoff(handoff, context=context)


def test_what_a_tool_would_send_is_judged_like_a_reply(shipped):
    tools = {"mail.send": Tool(shared=True, drafts=("subject", "body"))}
    guard = fleet.Guard(shipped, tools=tools, reader=Scripted())

    def send(**words):
        return guard.check_call("support-agent", "mail.send", {"to": "a@example.com", **words}, context=CONTEXT)

    assert send(subject="Your ticket", body="Hello.")
    assert send(subject="Your ticket", body=PRICE).codes[0] == "FLT422"
    assert send(subject=PRICE).outcome == "redirect"
    assert send(body=[{"text": f"Hello. {PRICE}"}]).outcome == "redirect"
    assert send()


def test_what_a_tool_or_a_handoff_says_is_done_needs_a_call_that_succeeded_too(shipped):
    tools = {"mail.send": Tool(shared=True, effect="read", drafts=("body",))}
    guard, ledger = fleet.Guard(shipped, tools=tools, reader=Scripted()), fleet.Ledger()
    context = CONTEXT.model_copy(update={"current": "support-agent"})
    handoff = fleet.Handoff("support-agent", "triage", reason=CLOSED)

    def codes(known):
        mail = guard.check_call("support-agent", "mail.send", {"body": CLOSED}, context=context, ledger=known)
        return mail.codes, guard.check_handoff(handoff, context=context, ledger=known).codes

    assert codes(ledger) == (("FLT423",), ("FLT423",))
    assert codes(None) == (("FLT420",), ("FLT420",))
    call = guard.check_call("support-agent", "tickets.resolve", {"id": 1}, context=context, ledger=ledger)
    guard.settle(call, ok=True, ledger=ledger)
    assert codes(ledger) == (("FLT420",), ("FLT420",))


def test_the_person_is_told_whose_it_is(guard):
    decision = guard.check_reply("support-agent", PRICE, context=CONTEXT)
    told = guard.told(decision)
    assert "that is for our Account Manager" in told
    teammate = CONTEXT.model_copy(update={"audience": "teammate"})
    assert "our" not in guard.told(guard.check_reply("support-agent", PRICE, context=teammate))
    with pytest.raises(fleet.FleetError, match="redirect"):
        guard.told(guard.check_reply("account-manager", PRICE, context=CONTEXT))


def test_every_reply_is_recorded_with_a_digest_and_without_its_text(shipped, tmp_path):
    guard = fleet.Guard(shipped, record=fleet.Record(tmp_path), reader=Scripted())
    decision = guard.check_reply("support-agent", PRICE, context=CONTEXT)
    guard.record.close()
    (path,) = tmp_path.glob("*.jsonl")
    assert decision.record == f"{path.name.split('.')[0]}:1"
    assert PRICE not in path.read_text()
    assert '"kind":"reply","outcome":"redirect"' in path.read_text()


class Suspicious:
    """A reader that takes every sentence for work of a closed lane."""

    bar = 0.5

    def read(self, draft, *, closed, incoming=None):
        return [Claim(draft[start:end], 1.0, min(closed)) for start, end in sentences(draft)] if closed else []


@pytest.mark.parametrize("audience", ["customer", "teammate"])
def test_what_a_customer_is_told_of_a_redirect_is_no_work_whatever_the_reader_thinks(shipped, audience):
    guard = fleet.Guard(shipped, reader=Suspicious())
    for persona in shipped:
        for lane in shipped[persona].boundaries:
            text = told(shipped, lane.lane, shipped.owner_of(lane.lane), audience=audience)
            assert guard.check_reply(persona, f"{text}\n", context=CONTEXT), (persona, lane.lane)


def test_what_stands_beside_it_is_read(shipped):
    guard = fleet.Guard(shipped, reader=Suspicious())
    text = told(shipped, "deal-negotiation", "account-manager")
    decision = guard.check_reply("support-agent", f"{text} You get 20 % off.", context=CONTEXT)
    assert decision.evidence == ("You get 20 % off.",)
    near = text.replace("a discount", "your discount of 20 %")
    assert near != text
    assert not guard.check_reply("support-agent", near, context=CONTEXT)
