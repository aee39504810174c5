"""How long what is written down may be, and what is made of what is longer."""

from __future__ import annotations

import fleet
from fleet.guard.chain import ENDING, LONGEST, Chain, chains, sealed
from fleet.guard.verdict import verified


def test_a_long_name_is_written_down_up_to_a_hundred_and_sixty_characters(recording, lines_of):
    guard = recording()
    for length in (160, 161):
        guard.check_call("x" * length, "y" * length, {})
    written = [(line["persona"], line["name"]) for line in lines_of()[1:]]
    assert written == [("x" * 160, "y" * 160), ("x" * 160 + "\u2026", "y" * 160 + "\u2026")]


def test_a_line_longer_than_a_record_writes_is_none_after_a_fault_either(tmp_path):
    path = tmp_path / f"c{ENDING}"
    head, _ = sealed('{"n":0,"kind":"chain","format":1,"chain":"c"}', "")
    long = f'{{"n":1,"kind":"call","name":"{"x" * LONGEST}"}}\n'
    path.write_text(f'{head}nonsense\n{long}{{"n":2,"kind":"call"}}\n', "ascii")
    chain = Chain(path)
    assert len(list(chain)) == 1
    assert [line.place for line in chain.beyond()] == ["c:2"]
    for length, places in ((LONGEST, ["c:1"]), (LONGEST + 2, [])):
        line = f'{{"n":1,"kind":"call","name":"{"x" * (length - 32)}"}}\n'
        assert len(line) == length
        path.write_text(f"{head}nonsense\n{line}", "ascii")
        chain = Chain(path)
        assert len(list(chain)) == 1
        assert [line.place for line in chain.beyond()] == places


def test_what_follows_the_last_line_broke_off_as_long_as_a_record_could_have_written_it(tmp_path):
    path = tmp_path / f"c{ENDING}"
    head, _ = sealed('{"n":0,"kind":"chain","format":1,"chain":"c"}', "")
    for length, state, torn in ((1, "broken off", 1), (LONGEST, "broken off", LONGEST), (LONGEST + 1, "changed", 0)):
        path.write_text(head + "x" * length, "ascii")
        chain = Chain(path)
        assert len(list(chain)) == 1
        assert (chain.state, chain.torn) == (state, torn)


def test_a_line_that_is_longer_than_a_record_writes_them_is_none_of_it_even_with_a_right_hash(tmp_path):
    path = tmp_path / f"c{ENDING}"
    head, before = sealed('{"n":0,"kind":"chain","format":1,"chain":"c"}', "")
    for length, state in ((LONGEST, "whole"), (LONGEST + 2, "changed")):
        line, _ = sealed(f'{{"n":1,"kind":"call","name":"{"x" * (length - 106)}"}}', before)
        assert len(line) == length
        path.write_text(head + line, "ascii")
        chain = Chain(path)
        assert len(list(chain)) == (2 if state == "whole" else 1)
        assert chain.state == state


def test_a_line_may_be_a_mebibyte_long_and_no_longer(recording, folder):
    guard = recording()

    def outcome(length):
        return guard.check_call("support-agent", "notes.read", {}, context=fleet.Context(conversation="x" * length))

    assert outcome(1000)
    (chain,) = chains(folder)
    room = LONGEST - len(chain.path.read_bytes().splitlines(keepends=True)[-1])
    assert outcome(1000 + room)
    assert outcome(1000 + room + 1).codes == ("FLT424",)
    assert verified(chains(folder))
