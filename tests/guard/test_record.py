"""What a record leaves on disk, whatever happens to the process, its threads, its children and its disk."""

from __future__ import annotations

import json
import logging
import os
import signal
import stat
import subprocess
import sys
import threading
import warnings
from pathlib import Path

import pytest

import fleet
from fleet.errors import FleetError
from fleet.guard.chain import LONGEST, chains
from fleet.guard.chain_file import ChainFile
from fleet.guard.side import SideFile
from fleet.guard.verdict import verified

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
needs_posix = pytest.mark.skipif(os.name == "nt", reason="permissions and signals of POSIX")


def whole(folder):
    """The chains, after it is sure that they are all whole and that their numbers have no gap."""
    verdict = verified(chains(folder))
    assert [chain.state for chain in verdict.chains] == ["whole"] * len(verdict.chains)
    return verdict.chains


def test_every_decision_is_a_line_before_it_is_given(recording, lines_of):
    guard = recording()
    asked = [
        guard.check_call("support-agent", "tickets.resolve", {"id": 4411}),
        guard.check_call("customer-success-manager", "tickets.resolve", {"id": 4411}),
        guard.check_call("support-agent", "payouts.make", {"amount": 200}),
        guard.check_call("support-agent", "nothing.such", {}),
        guard.check_handoff(
            fleet.Handoff("support-agent", "triage"), context=fleet.Context(current="support-agent", conversation="c1")
        ),
    ]
    first, *rest = lines_of()
    assert (first["kind"], first["format"], first["library"]) == ("chain", 1, guard.library.digest)
    assert [line["outcome"] for line in rest] == ["allow", "redirect", "ask", "deny", "allow"]
    assert [line["outcome"] for line in rest] == [decision.outcome for decision in asked]
    assert [f"{first['chain']}:{line['n']}" for line in rest] == [decision.record for decision in asked]
    assert [line["digest"] for line in rest] == [decision.digest for decision in asked]
    assert [tuple(line["codes"]) for line in rest] == [decision.codes for decision in asked]
    assert (rest[1]["owner"], rest[1]["boundaries"]) == ("support-agent", list(asked[1].boundaries))
    assert (rest[4]["name"], rest[4]["conversation"], rest[4]["depth"]) == ("support-agent -> triage", "c1", 0)


def test_a_chain_holds_no_argument_no_account_and_no_text(recording, folder):
    guard = recording(texts=True)
    context = fleet.Context(account="brightwater", current="support-agent")
    call = guard.check_call("support-agent", "notes.add", {"text": "a secret"}, context=context)
    guard.settle(call, ok=True, output="another secret")
    baton = fleet.Baton(summary="a third secret")
    guard.check_handoff(fleet.Handoff("support-agent", "triage", baton=baton), context=context)
    (chain,) = chains(folder)
    text = chain.path.read_text("ascii")
    assert "secret" not in text
    assert "brightwater" not in text


def test_texts_lie_beside_the_chain_only_if_they_are_asked_for(recording, folder):
    context = fleet.Context(account="brightwater", current="support-agent")

    def work(guard):
        call = guard.check_call("support-agent", "notes.add", {"text": "a note"}, context=context)
        guard.settle(call, ok=True, output={"id": 7})
        refused = guard.check_call("support-agent", "adoption.plan", {"account": "brightwater"}, context=context)
        handoff = fleet.Handoff("support-agent", "triage", baton=fleet.Baton(summary="Nothing for us."))
        guard.check_handoff(handoff, context=context)
        return call, refused

    work(recording())
    assert not (folder / "texts").exists()
    call, refused = work(recording(texts=True))
    kept = SideFile(folder).texts()
    assert kept.get(call.digest) == {"text": "a note"}
    assert kept.get(refused.digest) == {"account": "brightwater"}
    whole_text = "".join(path.read_text("ascii") for path in (folder / "texts").iterdir())
    assert '"7"' in whole_text
    assert "Nothing for us." in whole_text


def test_the_digest_of_a_request_is_the_same_whether_it_is_allowed_or_not(shipped, plain):
    context = fleet.Context(account="brightwater")
    stranger = plain.check_call("support-agent", "adoption.plan", {"account": "brightwater"}, context=context)
    other = plain.check_call("support-agent", "adoption.plan", {"account": "other"}, context=context)
    assert stranger.arguments is None
    assert stranger.refused.values == {"account": "brightwater"}
    assert stranger.digest != other.digest
    malformed = plain.check_call("support-agent", "adoption.plan", "{")
    assert (malformed.arguments, malformed.refused) == (None, None)


@needs_posix
def test_only_the_owner_of_the_process_may_read_it(recording, folder):
    guard = recording(texts=True)
    guard.check_call("support-agent", "notes.add", {}, context=fleet.Context(account="acme"))
    found = {path.relative_to(folder.parent).parts[-1]: path for path in (folder, *folder.rglob("*"))}
    modes = {name: stat.S_IMODE(path.stat().st_mode) for name, path in found.items()}
    folders = {name for name, path in found.items() if path.is_dir()}
    assert {modes[name] for name in folders} == {0o700}
    assert {modes[name] for name in modes.keys() - folders} == {0o600}
    assert len(modes) == 4


def test_a_name_that_a_model_made_up_is_cut(recording, lines_of):
    recording().check_call("support-agent", "x" * 100_000, {})
    assert len(lines_of()[-1]["name"]) == 161


def test_a_line_names_each_code_once_however_much_is_wrong(shipped, folder, lines_of):
    schema = {"type": "object", "properties": {}}
    tools = {"notes.add": fleet.Tool(shared=True, args=schema)}
    guard = fleet.Guard(shipped, tools=tools, record=fleet.Record(folder))
    decision = guard.check_call("support-agent", "notes.add", {f"x{n}": n for n in range(1000)})
    assert len(decision.codes) == 1000
    assert lines_of()[-1]["codes"] == ["FLT403"]
    guard.record.close()


def test_a_line_that_would_be_too_long_to_be_read_is_a_denial(recording, folder):
    guard = recording()
    context = fleet.Context(conversation="x" * LONGEST)
    assert guard.check_call("support-agent", "notes.read", {}, context=context).codes == ("FLT424",)
    assert guard.check_call("support-agent", "notes.read", {})
    whole(folder)


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts what is open in /proc")
def test_a_record_that_was_closed_holds_no_file_open(recording):
    handles = Path("/proc/self/fd")
    before = len(list(handles.iterdir()))
    guard = recording(texts=True)
    for _ in range(3):
        guard.check_call("support-agent", "notes.read", {})
        guard.record.close()
    assert len(list(handles.iterdir())) == before


def test_a_guard_of_another_library_says_so_in_the_chain(shipped, folder, lines_of):
    record = fleet.Record(folder)
    other = fleet.load("examples/four-roles")
    for library in (shipped, shipped, other, other, shipped):
        fleet.Guard(library, record=record).check_call("support-agent", "tickets.resolve", {"id": 1})
    record.close()
    libraries = [line["library"] for line in lines_of() if "library" in line]
    assert libraries == [shipped.digest, other.digest, shipped.digest]
    assert [line["kind"] for line in lines_of()] == [
        "chain",
        "call",
        "call",
        "library",
        "call",
        "call",
        "library",
        "call",
    ]


def test_a_record_that_was_closed_begins_a_new_chain(recording, folder):
    guard = recording()
    for _ in range(2):
        guard.check_call("support-agent", "notes.read", {})
        guard.record.close()
    assert [chain.count for chain in whole(folder)] == [2, 2]


def test_a_request_that_could_not_be_judged_is_recorded_with_its_conversation(recording, lines_of):
    guard = recording()
    context = fleet.Context(conversation="c1")
    assert guard.check_handoff("support-agent", context=context).codes == ("FLT417",)
    assert guard.check_reply("support-agent", 7, context=context).codes == ("FLT417",)
    assert [(line["conversation"], line["codes"]) for line in lines_of()[1:]] == [("c1", ["FLT417"])] * 2


def test_a_record_waits_for_the_disk_where_that_is_asked_for(recording, monkeypatch):
    synced = []
    monkeypatch.setattr(os, "fsync", synced.append)
    guard = recording(sync=True)
    guard.check_call("support-agent", "notes.read", {})
    assert len(synced) == (2 if os.name == "nt" else 3)  # the head of the chain, its folder, the line
    guard.check_call("support-agent", "notes.read", {})
    assert len(synced) == (3 if os.name == "nt" else 4)


# threads, children, processes


@pytest.mark.usefixtures("hurried")
def test_many_threads_share_one_guard_and_every_line_is_whole(recording, folder, lines_of):
    guard = recording(texts=True)
    ledgers = [fleet.Ledger() for _ in range(8)]

    def work(mine):
        for n in range(40):
            call = guard.check_call("support-agent", "notes.add", {"n": n}, context=KNOWN, ledger=ledgers[mine])
            if call:
                guard.settle(call, ok=True, output=n, ledger=ledgers[mine])

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (chain,) = whole(folder)
    lines = lines_of()
    assert [line["n"] for line in lines] == list(range(chain.count))
    started = [line for line in lines if line["kind"] == "call" and line["outcome"] == "allow"]
    ended = {line["of"] for line in lines if line["kind"] == "outcome"}
    assert {f"{chain.name}:{line['n']}" for line in started} == ended
    assert len(started) == sum(ledger.step for ledger in ledgers)
    kept = [json.loads(line) for path in (folder / "texts").iterdir() for line in path.read_text().splitlines()]
    assert len(kept) >= 8 * 40 + len(started)


KNOWN = fleet.Context(account="acme", conversation="c1")


@needs_fork
def test_a_child_begins_its_own_chain_and_the_parent_goes_on_in_its_own(recording, folder):
    guard = recording()
    guard.check_call("support-agent", "notes.read", {"n": 0})
    if not (child := _fork()):
        code = 0 if guard.check_call("support-agent", "notes.read", {"n": 1}) else 1
        os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    guard.check_call("support-agent", "notes.read", {"n": 2})
    assert sorted(chain.count for chain in whole(folder)) == [2, 3]


@needs_fork
def test_a_child_is_not_stopped_by_a_line_that_another_thread_was_writing(recording, folder, monkeypatch):
    guard = recording()
    guard.check_call("support-agent", "notes.read", {"n": 0})
    writing, go_on, write, parent = threading.Event(), threading.Event(), os.write, os.getpid()

    def slow(handle, data):
        if os.getpid() == parent and b'"kind":"call"' in data:
            writing.set()
            go_on.wait(10)
        return write(handle, data)

    monkeypatch.setattr(os, "write", slow)
    thread = threading.Thread(target=guard.check_call, args=("support-agent", "notes.read", {"n": 1}))
    thread.start()
    writing.wait(10)
    if not (child := _fork()):
        signal.alarm(10)
        code = 0 if guard.check_call("support-agent", "notes.read", {"n": 2}) else 1
        os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    go_on.set()
    thread.join()
    assert sorted(chain.count for chain in whole(folder)) == [2, 3]


def _fork():
    """Fork, though other threads are at work: that it is safe for a record is what is tested."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


WRITER = """
import os, sys, fleet
guard = fleet.Guard(fleet.load(), tools={"notes.add": fleet.Tool(shared=True)}, record=fleet.Record(sys.argv[1]))
for n in range(int(sys.argv[2]), int(sys.argv[3])):
    decision = guard.check_call("support-agent", "notes.add", {"n": n})
    print(decision.record, flush=True)
    if n % 2 == 0:
        guard.settle(decision, ok=True)
"""


def _writer(folder, times, first=0):
    command = [sys.executable, "-c", WRITER, str(folder), str(first), str(first + times)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_two_processes_at_once_write_a_chain_each(folder):
    both = [_writer(folder, 100, first) for first in (0, 100)]
    places = [place for one in both for place in one.communicate(timeout=60)[0].split()]
    assert [chain.count for chain in whole(folder)] == [151, 151]
    assert len(set(places)) == 200


RACER = """
import sys, fleet
guard = fleet.Guard(fleet.load(), tools={"notes.add": fleet.Tool(shared=True)}, record=fleet.Record(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
print([n for n in range(int(sys.argv[2])) if guard.check_call("support-agent", "notes.add", {"n": n})])
"""


def test_processes_that_start_the_same_changes_at_once_start_each_at_most_once(folder):
    command = [sys.executable, "-c", RACER, str(folder), "150"]
    racers = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert [one.stdout.readline() for one in racers] == ["ready\n"] * 3
    for one in racers:
        one.stdin.write("go\n")
        one.stdin.flush()
    allowed = [n for one in racers for n in json.loads(one.communicate(timeout=60)[0])]
    assert len(allowed) == len(set(allowed))
    assert len(allowed) >= 140  # where two are as quick as each other, both may step back
    assert len(whole(folder)) == 3


def test_what_another_process_started_is_in_doubt_and_what_it_ended_is_not(recording):
    first, second = recording(), recording()
    started = first.check_call("support-agent", "notes.add", {"n": 1})
    assert second.check_call("support-agent", "notes.add", {"n": 1}).codes == ("FLT419",)
    first.settle(started, ok=True)
    assert second.check_call("support-agent", "notes.add", {"n": 1}).outcome == "allow"


def test_an_approval_is_spent_for_all_processes(recording):
    first, second = recording(), recording()
    first.check_call("support-agent", "notes.add", {"n": 1})
    asked = second.check_call("support-agent", "notes.add", {"n": 1})
    yes = second.approve(asked, by="ada")
    assert second.check_call("support-agent", "notes.add", {"n": 1}, approval=yes)
    assert not first.check_call("support-agent", "notes.add", {"n": 1}, approval=yes)


def test_a_start_that_another_was_as_quick_with_is_taken_back(recording, folder, monkeypatch, lines_of):
    """Between the look before and the line another process writes the same start: an `append` that calls does so."""
    first, second = recording(), recording()
    append, raced = ChainFile._append, []

    def slow(chain, kind, fields):
        if chain is first.record._chain and kind == "call" and not raced:
            raced.append(second.check_call("support-agent", "notes.add", {"n": 1}))
        return append(chain, kind, fields)

    monkeypatch.setattr(ChainFile, "_append", slow)
    late = first.check_call("support-agent", "notes.add", {"n": 1})
    assert [raced[0].outcome, late.outcome] == ["allow", "ask"]
    withdrawn = [line for line in lines_of() if line.get("withdrawn")]
    assert [line["ok"] for line in withdrawn] == [False]
    (key,) = {line["key"] for line in lines_of() if line["kind"] == "call" and line["outcome"] == "allow"}
    assert first.record.ended(key) is None
    second.settle(raced[0], ok=True)
    assert first.record.ended(key) is True
    assert first.check_call("support-agent", "notes.add", {"n": 1})


@needs_fork
def test_a_child_sees_what_the_process_that_forked_it_starts_later(recording):
    guard = recording()
    guard.check_call("support-agent", "notes.add", {"n": 0})
    reading, writing = os.pipe()
    if not (child := _fork()):
        signal.alarm(10)
        os.read(reading, 1)
        code = 0 if guard.check_call("support-agent", "notes.add", {"n": 1}).outcome == "ask" else 1
        os._exit(code)
    guard.check_call("support-agent", "notes.add", {"n": 1})
    os.write(writing, b".")
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@needs_posix
def test_a_killed_process_leaves_every_decision_it_gave_and_its_open_changes_in_doubt(recording, folder, lines_of):
    with _writer(folder, 1_000_000) as running:
        places = [running.stdout.readline().strip() for _ in range(40)]
        running.kill()
        places += running.stdout.read().split()
    (chain,) = chains(folder)
    assert verified([chain])
    assert chain.state == "whole"
    written = {f"{chain.name}:{line['n']}" for line in lines_of() if line["kind"] == "call"}
    assert set(places) <= written
    ended = {line["of"] for line in lines_of() if line["kind"] == "outcome"}
    assert set(places[::2][:20]) <= ended
    guard = recording()
    outcomes = [guard.check_call("support-agent", "notes.add", {"n": n}).outcome for n in range(38)]
    assert outcomes == ["allow", "ask"] * 19


# a disk that fails


class Disk:
    """In place of `os.write`: it takes so many bytes, and then no more."""

    def __init__(self, room):
        self.room, self.write = room, os.write

    def __call__(self, handle, data):
        if self.room <= 0:
            raise OSError(28, "No space left on device")
        taken = self.write(handle, data[: self.room])
        self.room -= taken
        return taken


@pytest.mark.parametrize("room", [0, 1, 60, 200, 400, 700])
def test_a_full_disk_denies_and_leaves_nothing_open(recording, folder, monkeypatch, room):
    guard, ledger = recording(), fleet.Ledger()
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", Disk(room))
        found = [guard.check_call("support-agent", "notes.add", {"n": n}, ledger=ledger) for n in range(4)]
    assert {decision.codes for decision in found} == {("FLT424",)}
    assert not any(found)
    assert ledger.entries == ()
    call = guard.check_call("support-agent", "notes.add", {"n": 0}, ledger=ledger)
    assert (call.outcome, call.step) == ("allow", 1)
    verdict = verified(chains(folder))
    assert verdict
    assert {chain.state for chain in verdict.chains} <= {"whole", "broken off"}
    assert verdict.chains[-1].state == "whole"
    assert len(verdict.chains) <= 2


def test_a_full_disk_keeps_no_handoff_and_spends_no_approval(recording, monkeypatch):
    guard, ledger = recording(), fleet.Ledger()
    asked = guard.check_call("support-agent", "payouts.make", {"amount": 200}, ledger=ledger)
    yes = guard.approve(asked, by="head of support")
    context = fleet.Context(current="support-agent")
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", Disk(0))
        again = guard.check_call("support-agent", "payouts.make", {"amount": 200}, ledger=ledger, approval=yes)
        handoff = guard.check_handoff(fleet.Handoff("support-agent", "triage"), context=context, ledger=ledger)
    assert (again.codes, handoff.codes) == (("FLT424",), ("FLT424",))
    assert ledger.entries == ()
    assert guard.check_call("support-agent", "payouts.make", {"amount": 200}, ledger=ledger, approval=yes)


def test_a_handoff_that_is_refused_is_not_noted(recording):
    guard, ledger = recording(), fleet.Ledger()
    handoff = fleet.Handoff("support-agent", "account-manager", "renewal")
    assert not guard.check_handoff(handoff, context=fleet.Context(current="support-agent"), ledger=ledger)
    assert ledger.entries == ()


def test_a_full_disk_does_not_end_the_doubt_about_an_earlier_call(recording, monkeypatch):
    guard, ledger = recording(), fleet.Ledger()
    guard.check_call("support-agent", "notes.add", {}, ledger=ledger)
    yes = guard.approve(guard.check_call("support-agent", "notes.add", {}, ledger=ledger), by="head of support")
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", Disk(100))
        assert guard.check_call("support-agent", "notes.add", {}, ledger=ledger, approval=yes).codes == ("FLT424",)
    assert guard.check_call("support-agent", "notes.add", {}, ledger=ledger).codes == ("FLT419",)


def test_an_outcome_that_a_full_disk_does_not_take_can_be_written_later(recording, folder, monkeypatch):
    guard, ledger = recording(), fleet.Ledger()
    call = guard.check_call("support-agent", "notes.add", {}, ledger=ledger)
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", Disk(10))
        with pytest.raises(FleetError, match=r"the record cannot be written: .* bytes of a line were not written"):
            guard.settle(call, ok=True, ledger=ledger)
    assert ledger.done == ()
    guard.settle(call, ok=True, ledger=ledger)
    assert len(ledger.done) == 1
    assert [chain.state for chain in verified(chains(folder)).chains] == ["broken off", "whole"]
    assert not fleet.Record(folder).open_since(call.digest)


def test_texts_that_a_full_disk_does_not_take_are_a_denial_and_no_start(recording, folder, monkeypatch):
    guard, write = recording(texts=True), os.write
    guard.check_call("support-agent", "notes.read", {})
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", lambda handle, data: write(handle, data[:10] if b"a long note" in data else data))
        decision = guard.check_call("support-agent", "notes.add", {"text": "a long note"})
    assert decision.codes == ("FLT424",)
    assert not fleet.Record(folder).open_since(decision.digest)
    whole(folder)


def test_a_text_that_broke_off_spoils_no_other(recording, folder, monkeypatch):
    guard = recording(texts=True)
    first = guard.check_call("support-agent", "notes.add", {"n": 1}, context=KNOWN)
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", Disk(10))
        guard.check_call("support-agent", "notes.add", {"n": 2}, context=KNOWN)
    last = guard.check_call("support-agent", "notes.add", {"n": 3}, context=KNOWN)
    kept = SideFile(folder).texts()
    assert [kept.get(one.digest) for one in (first, last)] == [{"n": 1}, {"n": 3}]
    assert SideFile(folder).erase("acme") == 2


def test_a_folder_that_is_gone_denies_until_it_is_there_again(recording, folder):
    guard, ledger = recording(), fleet.Ledger()
    guard.check_call("support-agent", "notes.add", {"n": 0}, ledger=ledger)
    before = ledger.entries
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    assert guard.check_call("support-agent", "notes.add", {"n": 1}, ledger=ledger).codes == ("FLT424",)
    assert guard.check_call("support-agent", "notes.read", {}, ledger=ledger).codes == ("FLT424",)
    assert ledger.entries == before
    folder.mkdir()
    assert guard.check_call("support-agent", "notes.add", {"n": 1}, ledger=ledger)
    assert [chain.count for chain in whole(folder)] == [2]


def test_a_file_that_somebody_removed_is_not_written_to(recording, folder):
    guard = recording()
    guard.check_call("support-agent", "notes.read", {})
    (chain,) = chains(folder)
    chain.path.unlink()
    assert guard.check_call("support-agent", "notes.read", {})
    assert [one.count for one in whole(folder)] == [2]


@needs_posix
def test_a_folder_that_nobody_may_write_to_denies(recording, folder):
    guard = recording()
    folder.chmod(0o500)
    try:
        if os.access(folder, os.W_OK):
            pytest.skip("whoever runs this may write anywhere")
        assert guard.check_call("support-agent", "notes.add", {}).codes == ("FLT424",)
    finally:
        folder.chmod(0o700)
    assert guard.check_call("support-agent", "notes.add", {})


@pytest.mark.parametrize("what", ["a file", "below a file"])
def test_a_record_that_cannot_be_opened_says_so(tmp_path, what):
    (tmp_path / "file").write_text("")
    with pytest.raises(FleetError, match=r"the record in `.*` cannot be opened: "):
        fleet.Record(tmp_path / "file" if what == "a file" else tmp_path / "file" / "record")


def test_a_chain_that_was_changed_is_said_in_the_log_and_does_not_stop_the_next_process(recording, folder, caplog):
    recording().check_call("support-agent", "notes.read", {})
    (chain,) = chains(folder)
    chain.path.write_bytes(chain.path.read_bytes().replace(b"notes.read", b"notes.rood"))
    with caplog.at_level(logging.WARNING, "fleet.guard"):
        guard = recording()
    assert "line 2 does not fit its hash" in caplog.text
    assert guard.check_call("support-agent", "notes.read", {})
