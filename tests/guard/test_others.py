"""What other processes write into the folder of a record is found, and what has not changed is not read again."""

from __future__ import annotations

import os
import time

import pytest

import fleet
from fleet.guard.chain import ENDING, chains
from fleet.guard.others import Others

LONG_AGO = 1_000_000_000_000_000_000


@pytest.fixture
def others(tmp_path):
    return Others(tmp_path)


def chain(folder, name, text=b"{}\n"):
    """Begin a chain, or write on in it, as another process would."""
    with (folder / f"{name}{ENDING}").open("ab") as opened:
        opened.write(text)


def names(others, own=()):
    return [one.name for one in others.grown(own)]


def test_a_new_chain_is_found_the_oldest_first_and_an_own_one_never(tmp_path, others):
    assert names(others) == []
    for name in ("2", "1", "own"):
        chain(tmp_path, name)
    (tmp_path / "3.jsonl").write_bytes(b"{}\n")
    chain(tmp_path, "4", b"{")
    assert names(others, {"own"}) == ["1", "2", "4"]


def test_a_chain_is_given_again_only_when_it_has_more_than_was_read(recording, folder):
    guard = recording()
    guard.check_call("support-agent", "notes.read", {"n": 1})
    others = Others(folder)

    def read():
        return [line.fields["n"] for one in others.grown(()) for line in one.more()]

    assert (read(), names(others)) == ([0, 1], [])
    guard.check_call("support-agent", "notes.read", {"n": 2})
    (path,) = folder.glob(f"*{ENDING}")
    with path.open("ab") as opened:
        opened.write(b'{"n":3,')
    assert (read(), names(others)) == ([2], [])
    with path.open("ab") as opened:
        opened.write(b'"kind":"call"}\n')
    assert read() == []  # it does not fit its hash, and is not read on from there
    assert names(others) == []


def test_a_chain_that_was_taken_away_stops_nobody_from_reading_the_others(tmp_path, others):
    for name in ("1", "2", "3"):
        chain(tmp_path, name)
    assert names(others) == ["1", "2", "3"]
    (tmp_path / f"2{ENDING}").unlink()
    assert names(others) == ["1", "3"]


def test_a_folder_that_has_not_changed_for_long_is_not_listed_again(tmp_path, others):
    chain(tmp_path, "1")
    os.utime(tmp_path, ns=(LONG_AGO, LONG_AGO))
    assert names(others) == ["1"]
    chain(tmp_path, "2")
    os.utime(tmp_path, ns=(LONG_AGO, LONG_AGO))
    assert names(others) == ["1"]
    others.forget()
    assert names(others) == ["1", "2"]
    os.utime(tmp_path, ns=(LONG_AGO, LONG_AGO + 1))
    chain(tmp_path, "3")
    assert names(others) == ["1", "2", "3"]


@pytest.mark.parametrize("ahead", [0, 3600])
def test_a_folder_that_has_just_changed_is_listed_again_for_its_clock_is_coarse(tmp_path, others, ahead):
    now = time.time_ns() + ahead * 1_000_000_000
    chain(tmp_path, "1")
    os.utime(tmp_path, ns=(now, now))
    assert names(others) == ["1"]
    chain(tmp_path, "2")
    os.utime(tmp_path, ns=(now, now))
    assert names(others) == ["1", "2"]


def test_a_process_that_starts_a_change_is_seen_by_one_that_opened_the_record_long_before(recording, folder):
    first = recording()
    os.utime(folder, ns=(LONG_AGO, LONG_AGO))
    first.check_call("support-agent", "notes.read", {})
    assert recording().check_call("support-agent", "notes.add", {"n": 1})
    assert first.check_call("support-agent", "notes.add", {"n": 1}).codes == ("FLT419",)
    assert len(chains(folder)) == 2


def test_a_record_that_is_made_ready_for_a_child_knows_what_it_knew(recording):
    guard = recording()
    assert guard.check_call("support-agent", "notes.add", {"n": 1})
    guard.record.forked()
    assert guard.check_call("support-agent", "notes.add", {"n": 1}).codes == ("FLT419",)
    recording().check_call("support-agent", "notes.add", {"n": 2})
    assert guard.check_call("support-agent", "notes.add", {"n": 2}).codes == ("FLT419",)


def test_a_record_whose_other_chains_are_put_elsewhere_goes_on(recording, folder):
    first, second, third = recording(), recording(), recording()
    second.check_call("support-agent", "notes.add", {"n": 2})
    third.check_call("support-agent", "notes.add", {"n": 3})
    assert first.check_call("support-agent", "notes.add", {"n": 1})
    oldest = min(chains(folder), key=lambda one: one.name)
    oldest.path.unlink()
    third.check_call("support-agent", "notes.add", {"n": 4})
    asked = [first.check_call("support-agent", "notes.add", {"n": n}).outcome for n in (2, 3, 4)]
    assert asked == ["ask"] * 3  # what a chain said is known after it is gone
    assert fleet.Record(folder).open_since("nothing") is False
