from __future__ import annotations

import json
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fleet
from fleet.errors import FleetError
from fleet.guard.doubt import OvertakenError
from fleet.guard.ledger import HandedOver, Heard, Ledger, Settled, Spent, Started, said

CALL = Started(0, "support-agent", "notes.add", None, "write", "d1")
LOOK = CALL._replace(tool="notes.read", effect="read", digest="d2")


def worked(*steps):
    """A ledger after some steps: a text is heard, a call starts, a number is the step that ends well."""
    ledger = Ledger()
    for step in steps:
        if isinstance(step, str):
            ledger.heard(step)
        elif isinstance(step, int):
            digest = next(one.digest for one in ledger.entries if isinstance(one, Started) and one.step == step)
            ledger.settle((step, digest), ok=True, output=f"output {step}")
        else:
            ledger.start(step, approval=f"yes-{len(ledger.entries)}" if ledger.open_since(step.digest) else None)
    return ledger


TEXT = st.text(max_size=8)
STEPS = st.lists(
    st.one_of(
        TEXT,
        st.builds(
            lambda tool, effect, digest: CALL._replace(tool=tool, effect=effect, digest=digest),
            st.sampled_from(["a", "b"]),
            st.sampled_from(["read", "write", "commit"]),
            st.sampled_from(["d1", "d2"]),
        ),
    ),
    max_size=12,
)


@given(steps=STEPS, endings=st.randoms(use_true_random=False), handoffs=st.lists(st.tuples(TEXT, TEXT), max_size=2))
def test_data_makes_the_same_ledger_again(steps, endings, handoffs):
    ledger = worked(*steps)
    for one in ledger.entries:
        if isinstance(one, Started) and endings.random() < 0.5:
            ledger.settle((one.step, one.digest), ok=endings.random() < 0.5, output="x")
    for source, target in handoffs:
        ledger.hand_over(source, target, None)
    again = Ledger.of(json.loads(json.dumps(ledger.data())))
    assert again.entries == ledger.entries
    assert again.data() == ledger.data()


SOUND = worked("hello", CALL, 1, CALL, CALL).data() + [
    {"kind": "handed-over", "source": "a", "target": "b", "lane": None}
]


@pytest.mark.parametrize("at", range(len(SOUND)))
def test_an_entry_with_a_field_less_more_or_of_another_type_is_refused_by_its_number(at):
    def refused(entry):
        data = [*SOUND[:at], entry, *SOUND[at + 1 :]]
        with pytest.raises(FleetError, match=rf"entry {at} of the data is none that a ledger writes"):
            Ledger.of(data)

    for key in SOUND[at]:
        refused({name: value for name, value in SOUND[at].items() if name != key})
        refused({**SOUND[at], key: ["of another type"]})
    refused({**SOUND[at], "more": 1})
    refused({**SOUND[at], "kind": "noticed"})


@pytest.mark.parametrize(
    "entry",
    [
        None,
        "heard",
        ["heard", "x"],
        {},
        {"kind": None},
        {"kind": "heard", "text": None},
        {"kind": "settled", "step": 1, "ok": 1, "output": ""},
        {"kind": "settled", "step": True, "ok": True, "output": ""},
        {"kind": "settled", "step": 1.0, "ok": True, "output": ""},
        {**CALL._asdict(), "kind": "started"},
        {**CALL._asdict(), "kind": "started", "step": -1},
        {**CALL._asdict(), "kind": "started", "step": 1, "effect": "delete"},
        {**CALL._asdict(), "kind": "started", "step": 1, "lane": 7},
    ],
)
def test_garbage_is_refused(entry):
    with pytest.raises(FleetError, match="entry 0 of the data is none that a ledger writes"):
        Ledger.of([entry])


@pytest.mark.parametrize(
    ("entries", "at"),
    [
        ([CALL._replace(step=2)], 0),
        ([CALL._replace(step=1), CALL._replace(step=1)], 1),
        ([Settled(1, ok=True, output="")], 0),
        ([CALL._replace(step=1), Settled(1, ok=True, output=""), Settled(1, ok=False, output="")], 2),
        ([CALL._replace(step=1), Settled(2, ok=True, output="")], 1),
        ([Spent("yes"), Heard("x"), Spent("yes")], 2),
    ],
)
def test_entries_in_an_order_that_no_ledger_writes_are_refused(entries, at):
    with pytest.raises(FleetError, match=f"entry {at} of the data does not follow from those before it"):
        Ledger.of(Ledger(entries).data())


def test_entries_stand_in_the_order_in_which_they_came():
    ledger = worked("first", CALL, "second", 1)
    ledger.hand_over("support-agent", "triage", "renewal")
    assert [type(one) for one in ledger.entries] == [Heard, Started, Heard, Settled, HandedOver]
    assert ledger.handoffs == (("support-agent", "triage", "renewal"),)
    assert ledger.step == 1


def test_a_call_is_done_when_it_ended_well():
    ledger = worked(CALL, 1, LOOK, CALL)
    assert [one.step for one in ledger.done] == [1]
    ledger.settle((2, "d2"), ok=False, output="")
    assert [one.step for one in ledger.done] == [1]


def test_a_change_that_has_not_ended_is_open_and_starts_no_second_time():
    ledger = worked(CALL)
    assert ledger.open_since("d1")
    assert not ledger.open_since("d2")
    with pytest.raises(OvertakenError):
        ledger.start(CALL)
    assert ledger.step == 1
    ledger.settle((1, "d1"), ok=False, output="")
    assert not ledger.open_since("d1")
    assert ledger.start(CALL).step == 2


def test_with_a_yes_it_starts_again_and_then_the_second_one_counts():
    ledger = worked(CALL)
    ledger.start(CALL, approval="yes")
    ledger.settle((1, "d1"), ok=True, output="")
    assert ledger.open_since("d1")
    ledger.settle((2, "d1"), ok=True, output="")
    assert not ledger.open_since("d1")


def test_a_yes_is_used_once():
    ledger = worked(CALL)
    ledger.start(CALL, approval="yes")
    assert ledger.spent("yes")
    assert not ledger.spent("no")
    with pytest.raises(OvertakenError):
        ledger.start(CALL._replace(digest="d9"), approval="yes")


def test_looks_may_run_side_by_side_and_end_in_any_order():
    ledger = worked(LOOK, LOOK)
    ledger.settle((2, "d2"), ok=True, output="second")
    ledger.settle((1, "d2"), ok=True, output="first")
    assert ledger.texts("tool:notes.read") == ("second", "first")


@pytest.mark.parametrize("call", [(1, "d1"), (2, "d1"), (None, "d1"), (3, "d2"), (2, "d9")])
def test_what_is_not_open_here_is_not_settled(call):
    ledger = worked(CALL, 1, LOOK)
    with pytest.raises(FleetError, match="the call is not open in this ledger"):
        ledger.settle(call, ok=True, output="")


def test_what_cannot_be_written_elsewhere_is_not_noted():
    ledger = worked(CALL, "hello")
    before = ledger.entries

    def fail(*_):
        raise OSError(28, "full")

    with pytest.raises(OSError, match="full"):
        ledger.start(LOOK, write=fail)
    with pytest.raises(OSError, match="full"):
        ledger.start(CALL, approval="yes", write=fail)
    with pytest.raises(OSError, match="full"):
        ledger.settle((1, "d1"), ok=True, output="", write=fail)
    assert ledger.entries == before


def test_texts_are_told_apart_by_who_said_them():
    ledger = worked("from the user", CALL, 1, LOOK, CALL._replace(digest="d3"), "more from the user")
    ledger.settle((2, "d2"), ok=True, output="a look")
    ledger.settle((3, "d3"), ok=False, output="a failure")
    assert ledger.texts("user") == ("from the user", "more from the user")
    assert ledger.texts("tool:notes.add") == ("output 1",)
    assert ledger.texts("tool:notes.read") == ("a look",)
    assert ledger.texts("tool:notes") == ledger.texts("tool:") == ledger.texts("notes.add") == ()


@pytest.mark.usefixtures("hurried")
def test_threads_that_start_the_same_change_start_it_once():
    ledger, started = Ledger(), []

    def start():
        try:
            started.append(ledger.start(CALL))
        except OvertakenError:
            started.append(None)

    threads = [threading.Thread(target=start) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([one for one in started if one]) == 1
    assert ledger.step == 1


@pytest.mark.parametrize(
    ("output", "text"),
    [
        (None, ""),
        ("done", "done"),
        ("two\nlines", "two\nlines"),
        (40, "40"),
        (40.5, "40.5"),
        (True, "true"),
        ([], ""),
        (["a", ["b", None, {"c": "d"}]], "a\nb\nd"),
        ({"id": 4411, "names": ("Ada",)}, "4411\nAda"),
        (b"raw", "b'raw'"),
        (fleet, str(fleet)),
    ],
)
def test_what_a_tool_returned_is_one_text_with_a_line_for_each_value(output, text):
    assert said(output) == text
