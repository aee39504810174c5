"""Two processes that are as quick as each other, and a process whose standard input is closed."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest

import fleet
from fleet.guard.broken import without_rule
from fleet.guard.chain import chains
from fleet.guard.chain_file import ChainFile
from fleet.guard.doubt import Doubts, OvertakenError
from fleet.guard.spending import Spending
from fleet.guard.summary import summed
from fleet.guard.verdict import verified
from fleet.spec import Limit, Tool

TOOLS = {"files.read": Tool(shared=True, effect="read", limits={"size": Limit(maximum=1)}, beyond="ask")}
READ = ("support-agent", "files.read", {"size": 2})
ADD = ("support-agent", "notes.add", {"n": 1})


@pytest.fixture
def racing(monkeypatch):
    """A function that lets `second` do something just before `first` writes its next line about a call."""

    def race(first, second):
        append, raced = ChainFile._append, []

        def slow(chain, kind, fields):
            if chain is first.record._chain and kind == "call" and not raced:
                raced.append(None)
                raced[0] = second()
            return append(chain, kind, fields)

        monkeypatch.setattr(ChainFile, "_append", slow)
        return raced

    return race


def test_a_yes_that_two_processes_use_at_the_same_time_is_used_once_at_most(shipped, folder, racing):
    first, second = (fleet.Guard(shipped, tools=TOOLS, record=fleet.Record(folder)) for _ in range(2))
    yes = first.approve(first.check_call(*READ), by="Ida")
    raced = racing(first, lambda: second.check_call(*READ, approval=yes))
    late = first.check_call(*READ, approval=yes)
    assert [raced[0].outcome, late.outcome, late.codes[0]] == ["allow", "deny", "FLT418"]
    for guard in (first, second):
        guard.record.close()


def test_of_two_starts_at_the_same_time_the_one_that_steps_back_is_taken_back_whole(
    recording, racing, folder, lines_of
):
    first, second = recording(), recording()
    racing(first, lambda: second.check_call(*ADD, context=fleet.Context(conversation="c1")))
    first.check_call(*ADD, context=fleet.Context(conversation="c1"))
    (line,) = (one for one in lines_of() if one["kind"] == "outcome")
    chain, _, number = line["of"].rpartition(":")
    (written,) = (one for one in chains(folder) if one.name == chain)
    start = list(written)[int(number)].fields
    about = ("persona", "name", "lane", "conversation", "digest")
    assert {name: line[name] for name in about} == {name: start[name] for name in about}
    assert (line["ok"], line["output"], line["withdrawn"]) == (False, None, True)
    assert "library" not in {one["kind"] for one in lines_of()}


def test_who_is_overtaken_with_a_yes_to_a_doubt_leaves_the_change_in_doubt(recording, racing, folder):
    first, second = recording(), recording()
    second.check_call(*ADD)
    asked = first.check_call(*ADD)
    mine, theirs = (first.approve(asked, by=name) for name in ("Ida", "Bo"))
    raced = racing(first, lambda: second.check_call(*ADD, approval=theirs))
    late = first.check_call(*ADD, approval=mine)
    assert raced[0]
    assert late.outcome != "allow" or late.approval is mine
    assert recording().check_call(*ADD).codes == ("FLT419",)
    assert not [one for chain in chains(folder) for one in chain if one.fields.get("withdrawn")]


def test_who_is_overtaken_every_time_is_denied_in_its_own_name(plain):
    """The ledger itself starts no change twice; with the rule switched off there is nobody to ask."""
    careless, ledger = without_rule(plain, "call:not_in_doubt"), fleet.Ledger()
    context = fleet.Context(account="acme", conversation="c1")
    assert careless.check_call(*ADD, context=context, ledger=ledger)
    denied = careless.check_call(*ADD, context=context, ledger=ledger)
    assert (denied.outcome, denied.codes, denied.context) == ("deny", ("FLT417",), context)
    assert (denied.persona, denied.name) == ("support-agent", "notes.add")


def test_all_calls_that_used_one_yes_are_known(folder):
    doubts, until = Doubts(), (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    for place in ("a:1", "b:1"):
        doubts.see(place, {"kind": "call", "outcome": "allow", "effect": "read", "approval": "y", "expires": until})
    assert doubts.spenders("y") == ("a:1", "b:1")
    assert doubts.spenders("z") == ()


def test_a_yes_that_another_process_has_used_starts_nothing_and_leaves_no_line(recording, lines_of):
    first, second = recording(), recording()
    yes = first.approve(first.check_call("support-agent", "payouts.make", {"amount": 200}), by="Ida")
    assert first.check_call("support-agent", "payouts.make", {"amount": 200}, approval=yes)
    before = lines_of()
    for effect in ("read", "write"):
        with pytest.raises(OvertakenError):
            second.record.start("0" * 64, {"effect": effect}, approval=yes, library="")
    assert lines_of() == before


def test_of_very_many_calls_it_is_forgotten_how_the_oldest_ended(monkeypatch):
    monkeypatch.setattr("fleet.guard.doubt._MOST_ENDED", 2)
    doubts = Doubts()
    for n in range(4):
        doubts.see(f"a:{2 * n}", {"kind": "call", "outcome": "allow", "effect": "write", "key": f"k{n}"})
        doubts.see(f"a:{2 * n + 1}", {"kind": "outcome", "of": f"a:{2 * n}", "ok": n % 2 == 0})
    assert [doubts.ended(f"k{n}") for n in range(4)] == [None, None, True, False]
    assert doubts.open == ()


def test_a_look_is_never_in_doubt(recording, folder):
    guard = recording()
    guard.check_call("support-agent", "notes.read", {})
    change = guard.check_call(*ADD)
    assert [one.place for one in summed(chains(folder)).doubts] == [change.record]
    guard.settle(change, ok=True)
    assert summed(chains(folder)).doubts == ()


class OtherError(Exception):
    """What went wrong inside."""


def test_a_use_that_fails_says_why_even_if_its_yes_ended_meanwhile():
    spending, now = Spending(), datetime.now(UTC)
    short, long = (fleet.Approval("d", "me", now + timedelta(hours=hours), ()) for hours in (-1, 1))

    def use_both():
        with spending.spending(short):
            with spending.spending(long):
                assert spending.spent(long.id)
            assert not spending.spent(short.id)
            raise OtherError

    with pytest.raises(OtherError):
        use_both()
    with pytest.raises(OvertakenError), spending.spending(long):
        pass


@pytest.fixture
def without_input():
    """The next file that is opened has the number 0, as in a service that was started without standard input."""
    kept = os.dup(0)
    os.close(0)
    yield
    os.dup2(kept, 0)
    os.close(kept)


@pytest.mark.skipif(os.name == "nt", reason="numbers of files as POSIX gives them")
@pytest.mark.usefixtures("without_input")
def test_a_process_without_standard_input_writes_its_record_like_any_other(recording, folder):
    guard = recording()
    assert guard.check_call("support-agent", "notes.read", {"n": 1})
    (chain,) = chains(folder)
    assert os.fstat(0).st_ino == chain.path.stat().st_ino
    assert guard.check_call("support-agent", "notes.read", {"n": 2})
    assert [one.fields["n"] for one in chain] == [0, 1, 2]
    chain.path.unlink()
    assert guard.check_call("support-agent", "notes.read", {"n": 3})
    assert len(chains(folder)) == 1
    os.close(0)  # as who becomes a service closes all files that it inherited
    assert guard.check_call("support-agent", "notes.read", {"n": 4})
    assert [one.count for one in verified(chains(folder)).chains] == [2, 2]
    guard.record.close()
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(0)
