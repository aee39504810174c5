"""What a yes is good for, and what a second reader is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from claims import Unsure

import fleet

KNOWN = fleet.Context(account="acme", conversation="c1", stage="customer")
CALL = ("support-agent", "payouts.make", {"amount": 200})


class Model:
    """A chat model that finds nothing, and remembers what it was told."""

    def __init__(self):
        self.told = []

    def invoke(self, messages):
        self.told += [text for _, text in messages]
        return type("Message", (), {"content": "none"})()


def test_a_yes_has_the_name_that_the_host_gave_it_or_one_of_its_own(plain):
    asked = plain.check_call(*CALL)
    assert plain.approve(asked, by="Ida", once="thread 7").id == "thread 7"
    first, second = (plain.approve(asked, by="Ida").id for _ in range(2))
    assert first != second


def test_a_yes_names_its_call_who_gave_it_what_was_asked_and_when_it_ends(plain):
    asked, until = plain.check_call(*CALL, context=KNOWN), datetime.now(UTC) + timedelta(minutes=1)
    yes = plain.approve(asked, by="Ida", expires=until)
    assert (yes.digest, yes.by, yes.expires, yes.asked) == (asked.digest, "Ida", until, ("FLT410",))


def test_the_arguments_of_a_call_whose_yes_is_void_are_shown_and_never_run(plain):
    asked = plain.check_call(*CALL)
    other = replace(plain.approve(asked, by="Ida"), digest="of another call")
    denied = plain.check_call(*CALL, approval=other)
    assert (denied.outcome, denied.arguments, denied.refused.values) == ("deny", None, {"amount": 200})
    assert denied.digest == asked.digest


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
