from __future__ import annotations

import json
import threading

import pytest

import fleet
from fleet.guard.chain import chains
from fleet.guard.side import SideFile
from fleet.guard.verdict import verified


def work(guard, account, *numbers):
    context = fleet.Context(account=account)
    return [guard.check_call("support-agent", "notes.add", {"n": n}, context=context) for n in numbers]


def test_an_account_that_is_erased_is_gone_and_the_chain_still_verifies(recording, folder):
    guard = recording(texts=True)
    theirs, others = work(guard, "acme", 1, 2, 3), work(guard, "beta", 4)
    heads = [chain.head for chain in verified(chains(folder)).chains]
    assert SideFile(folder).erase("acme") == 3
    kept = SideFile(folder).texts()
    assert [kept.get(one.digest) for one in theirs] == [None, None, None]
    assert kept.get(others[0].digest) == {"n": 4}
    assert verified(chains(folder), heads)
    assert SideFile(folder).erase("acme") == 0


def test_after_erasing_new_texts_are_kept_again(recording, folder):
    guard = recording(texts=True)
    work(guard, "acme", 1)
    SideFile(folder).erase("acme")
    (later,) = work(guard, "acme", 2)
    assert SideFile(folder).texts().get(later.digest) == {"n": 2}


def test_what_belongs_to_no_known_account_is_erased_as_that(recording, folder):
    guard = recording(texts=True)
    work(guard, None, 1)
    work(guard, "unknown", 2, 3)
    assert SideFile(folder).erase("unknown") == 2
    assert SideFile(folder).erase(None) == 1


@pytest.mark.parametrize("account", ["../../etc/passwd", "a/b", "", "\ud800", "x" * 10_000, "Å", "ACME"])
def test_an_account_may_have_any_name(tmp_path, account):
    side = SideFile(tmp_path)
    side.add("d", account, "a text")
    side.add("e", "acme", "another")
    assert [path.parent for path in tmp_path.rglob("*.jsonl")] == [tmp_path / "texts"] * 2
    assert side.erase(account) == 1
    assert side.texts().get("e") == "another"


def test_nothing_kept_is_nothing_found(tmp_path):
    assert SideFile(tmp_path).texts().get("d") is None
    assert SideFile(tmp_path).erase("acme") == 0


def test_a_text_that_is_erased_while_somebody_reads_is_not_found(tmp_path):
    side = SideFile(tmp_path)
    side.add("d", "acme", "a text")
    texts = side.texts()
    side.erase("acme")
    assert texts.get("d") is None
    side.add("e", "acme", "another")
    assert texts.get("d") is None


@pytest.mark.parametrize("garbage", [b"", b"\n", b"nonsense\n", b"[]\n", b"{}\n", b'{"digest": "x"}\n', b"\xff\n"])
def test_lines_that_say_nothing_are_passed_over(tmp_path, garbage):
    side = SideFile(tmp_path)
    side.add("d", "acme", "first")
    (path,) = tmp_path.rglob("*.jsonl")
    path.write_bytes(path.read_bytes() + garbage)
    side.add("e", "acme", "second")
    texts = side.texts()
    assert (texts.get("d"), texts.get("e")) == ("first", "second")


def test_a_text_is_kept_as_it_is_for_what_json_can_hold(tmp_path):
    side = SideFile(tmp_path)
    values = ["", "two\nlines", "Å\ud800\u2028", {"a": [1, 2.5, None, True]}, ["x"], 7]
    for number, value in enumerate(values):
        side.add(str(number), None, value)
    texts = side.texts()
    assert [texts.get(str(number)) for number in range(len(values))] == values


def test_threads_write_whole_lines(tmp_path):
    side, long = SideFile(tmp_path), "x" * 50_000
    threads = [threading.Thread(target=side.add, args=(str(n), "acme", f"{n}{long}")) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (path,) = tmp_path.rglob("*.jsonl")
    assert len([json.loads(line) for line in path.read_text().splitlines() if line]) == 16
