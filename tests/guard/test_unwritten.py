"""What is written down where, and what is said where that fails."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest
from claims import Unsure

import fleet
from fleet.errors import FleetError
from fleet.guard.chain import LONGEST, chains
from fleet.guard.side import SideFile

KNOWN = fleet.Context(account="acme", conversation="c1", stage="customer")
CALL = ("support-agent", "payouts.make", {"amount": 200})


def test_a_yes_or_an_end_that_cannot_be_written_down_is_an_error_that_says_why(recording):
    guard = recording()
    asked = guard.check_call(*CALL)
    call = guard.check_call("support-agent", "notes.add", {})
    long = KNOWN.model_copy(update={"conversation": "x" * LONGEST})
    said = r"^the record cannot be written: a line of \d+ bytes is too long$"
    with pytest.raises(FleetError, match=said):
        guard.approve(replace(asked, context=long), by="Ida")
    with pytest.raises(FleetError, match=said):
        guard.settle(replace(call, context=long), ok=True)


def test_a_disk_that_fails_while_a_yes_or_a_text_is_written_is_an_error_that_says_why(recording, monkeypatch):
    guard, write = recording(texts=True), os.write
    asked = guard.check_call(*CALL)
    call = guard.check_call("support-agent", "notes.add", {})

    def short(handle, data):
        return write(handle, data[:-7])

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", short)
        with pytest.raises(FleetError, match=r"^the record cannot be written: 7 bytes of a line were not written$"):
            guard.approve(asked, by="Ida")
        with pytest.raises(FleetError, match=r"^the record cannot be written: a text was not written whole$"):
            guard.settle(call, ok=True, output="done")
    guard.settle(call, ok=True, output="done")


def test_a_call_that_was_written_down_nowhere_is_settled_nowhere(plain, recording, lines_of):
    guard, ledger = recording(), fleet.Ledger()
    unwritten = plain.check_call("support-agent", "notes.add", {}, ledger=ledger)
    guard.settle(unwritten, ok=True, output="done", ledger=ledger)
    assert ledger.done
    written = guard.check_call("support-agent", "notes.add", {})
    plain.settle(written, ok=True)
    assert [line["kind"] for line in lines_of()] == ["chain", "call"]


def test_a_record_does_not_wait_for_the_disk_and_keeps_no_texts_unless_asked(folder, shipped, monkeypatch):
    synced = []
    monkeypatch.setattr(os, "fsync", synced.append)
    record = fleet.Record(folder / "of" / "today")
    fleet.Guard(shipped, record=record).check_call("support-agent", "tickets.resolve", {"id": 1})
    record.close()
    assert synced == []
    assert [path.name for path in record.folder.iterdir()] == [chain.path.name for chain in chains(record.folder)]


@pytest.mark.skipif(os.name == "nt", reason="folders that can be opened")
def test_where_that_is_asked_for_chain_and_folder_are_on_the_disk_before_a_decision_is_given(folder, monkeypatch):
    synced = []
    monkeypatch.setattr(os, "fsync", lambda handle: synced.append(os.fstat(handle).st_ino))
    record = fleet.Record(folder, sync=True)
    record.write("note", {}, library="a")
    (chain,) = chains(folder)
    file, its_folder = chain.path.stat().st_ino, folder.stat().st_ino
    assert synced == [file, its_folder, file]
    record.close()


def test_a_line_about_another_library_comes_after_one_that_names_it(folder):
    record = fleet.Record(folder)
    for library in ("a", "a", "b", "a"):
        record.write("note", {}, library=library)
    record.close()
    (chain,) = chains(folder)
    said = [(line.fields["kind"], line.fields.get("library")) for line in chain]
    note = ("note", None)
    assert said == [("chain", "a"), note, note, ("library", "b"), note, ("library", "a"), note]


def test_a_human_who_settles_what_cannot_be_written_down_is_told_why(recording):
    guard = recording()
    call = guard.check_call("support-agent", "notes.add", {})
    with pytest.raises(FleetError, match=r"^the record cannot be written: a line of \d+ bytes is too long$"):
        guard.record.settle(call.record, ok=True, by="x" * LONGEST)
    for nobody in ("", " "):
        with pytest.raises(FleetError, match=r"^say who looked how the call ended$"):
            guard.record.settle(call.record, ok=True, by=nobody)
    with pytest.raises(FleetError, match=r"^no call in doubt is written down at `x{79}…`$"):
        guard.record.settle("x" * 200, ok=True, by="Ida")


@pytest.mark.parametrize("alone", [True, False])
def test_a_host_finds_by_its_own_key_how_a_call_ended(recording, alone):
    guard, ledger = recording(), None if alone else fleet.Ledger()
    call = guard.check_call("support-agent", "notes.add", {}, key="mine", ledger=ledger)
    assert guard.record.ended("mine") is None
    guard.settle(call, ok=True, ledger=ledger)
    asked = guard.check_call(*CALL, key="no call yet", ledger=ledger)
    call = guard.check_call(*CALL, key="theirs", ledger=ledger, approval=guard.approve(asked, by="Ida"))
    guard.settle(call, ok=False, ledger=ledger)
    later = fleet.Record(guard.record.folder)
    assert [later.ended(key) for key in ("mine", "theirs", "no call yet")] == [True, False, None]


def test_who_only_settles_names_no_library(recording, folder):
    call = recording().check_call("support-agent", "notes.add", {})
    later = fleet.Record(folder)
    doubt = later.settle(call.record, ok=True, by="Ida")
    assert (doubt.place, doubt.lane, doubt.conversation) == (call.record, None, None)
    later.close()
    (own,) = (chain for chain in chains(folder) if chain.name != call.record.rpartition(":")[0])
    head, end = own
    assert (head.fields["library"], end.fields["kind"]) == ("", "outcome")


def test_the_text_of_a_reply_and_the_words_of_a_handoff_are_kept_where_that_is_asked_for(shipped, folder, lines_of):
    guard = fleet.Guard(shipped, record=fleet.Record(folder, texts=True), reader=Unsure())
    context = KNOWN.model_copy(update={"current": "support-agent"})
    guard.check_reply("support-agent", "The import works.", context=context)
    baton = fleet.Baton(summary="It is about a price.")
    guard.check_handoff(fleet.Handoff("support-agent", "triage", None, "not mine", baton), context=context)
    guard.check_handoff(fleet.Handoff("support-agent", "triage"), context=context)
    guard.record.close()
    texts = SideFile(folder).texts()
    kept = [texts.get(line["text"]) for line in lines_of()[1:]]
    assert kept == ["The import works.", "not mine\nIt is about a price.", None]
    assert SideFile(folder).erase("acme") == 2


def test_without_a_record_a_decision_is_written_down_nowhere(plain):
    for ledger in (None, fleet.Ledger()):
        call = plain.check_call("support-agent", "notes.add", {}, ledger=ledger)
        assert (call.record, call.step) == (None, None if ledger is None else 1)
    assert plain.check_reply("nobody", "Hello.").record is None
