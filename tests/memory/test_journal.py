"""Notes are checked, kept under names that stay, closed, read by those who may, exported and erased for good."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from fleet.errors import JournalError, UnknownNameError
from fleet.memory import LONGEST, Note
from fleet.memory.places import room_of
from fleet.relation import relate
from fleet.spec import Context

CSM, TAM, SALES = "customer-success-manager", "technical-account-manager", "account-manager"
TOUCH = Note(kind="touch", lane="renewal", text="called")
QUESTION = Note(kind="question", lane="renewal", text="who signs?")
PROMISE = Note(kind="commitment", lane="renewal", text="send the plan", due=date(2026, 12, 1))


def _code(raised):
    (finding,) = raised.value.diagnostics
    return finding.code


def test_an_entry_says_all_that_was_noted(journal, shipped, now):
    entry = journal.add(shipped, PROMISE, account="acme", persona=CSM)
    assert (entry.account, entry.persona, entry.kind, entry.lane) == ("acme", CSM, "commitment", "renewal")
    assert (entry.text, entry.due, entry.trend, entry.at, entry.closing) == (PROMISE.text, PROMISE.due, None, now, None)
    assert journal.entries("acme") == journal.entries("acme", persona=CSM) == (entry,)
    assert journal.entries("acme", persona=TAM) == journal.entries("acm") == ()


def test_entries_come_newest_first_by_when_it_happened(journal, shipped, now):
    days = [now - timedelta(days=count) for count in (5, 1, 9, 3)]
    for day in days:
        journal.add(shipped, Note(kind="touch", lane="renewal", text="called", at=day), account="acme", persona=CSM)
    assert [one.at for one in journal.entries("acme")] == sorted(days, reverse=True)


def test_a_time_in_another_zone_is_the_same_time(journal, shipped):
    at = datetime(2026, 11, 1, 1, 30, tzinfo=timezone(timedelta(hours=5)))
    note = Note(kind="touch", lane="renewal", text="called", at=at)
    journal.add(shipped, note, account="acme", persona=CSM)
    (entry,) = journal.entries("acme")
    assert entry.at == at
    assert entry.at.tzinfo == UTC


@pytest.mark.parametrize("persona", ["support-agent", "solutions-architect", "sales-administrator"])
def test_a_persona_that_starts_fresh_has_no_memory_and_the_place_says_why(journal, shipped, persona):
    lane = shipped[persona].lanes[0]
    note = Note(kind="touch", lane=lane, text="called")
    for asked in (
        lambda: journal.add(shipped, note, account="acme", persona=persona),
        lambda: journal.brief(shipped, account="acme", persona=persona),
        lambda: journal.readable(shipped, account="acme", persona=persona),
    ):
        with pytest.raises(JournalError) as raised:
            asked()
        (finding,) = raised.value.diagnostics
        assert finding.code == "FLT601"
        assert finding.span.path.endswith(f"{persona}.yaml")
        assert finding.span.excerpt.startswith("persistent_persona: false")
    assert journal.entries("acme") == ()


@pytest.mark.parametrize("kind", ["touch", "signal", "commitment", "question", "date"])
@pytest.mark.parametrize("persona", [CSM, TAM, SALES])
@pytest.mark.parametrize("context", [None, Context(assigned={TAM}, facts={"support-asked"}, stage="customer")])
def test_in_which_lanes_a_persona_may_note_and_promise_is_what_the_relation_says(
    journal, shipped, persona, kind, context
):
    more = {"signal": {"trend": "worse"}, "date": {"due": date(2027, 1, 1)}}.get(kind, {})
    for lane, owner in shipped.owners.items():
        relation = relate(shipped, persona, lane, context)
        allowed = relation.reach == "whole" if kind == "commitment" else relation.reads
        allowed = (
            allowed
            or (kind != "commitment" and owner == persona)
            or (kind != "commitment" and lane in shipped[persona].reads)
        )
        note = Note(kind=kind, lane=lane, text="called", **more)
        if allowed:
            journal.add(shipped, note, account="acme", persona=persona, context=context)
            continue
        with pytest.raises(JournalError) as raised:
            journal.add(shipped, note, account="acme", persona=persona, context=context)
        (finding,) = raised.value.diagnostics
        assert finding.code == "FLT602"
        assert f"`{relation.owner}`" in finding.message
        assert f"`{relation.owner}`" in finding.help
        assert finding.span.path.endswith(".yaml")
    assert journal.entries("acme")


def test_a_refused_promise_points_at_the_boundary_on_its_lane(journal, shipped):
    note = Note(kind="commitment", lane="deal-negotiation", text="10 % off")
    with pytest.raises(JournalError) as raised:
        journal.add(shipped, note, account="acme", persona=CSM)
    boundary = shipped.exclusions[CSM, "deal-negotiation"][0]
    assert raised.value.diagnostics[0].span == shipped.place(CSM, "boundaries", boundary.id, "rule")


def test_names_that_the_library_does_not_have_are_said(journal, shipped):
    with pytest.raises(UnknownNameError, match="no lane is named `renewl`; did you mean `renewal`"):
        journal.add(shipped, Note(kind="touch", lane="renewl", text="called"), account="acme", persona=CSM)
    with pytest.raises(UnknownNameError, match="no persona is named"):
        journal.add(shipped, TOUCH, account="acme", persona="account-manger")


HIDDEN = ["\x00", "\x1b[2J", "\u200b", "\u202e", "\u2066", "\ufeff", "\U000e0041", "\ud800", "\x7f", "\uffff"]
LINES = ["\n", "\r", "\t", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"]


@pytest.mark.parametrize("bad", [*HIDDEN, *LINES], ids=ascii)
def test_what_cannot_be_seen_or_ends_a_line_is_refused_in_every_text(journal, shipped, bad):
    question = journal.add(shipped, QUESTION, account="acme", persona=CSM)
    text = f"a{bad}b"
    for asked in (
        lambda: journal.add(shipped, Note(kind="touch", lane="renewal", text=text), account="acme", persona=CSM),
        lambda: journal.add(shipped, TOUCH, account=text, persona=CSM),
        lambda: journal.close(question.id, account="acme", persona=CSM, text=text),
        lambda: journal.close(question.id, account=text, persona=CSM),
    ):
        with pytest.raises(JournalError) as raised:
            asked()
        assert _code(raised) == "FLT603"
    assert journal.entries("acme") == (question,)


@pytest.mark.parametrize(
    "text", ["", "  ", None, 5, "x" * (LONGEST + 1)], ids=["empty", "blank", "none", "number", "long"]
)
def test_a_text_is_there_and_not_too_long(journal, shipped, text):
    with pytest.raises(JournalError) as raised:
        journal.add(shipped, Note(kind="touch", lane="renewal", text=text), account="acme", persona=CSM)
    assert _code(raised) == "FLT603"


def test_the_longest_text_is_kept_whole(journal, shipped):
    note = Note(kind="touch", lane="renewal", text="é" * LONGEST)
    assert journal.add(shipped, note, account="acme", persona=CSM) == journal.entries("acme")[0]


def test_a_closed_entry_stays_closed_and_closing_it_again_changes_nothing(journal, shipped, now):
    entry = journal.add(shipped, QUESTION, account="acme", persona=CSM)
    closed = journal.close(entry.id, account="acme", persona=CSM, text="the head of IT")
    again = journal.close(entry.id, account="acme", persona=CSM, outcome="dropped", text="something else")
    assert closed == again == journal.entries("acme")[0]
    assert (closed.closing.at, closed.closing.outcome, closed.closing.text) == (now, "done", "the head of IT")
    assert not closed.open_on(now.date())


@pytest.mark.parametrize("closing", [True, False])
def test_a_date_is_open_up_to_its_day_and_a_promise_until_it_is_closed(journal, shipped, now, closing):
    today = now.date()
    ends = Note(kind="date", lane="renewal", text="it ends", due=today)
    date_, promise = (journal.add(shipped, note, account="acme", persona=CSM) for note in (ends, PROMISE))
    if closing:
        date_ = journal.close(date_.id, account="acme", persona=CSM, outcome="dropped")
    assert date_.open_on(today) is not closing
    assert not date_.open_on(today + timedelta(days=1))
    assert promise.open_on(today + timedelta(days=1000))


def test_only_what_is_there_and_can_be_open_is_closed_and_only_by_its_writer(journal, shipped):
    touch = journal.add(shipped, TOUCH, account="acme", persona=CSM)
    entry = journal.add(shipped, QUESTION, account="acme", persona=CSM)
    wrong = [(touch.id, "acme", CSM), (entry.id, "beta", CSM), (entry.id, "acme", SALES), ("0" * 16, "acme", CSM)]
    wrong += [
        (name, "acme", CSM) for name in ("", "..", f"{entry.id}.closed", entry.id.upper() + "x", "\x00", "x" * 9999)
    ]
    for entry_id, account, persona in wrong:
        with pytest.raises(JournalError) as raised:
            journal.close(entry_id, account=account, persona=persona)
        assert _code(raised) == "FLT604"
    assert journal.entries("acme", persona=CSM)[0].closing is None


def test_a_note_that_is_written_again_under_one_name_is_one_entry(journal, shipped):
    first, again = (journal.add(shipped, PROMISE, account="acme", persona=CSM, once="call-1") for _ in range(2))
    assert first == again
    assert journal.entries("acme") == (first,)
    other = journal.add(shipped, PROMISE, account="acme", persona=CSM, once="call-2")
    same_name = journal.add(shipped, QUESTION, account="acme", persona=CSM, once="call-1")
    assert len({first.id, other.id, same_name.id}) == len(journal.entries("acme")) == 3


def test_a_note_written_again_after_it_was_closed_is_the_closed_one(journal, shipped):
    first = journal.add(shipped, PROMISE, account="acme", persona=CSM, once="call-1")
    closed = journal.close(first.id, account="acme", persona=CSM)
    assert journal.add(shipped, PROMISE, account="acme", persona=CSM, once="call-1") == closed


def test_two_notes_with_the_same_words_are_two(journal, shipped):
    ids = {journal.add(shipped, TOUCH, account="acme", persona=CSM).id for _ in range(50)}
    assert len(ids) == len(journal.entries("acme")) == 50
    assert all(re.fullmatch("[0-9a-f]{16}", one) for one in ids)


def test_others_read_the_lanes_that_they_may_look_at(journal, shipped):
    health = Note(kind="signal", lane="account-health", text="flat", trend="worse")
    plan = Note(kind="touch", lane="adoption", text="planned")
    for note in (health, plan, TOUCH):
        journal.add(shipped, note, account="acme", persona=CSM)
    own = journal.add(shipped, Note(kind="touch", lane="new-business", text="met"), account="acme", persona=SALES)
    read = journal.readable(shipped, account="acme", persona=SALES)
    assert {one.lane for one in read} == {"account-health", "renewal", "new-business"}
    assert own in read
    assert {one.lane for one in journal.readable(shipped, account="acme", persona=TAM)} == {"account-health"}
    assigned = Context(assigned={TAM})
    lanes = {one.lane for one in journal.readable(shipped, account="acme", persona=TAM, context=assigned)}
    assert lanes == {"account-health", "adoption"}


def test_what_a_persona_wrote_it_reads_whatever_becomes_of_the_lane(journal, shipped):
    context = Context(assigned={TAM})
    note = Note(kind="touch", lane="adoption", text="planned")
    entry = journal.add(shipped, note, account="acme", persona=TAM, context=context)
    assert journal.readable(shipped, account="acme", persona=TAM) == (entry,)


def test_an_export_is_a_line_of_json_for_each_entry(journal, shipped):
    entry = journal.add(shipped, PROMISE, account="açme", persona=CSM)
    journal.close(entry.id, account="açme", persona=CSM, text="sent")
    journal.add(shipped, Note(kind="touch", lane="new-business", text="met"), account="açme", persona=SALES)
    rows = [json.loads(line) for line in journal.export("açme")]
    assert [set(row) - {"closed", "due"} for row in rows] == [
        {"id", "account", "persona", "kind", "lane", "text", "at"}
    ] * 2
    (promise,) = (row for row in rows if row["kind"] == "commitment")
    assert (promise["account"], promise["due"], promise["closed"]["text"]) == ("açme", "2026-12-01", "sent")
    assert all("\n" not in line and line.isascii() for line in journal.export("açme"))
    assert len(journal.export("açme", persona=SALES)) == 1


def test_an_account_is_erased_over_all_personas_and_no_other_is_touched(journal, shipped, store):
    near = ("acme", "acme2", "ACME", "acm", "acme.com", "acme%", "acme ", "açme")
    for account in near:
        entry = journal.add(shipped, PROMISE, account=account, persona=CSM)
        journal.close(entry.id, account=account, persona=CSM)
        journal.add(shipped, Note(kind="touch", lane="new-business", text="met"), account=account, persona=SALES)
    assert journal.erase("acme", persona=SALES) == 1
    assert journal.erase("acme") == 1
    assert journal.erase("acme") == 0
    assert journal.entries("acme") == ()
    assert store.search(room_of("acme"), limit=10) == []
    assert {len(journal.entries(account)) for account in near[1:]} == {2}


def test_more_entries_than_one_look_brings_are_all_there(journal, shipped):
    for count in range(1100):
        journal.add(shipped, Note(kind="touch", lane="renewal", text=f"call {count}"), account="acme", persona=CSM)
    assert len({one.text for one in journal.entries("acme")}) == 1100
    assert journal.erase("acme") == 1100


BROKEN = [
    {},
    {"format": 2},
    {
        "format": 1,
        "account": "acme",
        "kind": "gossip",
        "lane": "renewal",
        "text": "x",
        "at": "2026-11-28T12:00:00+00:00",
    },
    {"format": 1, "account": "acme", "kind": "touch", "lane": "renewal", "text": 5, "at": "2026-11-28T12:00:00+00:00"},
    {"format": 1, "account": "acme", "kind": "touch", "lane": "renewal", "text": "x", "at": "2026-11-28T12:00:00"},
    {"format": 1, "account": "acme", "kind": "touch", "lane": "renewal", "text": "x", "at": "yesterday"},
    {
        "format": 1,
        "account": "beta",
        "kind": "touch",
        "lane": "renewal",
        "text": "x",
        "at": "2026-11-28T12:00:00+00:00",
    },
]


@pytest.mark.parametrize("value", BROKEN, ids=range(len(BROKEN)))
def test_what_is_no_entry_of_the_account_is_left_out_and_still_erased(journal, shipped, store, value):
    entry = journal.add(shipped, QUESTION, account="acme", persona=CSM)
    store.put(room_of("acme", CSM), "0" * 16, value, False)
    store.put(room_of("acme", CSM), f"{entry.id}.closed", {"format": 1, "outcome": "never"}, False)
    assert journal.entries("acme") == (entry,)
    with pytest.raises(JournalError):
        journal.close("0" * 16, account="acme", persona=CSM)
    assert journal.erase("acme") == 2
    assert store.search(room_of("acme"), limit=10) == []
