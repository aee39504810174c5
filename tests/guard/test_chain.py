from __future__ import annotations

import json
import tracemalloc

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fleet.guard.chain import ENDING, LONGEST, Chain, chains, sealed
from fleet.guard.verdict import verified

NAME = "20261128T000000-1-00000000"
LINES = 12


def written(lines=LINES, letter="x"):
    """The bytes of a chain, and the hash after each line."""
    before, text, heads = "", "", []
    for number in range(lines):
        first = {"format": 1, "chain": NAME} if not number else {}
        kind = "call" if number else "chain"
        body = json.dumps({"n": number, "kind": kind, **first, "name": letter * number}, separators=(",", ":"))
        line, before = sealed(body, before)
        text += line
        heads.append(before)
    return text.encode("ascii"), heads


DATA, HEADS = written()


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    """A function that reads bytes as a chain, and returns it after a pass with the lines that it gave."""
    path = tmp_path_factory.mktemp("chains") / f"{NAME}{ENDING}"

    def look(data):
        path.write_bytes(data)
        chain = Chain(path)
        return chain, list(chain)

    return look


def line_at(byte):
    """The number of the line that a byte is in, from 1."""
    return DATA[:byte].count(b"\n") + 1


def test_a_chain_that_nobody_touched_is_whole(read):
    chain, lines = read(DATA)
    assert (chain.state, chain.count, chain.head, chain.torn, chain.fault) == ("whole", LINES, HEADS[-1], 0, None)
    assert [line.hash for line in lines] == HEADS
    assert [line.place for line in lines] == [f"{NAME}:{number}" for number in range(LINES)]


def test_cut_off_at_any_byte_it_is_read_up_to_the_last_whole_line_and_says_what_is_torn(read):
    for end in range(len(DATA)):
        chain, lines = read(DATA[:end])
        whole = DATA[:end].count(b"\n")
        assert (chain.count, chain.torn) == (whole, end - (DATA.rfind(b"\n", 0, end) + 1)), end
        assert [line.hash for line in lines] == HEADS[:whole]
        assert chain.head == (HEADS[whole - 1] if whole else "")
        assert chain.state == ("whole" if whole and not chain.torn else "broken off")
        assert verified([chain])


@given(byte=st.integers(0, len(DATA) - 1), to=st.integers(0, 255))
@example(byte=0, to=ord("["))
@example(byte=len(DATA) - 2, to=ord(" "))
def test_any_byte_that_is_another_is_found_in_its_line(read, byte, to):
    if DATA[byte] == to:
        return
    chain, _ = read(DATA[:byte] + bytes([to]) + DATA[byte + 1 :])
    if byte == len(DATA) - 1:  # the end of the last line: as if it had not been written whole
        assert (chain.state, chain.count) == ("broken off", LINES - 1)
        return
    assert chain.state == "changed"
    assert chain.fault.startswith(f"line {line_at(byte)} ")
    assert chain.count == line_at(byte) - 1


def test_every_byte_of_a_line_is_looked_at(read):
    start, end = (index for index, byte in enumerate(DATA) if byte == ord("\n") and line_at(index) in (5, 6))
    for byte in range(start + 1, end + 1):
        chain, _ = read(DATA[:byte] + bytes([DATA[byte] ^ 1]) + DATA[byte + 1 :])
        assert chain.fault.startswith("line 6 ")


ROWS = DATA.splitlines(keepends=True)
NUMBERS = st.integers(0, LINES - 1)


@given(at=NUMBERS)
def test_a_line_that_was_taken_away_is_found_where_it_was_unless_it_was_the_last(read, at):
    chain, _ = read(b"".join(ROWS[:at] + ROWS[at + 1 :]))
    if at == LINES - 1:
        assert chain.state == "whole"
        assert not verified([chain], [HEADS[-1]])
        return
    assert chain.fault.startswith(f"line {at + 1} ")


@given(first=NUMBERS, second=NUMBERS)
def test_two_lines_that_changed_places_are_found_at_the_first(read, first, second):
    rows = list(ROWS)
    rows[first], rows[second] = rows[second], rows[first]
    chain, _ = read(b"".join(rows))
    if first == second:
        assert chain.state == "whole"
    else:
        assert chain.fault.startswith(f"line {min(first, second) + 1} ")


@given(which=NUMBERS, at=st.integers(0, LINES))
def test_a_line_that_stands_there_twice_is_found(read, which, at):
    chain, _ = read(b"".join([*ROWS[:at], ROWS[which], *ROWS[at:]]))
    expected = at + 1 if which != at else at + 2  # before itself, the second of the two is the one too many
    assert chain.fault.startswith(f"line {expected} ")


@given(line=st.binary(max_size=80), at=st.integers(0, LINES))
def test_a_line_that_was_put_in_is_found(read, line, at):
    chain, _ = read(b"".join([*ROWS[:at], line + b"\n", *ROWS[at:]]))
    assert chain.fault.startswith(f"line {at + 1} ")


@given(at=NUMBERS)
def test_a_line_written_anew_with_a_right_hash_is_found_in_the_next(read, at):
    fields = json.loads(ROWS[at])
    fields.pop("hash")
    line, _ = sealed(json.dumps({**fields, "by": "me"}), HEADS[at - 1] if at else "")
    chain, _ = read(b"".join([*ROWS[:at], line.encode(), *ROWS[at + 1 :]]))
    if at == LINES - 1:  # whoever can write the last line anew can, and only a head that was noted elsewhere tells
        assert chain.state == "whole"
        assert not verified([chain], [HEADS[-1]])
    else:
        assert chain.fault.startswith(f"line {at + 2} does not fit its hash")


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (b"\n", "is not a line of JSON"),
        (b"[]\n", "is not a line of JSON"),
        (b'"n"\n', "is not a line of JSON"),
        (b"{}\n", "has no hash at its end"),
        (b"\xff\n", "is not a line of JSON"),
        (b"[" * 200_000 + b"\n", "is not a line of JSON"),
        (b"x" * (LONGEST + 2), "is not a line of JSON"),
        (sealed('{"n":7}', "")[0].encode(), "has the number 7, not 0"),
        (sealed('{"n":0}', "")[0].encode(), "does not begin a chain of this format and of the file's name"),
        (
            sealed(json.dumps({"n": 0, "kind": "chain", "format": 2, "chain": NAME}), "")[0].encode(),
            "does not begin a chain of this format and of the file's name",
        ),
        (
            sealed(json.dumps({"n": 0, "kind": "chain", "format": 1, "chain": "another"}), "")[0].encode(),
            "does not begin a chain of this format and of the file's name",
        ),
    ],
)
def test_what_is_no_line_of_a_chain_is_said(read, line, fault):
    chain, lines = read(line)
    assert (chain.state, chain.fault, lines) == ("changed", f"line 1 {fault}", [])


def test_what_follows_a_fault_is_read_as_far_as_it_is_lines(read):
    chain, _ = read(b"".join([*ROWS[:2], b"nonsense\n", *ROWS[2:], b'{"n":']))
    assert [line.fields["n"] for line in chain.beyond()] == list(range(2, LINES))
    assert {line.hash for line in chain.beyond()} == {""}


def test_a_second_pass_starts_anew(read):
    chain, lines = read(DATA)
    assert list(chain) == lines
    assert chain.count == LINES


def test_only_one_line_is_held_at_a_time(read):
    data, _ = written(3000)
    chain, _ = read(data)
    tracemalloc.start()
    try:
        assert sum(1 for _ in chain) == 3000
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(data) > 4_000_000
    assert peak < 100_000


def test_chains_are_listed_the_oldest_first_and_nothing_else_is(tmp_path):
    for name in ("20270101T000000-1-a", "20260101T000000-9-b"):
        (tmp_path / f"{name}{ENDING}").write_bytes(b"")
    (tmp_path / "notes.jsonl").write_bytes(b"")
    assert [chain.name for chain in chains(tmp_path)] == ["20260101T000000-9-b", "20270101T000000-1-a"]


@pytest.mark.parametrize("number", [0, 4, LINES - 1])
def test_a_head_that_was_noted_is_found_with_what_came_after_it(read, number):
    chain, _ = read(DATA)
    verdict = verified([chain], [HEADS[number], HEADS[number].replace("0", "1")])
    assert dict(verdict.heads)[HEADS[number]] == (f"{NAME}:{number}", LINES - number - 1)
    assert not verdict
    assert verified([chain], [HEADS[number]])


def test_a_chain_that_was_written_anew_as_a_whole_is_told_by_a_noted_head_alone(read):
    other, heads = written(letter="y")
    chain, _ = read(other)
    assert verified([chain])
    assert verified([chain], [heads[-1]])
    assert not verified([chain], [HEADS[-1]])
