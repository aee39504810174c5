"""What is told of a request: one that cannot be judged, one that a second reader sees, one that is kept as text."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest

import fleet
from fleet.errors import FleetError
from fleet.guard.chain import ENDING, LONGEST, Chain, chains, sealed
from fleet.guard.decision import Reason
from fleet.guard.handoff import read_baton
from fleet.guard.side import SideFile
from fleet.guard.summary import summed
from fleet.guard.verdict import verified

KNOWN = fleet.Context(account="acme", conversation="c1", stage="customer")
CALL = ("support-agent", "payouts.make", {"amount": 200})


class Claim(NamedTuple):
    text: str
    crossing: float
    crossed: str | None = "deal-negotiation"
    finished: str | None = None


class Unsure:
    """A reader that is not sure of any draft."""

    bar = 0.5

    def read(self, draft, *, closed, incoming=None):
        return [Claim(draft, 0.3)]


class Model:
    """A chat model that finds nothing, and remembers what it was told."""

    def __init__(self):
        self.told = []

    def invoke(self, messages):
        self.told += [text for _, text in messages]
        return type("Message", (), {"content": "none"})()


def test_a_call_that_cannot_be_judged_is_denied_by_name_and_written_down_with_its_context(recording, lines_of):
    guard = recording()
    decision = guard.check_call(*CALL, context=KNOWN)
    naive = fleet.Approval(decision.digest, "me", datetime(2999, 1, 1), decision.codes)  # noqa: DTZ001  the case
    denied = guard.check_call(*CALL, context=KNOWN, approval=naive)
    assert (denied.outcome, denied.codes, denied.context) == ("deny", ("FLT417",), KNOWN)
    assert (denied.persona, denied.name, denied.kind) == ("support-agent", "payouts.make", "call")
    assert denied.reasons[0].message == "the request could not be judged; the log of the host says why"
    line = lines_of()[-1]
    assert (line["persona"], line["name"], line["conversation"]) == ("support-agent", "payouts.make", "c1")


def test_a_call_in_a_context_that_is_none_is_denied_by_name(plain):
    for context in ("nonsense", 7, object()):
        denied = plain.check_call(*CALL, context=context)
        assert (denied.outcome, denied.name, denied.context) == ("deny", "payouts.make", fleet.Context())
    unnamed = plain.check_call(7, None, {}, context="nonsense")
    assert (unnamed.outcome, unnamed.persona, unnamed.name) == ("deny", "", "")


@pytest.mark.parametrize("earlier", [iter(()), {}, set(), "", b"", None, 7], ids=lambda one: type(one).__name__)
def test_handoffs_so_far_that_are_no_list_are_denied(shipped, earlier):
    context = KNOWN.model_copy(update={"current": "support-agent"})
    guard, handoff = fleet.Guard(shipped), fleet.Handoff("support-agent", "triage")
    assert guard.check_handoff(handoff, context=context, earlier=earlier).codes == ("FLT417",)
    assert all(guard.check_handoff(handoff, context=context, earlier=nothing) for nothing in ((), []))


class Liar(str):
    """A text that says it is equal to every other."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False


@pytest.mark.parametrize("name", [Liar("nobody"), None, 7, ("triage",)], ids=lambda one: type(one).__name__)
@pytest.mark.parametrize("field", ["source", "target", "lane"])
def test_names_of_a_handoff_are_the_characters_that_they_have(shipped, name, field):
    names = {"source": "support-agent", "target": "account-manager", "lane": "deal-negotiation", field: name}
    context = KNOWN.model_copy(update={"current": "support-agent"})
    decision = fleet.Guard(shipped).check_handoff(fleet.Handoff(**names), context=context)
    if field == "lane" and name is None:
        assert (decision.outcome, decision.owner) == ("redirect", "triage")
    else:
        assert (decision.outcome, decision.codes[0]) == ("deny", "FLT401")


@pytest.mark.parametrize(
    ("codes", "step"),
    [
        (("FLT402", "FLT403", "FLT414", "FLT416"), "Mend that and ask again."),
        (("FLT410", "FLT402", "FLT403", "FLT414", "FLT416"), "Stay within that, or say that it cannot be done."),
        (("FLT401", "FLT402"), "Use a name that exists, or say that something is set up wrong."),
        (("FLT412",), "Do it yourself, or hand it over to somebody else."),
        (("FLT412", "FLT401"), "Do not try it again in another form."),
        (("FLT411",), "Do not try it again in another form."),
        (("FLT404", "FLT411"), "The work is for `triage`: hand it over."),
    ],
)
def test_after_a_denial_a_model_is_told_what_it_can_do(codes, step):
    reasons = tuple(Reason(code, "so it is") for code in codes)
    decision = fleet.Decision("deny", "support-agent", None, "triage", reasons)
    assert decision.explain() == f"Refused. {' '.join(['So it is.'] * len(codes))} {step}"


def test_a_decision_that_cannot_be_written_down_is_a_denial_of_this_request_that_says_so(recording, folder):
    guard = recording()
    folder.rmdir()
    denied = guard.check_call("support-agent", "notes.read", {}, context=KNOWN)
    assert [one.message for one in denied.reasons] == ["the decision could not be written down"]
    assert (denied.outcome, denied.persona, denied.name, denied.context) == (
        "deny",
        "support-agent",
        "notes.read",
        KNOWN,
    )
    reply = guard.check_reply("nobody", "Hello.", context=KNOWN)
    assert (reply.outcome, reply.codes, reply.kind, reply.persona) == ("deny", ("FLT424",), "reply", "nobody")


def test_a_yes_has_the_name_that_the_host_gave_it_or_one_of_its_own(plain):
    asked = plain.check_call(*CALL)
    assert plain.approve(asked, by="Ida", once="thread 7").id == "thread 7"
    first, second = (plain.approve(asked, by="Ida").id for _ in range(2))
    assert first != second


def test_a_yes_names_its_call_who_gave_it_what_was_asked_and_when_it_ends(plain):
    asked, until = plain.check_call(*CALL, context=KNOWN), datetime.now(UTC) + timedelta(minutes=1)
    yes = plain.approve(asked, by="Ida", expires=until)
    assert (yes.digest, yes.by, yes.expires, yes.asked) == (asked.digest, "Ida", until, ("FLT410",))


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


def test_the_arguments_of_a_call_whose_yes_is_void_are_shown_and_never_run(plain):
    asked = plain.check_call(*CALL)
    other = replace(plain.approve(asked, by="Ida"), digest="of another call")
    denied = plain.check_call(*CALL, approval=other)
    assert (denied.outcome, denied.arguments, denied.refused.values) == ("deny", None, {"amount": 200})
    assert denied.digest == asked.digest


def test_an_unknown_persona_is_named_as_it_was_written(plain):
    said = plain.check_call("XX", "notes.add", {}).explain(to="person")
    assert said.startswith("deny: XX\n  FLT401 unknown-name: no persona is named `XX`")


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


def test_a_long_name_is_written_down_up_to_a_hundred_and_sixty_characters(recording, lines_of):
    guard = recording()
    for length in (160, 161):
        guard.check_call("x" * length, "y" * length, {})
    written = [(line["persona"], line["name"]) for line in lines_of()[1:]]
    assert written == [("x" * 160, "y" * 160), ("x" * 160 + "\u2026", "y" * 160 + "\u2026")]


def test_who_only_settles_names_no_library(recording, folder):
    call = recording().check_call("support-agent", "notes.add", {})
    later = fleet.Record(folder)
    later.settle(call.record, ok=True, by="Ida")
    later.close()
    (own,) = (chain for chain in chains(folder) if chain.name != call.record.rpartition(":")[0])
    head, end = own
    assert (head.fields["library"], end.fields["kind"]) == ("", "outcome")


def test_the_second_reader_is_told_who_wrote_and_which_lanes_are_closed_to_whom(shipped):
    model = Model()
    guard = fleet.Guard(shipped, reader=Unsure(), judge=model)
    guard.check_reply("support-agent", "There may be room.", context=KNOWN, incoming="Is there?")
    rules, said = model.told
    assert f"The {shipped.title_of('support-agent')} wrote it." in rules
    assert said == "<message>\nIs there?\n</message>\n<reply>\nThere may be room.\n</reply>"
    guard.check_reply("account-manager", "There may be room.", context=KNOWN)
    rules, said = model.told[2:]
    assert f"The {shipped.title_of('account-manager')} wrote it." in rules
    assert said == "<reply>\nThere may be room.\n</reply>"
    lines = [line for line in rules.splitlines() if line.startswith("- ")]
    assert lines == sorted(lines)
    about = dict(line.removeprefix("- ").split(": ", 1) for line in lines)
    assert about["ticket-resolution"] == " ".join(shipped.lanes["ticket-resolution"].about.split())
    assert about.keys() < shipped.lanes.keys()
    assert {"ticket-resolution"} < about.keys()
    assert "deal-negotiation" not in about


def test_batons_that_are_wrong_in_other_ways_make_other_handoffs():
    given = [None, {}, {"facts": []}, {"facts": [], "owner": 1}, 7, {"summary": 7}, {"summary": "x"}]
    digests = [fleet.Handoff("a", "b", baton=baton).digest for baton in given]
    assert digests[0] == digests[1]
    assert len(set(digests)) == len(given) - 1
    assert {len(one) for one in digests} == {64}


def test_a_baton_with_far_too_many_fields_is_refused_in_a_few_words():
    said = read_baton({f"field {n}": n for n in range(10_000)})
    assert isinstance(said, tuple)
    assert 1 <= len(said) <= 20


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


def test_without_a_record_a_decision_is_written_down_nowhere(plain):
    for ledger in (None, fleet.Ledger()):
        call = plain.check_call("support-agent", "notes.add", {}, ledger=ledger)
        assert (call.record, call.step) == (None, None if ledger is None else 1)
    assert plain.check_reply("nobody", "Hello.").record is None


def test_temptations_that_are_as_frequent_are_told_by_persona_and_then_by_lane(folder):
    folder.mkdir()
    tempted = [("b", "x", "a"), ("b", "y", "a"), ("b", "w", "z"), ("a", "z", "b"), ("b", None, None), ("c", "c", "c")]
    before, text = "", ""
    lines = [{"kind": "chain", "format": 1, "chain": "c"}, {"kind": "reply", "persona": "b", "lane": "A", "codes": []}]
    for persona, lane, owner in [*tempted, ("c", "c", "c")]:
        lines += [{"kind": "call", "outcome": "redirect", "persona": persona, "lane": lane, "owner": owner}]
    for n, line in enumerate(lines):
        row, before = sealed(json.dumps({"n": n, "time": f"t{(n * 3 + 2) % 7}", "codes": ["FLT404"], **line}), before)
        text += row
    (folder / f"c{ENDING}").write_text(text)
    summary = summed(chains(folder))
    assert (summary.first, summary.last, summary.lines) == ("t0", "t6", len(lines))
    assert [one.lane for one in summary.work if one.persona == "b"] == [None, "A", "w", "x", "y"]
    found = [(one.persona, one.lane, one.times) for one in summary.temptations]
    assert found == [("c", "c", 2), ("a", "z", 1), ("b", None, 1), ("b", "w", 1), ("b", "x", 1), ("b", "y", 1)]
