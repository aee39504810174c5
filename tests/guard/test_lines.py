"""What each kind of line of a record says, field by field: hosts and auditors read them by these names."""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
from datetime import UTC, datetime, timedelta

import pytest

import fleet
from fleet.guard.chain import chains
from fleet.guard.record import key_of
from fleet.library import digest_of

KNOWN = fleet.Context(
    account="acme",
    conversation="c1",
    stage="customer",
    audience="customer",
    current="support-agent",
    facts={"support-asked", "in-own-region"},
)
WHEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
HEX = re.compile(r"[0-9a-f]{64}")


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture
def last_line(lines_of):
    """A function that returns the newest line without what every line has, after looking at that."""

    def read():
        line = lines_of()[-1]
        assert WHEN.fullmatch(line.pop("time"))
        assert HEX.fullmatch(line.pop("hash"))
        assert line.pop("n") == len(lines_of()) - 1
        return line

    return read


def about(guard, decision, persona="support-agent"):
    """What the line of any decision says."""
    return {
        "kind": decision.kind,
        "outcome": decision.outcome,
        "persona": persona,
        "name": decision.name,
        "lane": decision.lane,
        "conversation": "c1",
        "digest": decision.digest,
        "spec": digest_of(guard.library[persona]) if persona in guard.library.personas else None,
        "owner": decision.owner,
        "codes": list(dict.fromkeys(decision.codes)),
        "boundaries": list(decision.boundaries),
        "stage": "customer",
        "audience": "customer",
        "facts": ["in-own-region", "support-asked"],
    }


def test_a_chain_begins_with_its_name_its_format_and_the_library(recording, lines_of, folder):
    guard = recording()
    guard.check_call("support-agent", "notes.read", {})
    (chain,) = chains(folder)
    head = lines_of()[0]
    assert head.keys() == {"n", "time", "kind", "format", "chain", "library", "hash"}
    assert (head["n"], head["kind"], head["format"], head["chain"]) == (0, "chain", 1, chain.name)
    assert re.fullmatch(rf"\d{{8}}T\d{{12}}-{os.getpid()}-[0-9a-f]{{8}}", chain.name)


def test_the_line_of_an_allowed_call(recording, last_line):
    guard = recording()
    call = guard.check_call("support-agent", "tickets.resolve", {"id": 4411}, context=KNOWN)
    key = key_of("c1", None, call.digest)
    assert last_line() == {**about(guard, call), "effect": "write", "step": None, "key": key}
    assert (call.outcome, call.lane, call.owner) == ("allow", "ticket-resolution", "support-agent")


def test_the_line_of_a_call_in_a_ledger_has_its_step(recording, last_line):
    guard, ledger = recording(), fleet.Ledger()
    for step in (1, 2):
        call = guard.check_call("support-agent", "notes.add", {"n": step}, context=KNOWN, ledger=ledger)
        assert (last_line()["step"], call.step, last_line()["key"]) == (step, step, key_of("c1", step, call.digest))


def test_the_line_of_a_call_that_is_refused(recording, last_line):
    guard = recording()
    call = guard.check_call("support-agent", "discounts.grant", {"account": "acme", "percent": 5}, context=KNOWN)
    key = key_of("c1", None, call.digest)
    assert last_line() == {**about(guard, call), "effect": "commit", "step": None, "key": key}
    assert call.boundaries == ("support-agent/no-deal-negotiation",)


def test_the_line_of_a_call_by_nobody_of_nothing(recording, last_line):
    guard = recording()
    call = guard.check_call("nobody", "nothing.such", {}, context=KNOWN)
    key = key_of("c1", None, call.digest)
    assert last_line() == {**about(guard, call, "nobody"), "effect": None, "step": None, "key": key}


def test_the_line_of_a_reply_has_the_digest_of_its_text(shipped, folder, last_line):
    guard = fleet.Guard(shipped, record=fleet.Record(folder), reader=Silent())
    reply = guard.check_reply("support-agent", "Done, Ada. ✓", context=KNOWN)
    assert last_line() == {**about(guard, reply), "text": sha256("Done, Ada. ✓")}
    failed = guard.check_reply("support-agent", 7, context=KNOWN)
    assert last_line() == {**about(guard, failed), "text": sha256("")}
    guard.record.close()


@pytest.mark.parametrize("name", ["plain", 'a "b" \\ c', "a\x7fb", "a\tb\x00", "\u00e9\u2028\U0001f600", "half \ud800"])
def test_a_line_is_letter_by_letter_what_json_writes(recording, folder, name):
    recording().check_call(name, "notes.read", {})
    (chain,) = folder.glob("*.chain.jsonl")
    line = chain.read_text("ascii").splitlines()[-1]
    assert json.loads(line)["persona"] == name
    assert line == json.dumps(json.loads(line), separators=(",", ":"))


class Silent:
    """A reader that finds nothing."""

    bar = 0.5

    def read(self, draft, *, closed, incoming=None):
        return []


def test_the_line_of_a_handoff_has_the_digests_of_baton_and_words_and_how_often_it_changed_hands(
    shipped, folder, last_line
):
    guard = fleet.Guard(shipped, record=fleet.Record(folder), reader=Silent())
    earlier = (fleet.Handoff("triage", "support-agent"),)
    baton = fleet.Baton(summary="It is about a price.")
    handoff = fleet.Handoff("support-agent", "account-manager", "deal-negotiation", "not mine", baton)
    decision = guard.check_handoff(handoff, context=KNOWN, earlier=earlier)
    said = {"baton": handoff.digest, "text": sha256("not mine\nIt is about a price."), "depth": 1}
    assert last_line() == {**about(guard, decision), **said}
    assert (decision.outcome, decision.name) == ("allow", "support-agent -> account-manager")
    failed = guard.check_handoff("support-agent", context=KNOWN)
    assert last_line() == {**about(guard, failed, ""), "baton": None, "text": sha256(""), "depth": 0}
    guard.record.close()


@pytest.mark.parametrize(("output", "text"), [("closed", "closed"), ({"id": 7}, "7"), (None, "")])
@pytest.mark.parametrize("ok", [True, False])
def test_the_line_of_an_outcome_has_the_digest_of_what_the_output_says(recording, last_line, output, text, ok):
    guard = recording()
    call = guard.check_call("support-agent", "notes.add", {}, context=KNOWN)
    guard.settle(call, ok=ok, output=output)
    assert last_line() == {
        "kind": "outcome",
        "of": call.record,
        "persona": "support-agent",
        "name": "notes.add",
        "lane": None,
        "conversation": "c1",
        "digest": call.digest,
        "ok": ok,
        "output": sha256(text),
    }


def test_the_lines_of_an_approval_and_of_the_call_that_it_lets_pass(recording, last_line):
    guard = recording()
    asked = guard.check_call("support-agent", "payouts.make", {"amount": 200}, context=KNOWN)
    until = datetime.now(UTC) + timedelta(minutes=5)
    yes = guard.approve(asked, by="Ida", expires=until)
    assert last_line() == {
        "kind": "approval",
        "persona": "support-agent",
        "name": "payouts.make",
        "lane": None,
        "conversation": "c1",
        "digest": asked.digest,
        "of": asked.record,
        "by": "Ida",
        "approval": yes.id,
        "expires": until.isoformat(),
    }
    call = guard.check_call("support-agent", "payouts.make", {"amount": 200}, context=KNOWN, approval=yes)
    said = {"effect": "commit", "step": None, "key": key_of("c1", None, call.digest)}
    said |= {"approval": yes.id, "by": "Ida", "expires": until.isoformat()}
    assert last_line() == {**about(guard, call), **said}


def test_the_line_of_a_call_in_doubt_that_a_human_lets_pass_again_names_the_doubt(recording, last_line):
    guard = recording()
    first = guard.check_call("support-agent", "notes.add", {"n": 1}, context=KNOWN)
    assert "doubt" not in last_line()
    asked = guard.check_call("support-agent", "notes.add", {"n": 1}, context=KNOWN)
    yes = guard.approve(asked, by="Ida")
    assert guard.check_call("support-agent", "notes.add", {"n": 1}, context=KNOWN, approval=yes)
    assert last_line()["doubt"] == [first.record]


def test_who_looked_how_a_call_ended_is_written_down(recording, last_line, folder):
    guard = recording()
    call = guard.check_call("support-agent", "tickets.resolve", {"id": 4411}, context=KNOWN)
    (head, line) = (one.fields for chain in chains(folder) for one in chain)
    del head
    later = fleet.Record(folder)
    doubt = later.settle(call.record, ok=True, by="Ida")
    assert doubt == (
        call.record,
        line["time"],
        "support-agent",
        "tickets.resolve",
        "ticket-resolution",
        "c1",
        call.digest,
    )
    (*_, settled) = (one.fields for chain in chains(folder) for one in chain if chain.name != call.record.split(":")[0])
    said = {key: settled[key] for key in settled.keys() - {"n", "time", "hash"}}
    assert said == {
        "kind": "outcome",
        "of": call.record,
        "persona": "support-agent",
        "name": "tickets.resolve",
        "lane": "ticket-resolution",
        "conversation": "c1",
        "digest": call.digest,
        "ok": True,
        "output": None,
        "by": "Ida",
    }
    later.close()


def test_a_key_has_thirty_two_digits_and_differs_with_conversation_step_and_request():
    keys = [key_of(*of) for of in (("c", 1, "d"), ("c", 1, "e"), ("c", 2, "d"), ("c", None, "d"), (None, 1, "d"))]
    assert len(set(keys)) == len(keys)
    assert {len(key) for key in keys} == {32}


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="needs a zone that can be set")
def test_a_time_is_written_to_the_microsecond_of_utc(recording, lines_of, monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        guard = recording()
        for at, written in (
            (1_700_000_000_000_999_999, "2023-11-14T22:13:20.000999Z"),
            (1_700_000_000_999_999_999, "2023-11-14T22:13:20.999999Z"),
            (1_700_000_001_000_000_000, "2023-11-14T22:13:21.000000Z"),
        ):
            with monkeypatch.context() as patch:
                patch.setattr(time, "time_ns", lambda at=at: at)
                guard.check_call("support-agent", "notes.read", {})
            assert lines_of()[-1]["time"] == written
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="needs a zone that can be set")
def test_times_are_of_utc_wherever_the_process_runs(recording, lines_of, monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        recording().check_call("support-agent", "notes.read", {})
        line = lines_of()[-1]
        started = datetime.strptime(lines_of()[0]["chain"].split("-")[0], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC)
        for when in (datetime.fromisoformat(line["time"]), started):
            assert abs(datetime.now(UTC) - when) < timedelta(minutes=10)
    finally:
        monkeypatch.undo()
        time.tzset()
