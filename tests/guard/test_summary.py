from __future__ import annotations

import json
import tracemalloc
from typing import NamedTuple

import pytest

import fleet
from fleet.guard.chain import ENDING, chains, sealed
from fleet.guard.selection import Selection, text_digest
from fleet.guard.summary import Temptation, Work, Yes, summed

KNOWN = fleet.Context(account="acme", conversation="c1", stage="customer")
ACCOUNT = {"account": "acme"}


class Claim(NamedTuple):
    text: str
    crossing: float
    crossed: str
    finished: None = None


class Sure:
    """A reader that takes every draft for work on prices."""

    bar = 0.5

    def read(self, draft, *, closed, incoming=None):
        return [Claim(draft, 0.9, "deal-negotiation")] if "deal-negotiation" in closed else []


@pytest.fixture
def worked(shipped, folder, recording):
    """A guard that has decided, in a record, something of every kind."""
    guard = fleet.Guard(shipped, tools=recording().tools, record=fleet.Record(folder), reader=Sure())

    def call(persona, tool, arguments, context=KNOWN, **options):
        return guard.check_call(persona, tool, arguments, context=context, **options)

    for n in range(3):
        guard.settle(call("support-agent", "tickets.resolve", {"id": n}), ok=n > 0)
    for _ in range(2):
        call("support-agent", "discounts.grant", {**ACCOUNT, "percent": 5})
    call("customer-success-manager", "tickets.resolve", {"id": 4411})
    call("sales-administrator", "adoption.plan", ACCOUNT)
    guard.check_reply("support-agent", "We take 20 % off.", context=KNOWN)
    guard.check_reply("account-manager", "We take 20 % off.", context=KNOWN)
    call("support-agent", "nothing.such", {})
    deal = {**ACCOUNT, "percent": 20}
    one, other = (guard.approve(call("account-manager", "discounts.grant", deal), by=by) for by in ("Ida", "Bo"))
    call("account-manager", "discounts.grant", deal, approval=one)
    del other
    at_work = KNOWN.model_copy(update={"current": "support-agent"})
    guard.check_handoff(fleet.Handoff("support-agent", "account-manager", "deal-negotiation"), context=at_work)
    guard.check_handoff(fleet.Handoff("support-agent", "support-agent", "ticket-resolution"), context=at_work)
    yield guard
    guard.record.close()


@pytest.mark.usefixtures("worked")
def test_calls_replies_and_handoffs_are_counted_apart_by_persona_and_lane(folder):
    summary = summed(chains(folder))
    assert summary.work == (
        Work("account-manager", None, "reply", 1, 0, 0, 0),
        Work("account-manager", "deal-negotiation", "call", 1, 2, 0, 0),
        Work("customer-success-manager", "ticket-resolution", "call", 0, 0, 1, 0),
        Work("sales-administrator", "adoption", "call", 0, 0, 1, 0),
        Work("support-agent", None, "call", 0, 0, 0, 1),
        Work("support-agent", "deal-negotiation", "call", 0, 0, 2, 0),
        Work("support-agent", "deal-negotiation", "handoff", 1, 0, 0, 0),
        Work("support-agent", "deal-negotiation", "reply", 0, 0, 1, 0),
        Work("support-agent", "ticket-resolution", "call", 3, 0, 0, 0),
        Work("support-agent", "ticket-resolution", "handoff", 0, 0, 0, 1),
    )


@pytest.mark.usefixtures("worked")
def test_who_is_tempted_by_what_is_told_with_the_boundary_that_caught_it(folder):
    assert summed(chains(folder)).temptations == (
        Temptation("support-agent", "deal-negotiation", "account-manager", 3, ("support-agent/no-deal-negotiation",)),
        Temptation(
            "customer-success-manager",
            "ticket-resolution",
            "support-agent",
            1,
            ("customer-success-manager/no-ticket-resolution",),
        ),
        Temptation("sales-administrator", "adoption", "customer-success-manager", 1, ()),
    )


@pytest.mark.usefixtures("worked")
def test_who_said_yes_and_what_came_of_it(folder):
    assert summed(chains(folder)).approvals == (
        Yes("Bo", "account-manager", "discounts.grant", 1, 0),
        Yes("Ida", "account-manager", "discounts.grant", 1, 1),
    )


@pytest.mark.usefixtures("worked")
def test_what_is_in_doubt(folder):
    (doubt,) = summed(chains(folder)).doubts
    assert (doubt.persona, doubt.name, doubt.lane, doubt.conversation) == (
        "account-manager",
        "discounts.grant",
        "deal-negotiation",
        "c1",
    )


def test_the_span_and_the_number_of_lines(worked, folder):
    summary = summed(chains(folder))
    assert summary.lines == sum(chain.count for chain in _passed(folder))
    assert summary.first <= summary.last
    assert summary.first[:4] == summary.last[:4]


def _passed(folder):
    for chain in chains(folder):
        list(chain)
        yield chain


def test_a_record_with_nothing_in_it_is_summed_up_too(tmp_path):
    assert summed(chains(tmp_path)) == (0, None, None, (), (), (), ())


def test_what_is_held_does_not_grow_with_the_record(tmp_path):
    def write(lines):
        before, rows = "", []
        name = f"20260101T000000000000-1-{lines}"
        for n in range(lines):
            fields = {
                "n": n,
                "time": "2026-01-01T00:00:00Z",
                "kind": "call" if n else "chain",
                "format": 1,
                "chain": name,
            }
            if n % 2:
                fields |= {"outcome": "allow", "effect": "write", "persona": "a", "lane": "b", "digest": f"d{n}"}
            elif n:
                fields |= {"kind": "outcome", "of": f"{name}:{n - 1}", "ok": True}
            row, before = sealed(json.dumps(fields), before)
            rows.append(row)
        path = tmp_path / f"{name}{ENDING}"
        path.write_text("".join(rows))
        return path

    def peak(path):
        tracemalloc.start()
        try:
            summary = summed(chain for chain in chains(tmp_path) if chain.path == path)
            assert summary.work == (Work("a", "b", "call", summary.lines // 2, 0, 0, 0),)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    few, many = write(201), write(8001)
    peak(few)
    assert peak(many) < peak(few) + 20_000


LINES = [
    {"kind": "call", "persona": "a", "lane": "x", "outcome": "allow", "conversation": "1", "digest": "d1"},
    {"kind": "reply", "persona": "b", "lane": None, "outcome": "deny", "conversation": None, "text": "d2"},
    {"kind": "outcome", "persona": "a", "lane": "x", "ok": True, "conversation": "1", "output": "d3", "digest": "d1"},
    {"kind": "handoff", "persona": "a", "lane": "y", "outcome": "allow", "conversation": "2", "text": "d4"},
    {"kind": "chain"},
]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, [0, 1, 2, 3, 4]),
        ({"persona": "a"}, [0, 2, 3]),
        ({"lane": "x"}, [0, 2]),
        ({"outcome": "allow"}, [0, 3]),
        ({"outcome": "deny"}, [1]),
        ({"conversation": "1"}, [0, 2]),
        ({"persona": "a", "outcome": "allow", "lane": "y"}, [3]),
        ({"persona": "nobody"}, []),
    ],
)
def test_a_selection_takes_what_fits_in_all_that_it_asks_for(wanted, found):
    selection = Selection(**wanted)
    assert [n for n, line in enumerate(LINES) if selection.fits(line)] == found


def test_the_text_of_a_line_lies_behind_its_own_digest():
    assert [text_digest(line) for line in LINES] == ["d1", "d2", "d3", "d4", None]


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


def test_every_yes_of_somebody_counts(recording, folder):
    guard = recording()
    for n in range(3):
        asked = guard.check_call("support-agent", "payouts.make", {"amount": 200 + n})
        yes = guard.approve(asked, by="Ida")
        if n:
            guard.check_call("support-agent", "payouts.make", {"amount": 200 + n}, approval=yes)
    assert summed(chains(folder)).approvals == (Yes("Ida", "support-agent", "payouts.make", 3, 2),)
