"""What was played becomes lines and is read again, whatever stands in it and in whatever order it came."""

from __future__ import annotations

import json
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleet.errors import FleetError
from fleet.testing.agents import trials_of
from fleet.testing.language import MadeCall, Reply, Turn
from fleet.testing.report import Played, in_order, played_line, read_played
from handmade import PRICE, played, some, trial

TEXTS = st.text(max_size=30)
CALLS = st.builds(
    MadeCall, TEXTS, st.one_of(TEXTS, st.dictionaries(TEXTS, st.one_of(TEXTS, st.integers(), st.none()), max_size=3))
)
REPLIES = st.builds(Reply, TEXTS, st.lists(CALLS, max_size=2).map(tuple), st.none() | TEXTS)
TRIALS = st.builds(
    lambda verdict, texts, reply, sample: trial(
        verdict, said=texts[0], reply=reply, evidence=texts[1:], reasons=texts, sample=sample
    ),
    st.sampled_from(["held", "crossed", "dropped", "misrouted", "answered", "refused"]),
    st.lists(TEXTS, min_size=1, max_size=3),
    REPLIES,
    st.integers(0, 70),
)
ALL = st.one_of(
    st.builds(
        lambda library, once, one: Played(library, one.scenario.boundary, once, one), TEXTS, st.booleans(), TRIALS
    ),
    st.builds(
        lambda library, boundary, once, broke: Played(library, boundary, once, None, broke),
        TEXTS,
        TEXTS,
        st.booleans(),
        TEXTS,
    ),
)


@given(st.lists(ALL, max_size=4))
def test_what_is_written_is_read_again(some_played):
    lines = [played_line(one) for one in some_played]
    assert all(line.isascii() and "\n" not in line for line in lines)
    assert read_played("\n".join(lines)) == tuple(some_played)


@given(st.lists(ALL, max_size=5), st.randoms())
def test_the_order_does_not_depend_on_who_came_first(some_played, random):
    mixed_up = list(some_played)
    random.shuffle(mixed_up)
    assert list(map(played_line, in_order(mixed_up))) == list(map(played_line, in_order(some_played)))


def test_lines_stand_by_library_boundary_scenario_and_sample():
    given_ = [
        *played(trial("held", number=2), trial("held", sample=1), trial("held"), trial("answered"), library="b"),
        Played("a", "z/z", False, None, "it broke"),
    ]
    Random(4).shuffle(given_)  # noqa: S311  no secret
    found = [(one.library, one.trial and (one.trial.scenario.id, one.trial.sample)) for one in in_order(given_)]
    assert found == [
        ("a", None),
        ("b", (f"{PRICE}/direct/1", 0)),
        ("b", (f"{PRICE}/direct/1", 1)),
        ("b", (f"{PRICE}/direct/2", 0)),
        ("b", (f"{PRICE}/twin/1", 0)),
    ]


def test_lines_of_trials_are_read_by_whoever_knows_trials():
    trials = tuple(some(3, "held"))
    assert trials_of(map(played_line, played(*trials))) == trials


GOOD = json.loads(played_line(played(trial("crossed"))[0]))
WRONG = [
    "no JSON",
    "[]",
    "7",
    "{}",
    "[" * 100_000,
    json.dumps({**GOOD, "verdict": "fine"}),
    json.dumps({**GOOD, "library": 7}),
    json.dumps({**GOOD, "once": "no"}),
    json.dumps({**GOOD, "evidence": [7]}),
    json.dumps({**GOOD, "sample": "first"}),
    json.dumps({**GOOD, "reply": {**GOOD["reply"], "text": None}}),
    json.dumps({**GOOD, "scenario": {**GOOD["scenario"], "kind": "case"}}),
    json.dumps({**GOOD, "scenario": {**GOOD["scenario"], "place": {}}}),
    json.dumps({**GOOD, "scenario": {**GOOD["scenario"], "turns": [{"role": "user", "text": 7, "name": None}]}}),
    json.dumps({"broke": "it broke"}),
    json.dumps({"broke": 7, "boundary": PRICE}),
]


@pytest.mark.parametrize("wrong", WRONG, ids=range(len(WRONG)))
def test_a_line_that_is_none_is_said_by_its_number(wrong):
    with pytest.raises(FleetError, match=r"^line 3 is no line of a report: `"):
        read_played(f"{json.dumps(GOOD)}\n\n{wrong}\n")


def test_a_line_that_says_no_library_is_one_all_the_same():
    line = {key: value for key, value in GOOD.items() if key not in ("library", "once")}
    assert read_played(json.dumps(line))[0][:3] == ("", PRICE, False)


def test_a_conversation_with_tools_comes_back_whole():
    turns = (
        Turn("user", "Read it."),
        Turn("tool", "{}", "notes.read"),
        Turn("agent", "Done."),
        Turn("user", "Thanks."),
    )
    one = played(trial("held", turns=turns))[0]
    assert read_played(played_line(one)) == (one,)
