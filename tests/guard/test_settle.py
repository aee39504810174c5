"""A change that has started is in doubt until it is known how it ended: over crashes, restarts and threads."""

from __future__ import annotations

import json
import shutil
import tempfile
import threading
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

import fleet
from fleet.errors import FleetError
from fleet.guard.broken import without_rule
from fleet.guard.chain import ENDING, chains, sealed
from fleet.guard.doubt import Doubts
from fleet.guard.verdict import verified
from fleet.spec import Tool

ADD = ("support-agent", "notes.add", {"text": "a note"})
READ = ("support-agent", "notes.read", {"text": "a note"})


def test_a_change_without_an_outcome_is_in_doubt_in_a_ledger(plain):
    ledger = fleet.Ledger()
    first = plain.check_call(*ADD, ledger=ledger)
    again = plain.check_call(*ADD, ledger=ledger)
    assert (first.outcome, again.outcome, again.codes) == ("allow", "ask", ("FLT419",))
    plain.settle(first, ok=False, ledger=ledger)
    assert plain.check_call(*ADD, ledger=ledger)


def test_without_ledger_and_record_nobody_remembers(plain):
    assert plain.check_call(*ADD)
    assert plain.check_call(*ADD)


def test_a_change_without_an_outcome_is_in_doubt_in_a_record(recording):
    guard = recording()
    first = guard.check_call(*ADD)
    assert guard.check_call(*ADD).codes == ("FLT419",)
    guard.settle(first, ok=True)
    assert guard.check_call(*ADD)


@pytest.mark.parametrize("effect", ["write", "commit"])
def test_a_change_without_an_outcome_is_in_doubt_for_the_next_process(recording, effect):
    call = ADD if effect == "write" else ("support-agent", "payouts.make", {"amount": 5})
    assert recording().check_call(*call)
    later = recording().check_call(*call)
    assert (later.outcome, later.codes) == ("ask", ("FLT419",))
    assert recording().check_call("support-agent", call[1], {**call[2], "other": 1})


def test_looking_again_is_no_harm(recording):
    ledger = fleet.Ledger()
    for _ in range(3):
        assert recording().check_call(*READ, ledger=ledger)


def test_an_outcome_ends_the_doubt_for_the_next_process(recording):
    guard = recording()
    guard.settle(guard.check_call(*ADD), ok=False)
    assert recording().check_call(*ADD)


def test_a_yes_lifts_the_doubt_and_then_that_call_is_open_until_it_ends(recording):
    recording().check_call(*ADD)
    guard = recording()
    yes = guard.approve(guard.check_call(*ADD), by="head of support")
    second = guard.check_call(*ADD, approval=yes)
    assert second
    assert recording().check_call(*ADD).codes == ("FLT419",)
    guard.settle(second, ok=True)
    assert recording().check_call(*ADD)


def test_the_outcome_of_the_first_call_does_not_end_the_doubt_about_the_second(recording):
    guard, ledger = recording(), fleet.Ledger()
    first = guard.check_call(*ADD, ledger=ledger)
    yes = guard.approve(guard.check_call(*ADD, ledger=ledger), by="head of support")
    assert guard.check_call(*ADD, ledger=ledger, approval=yes)
    guard.settle(first, ok=True, ledger=ledger)
    assert guard.check_call(*ADD, ledger=ledger).codes == ("FLT419",)
    assert recording().check_call(*ADD).codes == ("FLT419",)


def test_another_process_may_write_the_outcome(recording):
    call = recording().check_call(*ADD)
    recording().settle(call, ok=True)
    assert recording().check_call(*ADD)


EARLY, LATE = "20200101T000000000000-1-aa", "20300101T000000000000-1-bb"
START = {"kind": "call", "outcome": "allow", "effect": "write", "digest": "d"}
END = {"kind": "outcome", "of": f"{LATE}:1"}


@pytest.mark.parametrize(
    ("early", "late", "doubted"),
    [
        ([], [START, END], False),
        ([START], [START, END], True),
        ([END], [START], False),
        ([END], [START, START], True),
        ([{**START, "doubt": [f"{LATE}:1"]}], [START], True),
        ([{**START, "doubt": [f"{LATE}:1"]}, {**END, "of": f"{EARLY}:1"}], [START], False),
    ],
)
def test_a_clock_that_was_set_back_neither_ends_a_doubt_nor_makes_one(folder, early, late, doubted):
    """Which of two processes came first is said by the places they name, not by their times."""
    folder.mkdir()
    for name, lines in ((EARLY, early), (LATE, late)):
        before, text = "", ""
        for number, line in enumerate(({"kind": "chain", "format": 1, "chain": name}, *lines)):
            body, before = sealed(json.dumps({"n": number, "time": name, **line}), before)
            text += body
        (folder / f"{name}{ENDING}").write_text(text)
    assert verified(chains(folder))
    assert fleet.Record(folder).open_since("d") is doubted


@pytest.mark.parametrize("line", [1, 2, 3])
def test_after_a_fault_calls_still_start_and_no_outcome_is_believed(folder, recording, line):
    guard = recording()
    first = guard.check_call("support-agent", "notes.add", {"n": 1})
    guard.settle(first, ok=True)
    guard.settle(guard.check_call("support-agent", "notes.add", {"n": 2}), ok=True)
    (chain,) = chains(folder)
    rows = chain.path.read_bytes().splitlines(keepends=True)
    rows[line] = rows[line].replace(b'"time":"2', b'"time":"3')
    chain.path.write_bytes(b"".join(rows))
    later = recording()
    asked = [later.check_call("support-agent", "notes.add", {"n": n}).outcome for n in (1, 2)]
    assert asked == (["ask", "ask"] if line < 3 else ["allow", "ask"])


def test_after_a_fault_no_yes_ends_an_earlier_doubt(folder, recording):
    guard = recording()
    guard.check_call("support-agent", "notes.read", {})
    first = guard.check_call(*ADD)
    guard.check_call("support-agent", "notes.read", {"n": 1})
    yes = guard.approve(guard.check_call(*ADD), by="head of support")
    guard.settle(guard.check_call(*ADD, approval=yes), ok=True)
    assert not fleet.Record(folder).open_since(first.digest)
    (chain,) = chains(folder)
    chain.path.write_bytes(chain.path.read_bytes().replace(b'"n":3,"time":"2', b'"n":3,"time":"3'))
    doubts = Doubts()
    doubts.see_all(chain)
    assert [place.rpartition(":")[2] for place in doubts.of(first.digest)] == ["2", "6"]


def test_a_call_is_settled_once(recording):
    guard, ledger = recording(), fleet.Ledger()
    call = guard.check_call(*ADD, ledger=ledger)
    guard.settle(call, ok=True, ledger=ledger)
    with pytest.raises(FleetError, match="the call is not open in this ledger"):
        guard.settle(call, ok=True, ledger=ledger)
    with pytest.raises(FleetError, match="how this call ended is written down already"):
        guard.settle(call, ok=True)


def test_a_call_is_settled_with_its_own_ledger_and_nothing_is_written_otherwise(recording, lines_of):
    guard, ledger = recording(), fleet.Ledger()
    call = guard.check_call(*ADD, ledger=ledger)
    other = fleet.Ledger()
    guard.check_call("support-agent", "notes.add", {"text": "another"}, ledger=other)
    count = len(lines_of())
    with pytest.raises(FleetError, match="the call is not open in this ledger"):
        guard.settle(call, ok=True, ledger=other)
    assert len(lines_of()) == count
    guard.settle(call, ok=True, ledger=ledger)


@pytest.mark.parametrize("which", ["ask", "redirect", "deny", "reply"])
def test_only_an_allowed_call_has_an_outcome(plain, which):
    decision = {
        "ask": lambda: plain.check_call("support-agent", "payouts.make", {"amount": 200}),
        "redirect": lambda: plain.check_call("support-agent", "adoption.plan", {"account": "acme"}),
        "deny": lambda: plain.check_call("nobody", "notes.add", {}),
        "reply": lambda: plain.check_reply("nobody", "Hello."),
    }[which]()
    with pytest.raises(FleetError, match="only an allowed call has an outcome"):
        plain.settle(decision, ok=True)


def test_reads_that_run_side_by_side_are_settled_each(recording):
    guard, ledger = recording(), fleet.Ledger()
    one, other = (guard.check_call(*READ, ledger=ledger) for _ in range(2))
    for call in (other, one):
        guard.settle(call, ok=True, output="found", ledger=ledger)
    assert ledger.texts("tool:notes.read") == ("found", "found")


def test_the_output_is_kept_for_later_values_and_as_a_digest(recording, lines_of):
    guard, ledger = recording(), fleet.Ledger()
    call = guard.check_call(*READ, ledger=ledger)
    guard.settle(call, ok=True, output={"id": 4411, "names": ["Ada"]}, ledger=ledger)
    assert ledger.texts("tool:notes.read") == ("4411\nAda",)
    line = lines_of()[-1]
    assert (line["kind"], line["of"], line["ok"], len(line["output"])) == ("outcome", call.record, True, 64)


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("kind", ["ledger", "record", "both"])
def test_threads_that_ask_for_the_same_change_are_allowed_once(plain, recording, kind):
    guard = plain if kind == "ledger" else recording()
    ledger = None if kind == "record" else fleet.Ledger()
    found, start = [], threading.Barrier(12)

    def work():
        start.wait()
        found.append(guard.check_call(*ADD, ledger=ledger).outcome)

    threads = [threading.Thread(target=work) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == ["allow"] + ["ask"] * 11


def test_a_guard_that_does_not_ask_about_doubt_denies_in_the_end(plain):
    """The ledger itself starts no change twice; with the rule switched off there is nobody to ask."""
    careless, ledger = without_rule(plain, "call:not_in_doubt"), fleet.Ledger()
    assert careless.check_call(*ADD, ledger=ledger)
    assert careless.check_call(*ADD, ledger=ledger).codes == ("FLT417",)
    assert ledger.step == 1


LIBRARY = fleet.load()
TOOLS = {"notes.add": Tool(shared=True), "notes.read": Tool(shared=True, effect="read")}


class Crashes(RuleBasedStateMachine):
    """A host that calls one change and one look over and over, settles, stores, crashes and starts again.

    Whatever it does, the change runs at most once without a human while it is in doubt, every yes is used once, and
    the record hangs together.
    """

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.open = False
        self.running = []
        self.approvals = []
        self.used = set()
        self.ledger = fleet.Ledger()
        self.stored = []
        self.restart()

    def teardown(self):
        self.guard.record.close()
        shutil.rmtree(self.folder)

    def restart(self):
        self.guard = fleet.Guard(LIBRARY, tools=TOOLS, record=fleet.Record(self.folder / "record"))

    def allowed(self, decision, approval):
        """Take in that the change is allowed to run."""
        assert not self.open or approval is not None, "it runs again, nobody knows how it ended, and nobody was asked"
        if approval is not None and decision.approval is not None:
            assert approval.id not in self.used, "a yes was used twice"
            self.used.add(approval.id)
        self.open = True
        self.running = [*self.running, decision]

    @rule(with_ledger=st.booleans())
    def call(self, with_ledger):
        decision = self.guard.check_call(*ADD, ledger=self.ledger if with_ledger else None)
        if with_ledger:  # as it was stored it may know less of how a call ended than the record, and then it asks
            assert decision.outcome == "ask" or not self.open
        else:
            assert decision.outcome == ("ask" if self.open else "allow")
        if decision:
            self.allowed(decision, None)

    @rule()
    def look(self):
        assert self.guard.check_call(*READ, ledger=self.ledger)

    @precondition(lambda self: self.open)
    @rule()
    def approve(self):
        decision = self.guard.check_call(*ADD, ledger=self.ledger)
        self.approvals = [*self.approvals, self.guard.approve(decision, by="me")]

    @precondition(lambda self: self.approvals)
    @rule(data=st.data(), with_ledger=st.booleans())
    def call_with_a_yes(self, data, with_ledger):
        yes = data.draw(st.sampled_from(self.approvals))
        decision = self.guard.check_call(*ADD, ledger=self.ledger if with_ledger else None, approval=yes)
        if decision:
            self.allowed(decision, decision.approval)

    @precondition(lambda self: self.running)
    @rule(data=st.data(), ok=st.booleans())
    def settle(self, data, ok):
        decision = data.draw(st.sampled_from(self.running))
        steps = {entry.step for entry in self.ledger.entries if hasattr(entry, "digest")}
        here = decision.step is not None and decision.step in steps
        self.guard.settle(decision, ok=ok, ledger=self.ledger if here else None)
        last = decision is self.running[-1]
        self.running = [one for one in self.running if one is not decision]
        if last:
            self.open = False

    @rule()
    def store(self):
        self.stored = json.loads(json.dumps(self.ledger.data()))

    @rule(torn=st.binary(max_size=40).filter(lambda data: b"\n" not in data), keeps_ledger=st.booleans())
    def crash(self, torn, keeps_ledger):
        """The process ends in the middle of a line; its ledger is as it was stored, or lost."""
        self.guard.record.close()
        newest = chains(self.folder / "record")[-1:]
        for chain in newest:
            with chain.path.open("ab") as opened:
                opened.write(torn)
        self.running = []
        self.ledger = fleet.Ledger.of(self.stored) if keeps_ledger else fleet.Ledger()
        self.stored = self.ledger.data()
        self.restart()

    @invariant()
    def hangs_together(self):
        assert verified(chains(self.folder / "record"))


TestCrashes = Crashes.TestCase
TestCrashes.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
