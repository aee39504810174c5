"""The fleet's day of `fleet demo`: what comes in is written down, where it goes is decided while it runs."""

from __future__ import annotations

import re
from collections import Counter

import pytest

import fleet
from fleet.cli import day
from fleet.cli.day import Inbox, Mail, Taken, ends, inbox, lines_of, routed, tally
from fleet.errors import LibraryError
from fleet.routing import Candidate, Leg, Route
from fleet.text import repeats

OTHER = """\
format: 1
extends: shipped
retire: [sales-administrator]
lanes:
  customer-agreements: account-manager
  free-license: account-manager
  quotes-and-invoices: back-office
  sales-desk: account-manager
  trial-extension: account-manager
parties:
  back-office: {title: Back office}
"""


@pytest.fixture(scope="module")
def shipped_day(shipped):
    return tuple(routed(shipped, inbox()))


def leg(persona="support-agent", lane="ticket-resolution", text="It is down.", others=()):
    return Leg(lane, persona, 0.87, text, (0, len(text)), tuple(Candidate(one, 0.4) for one in others))


def mail(text="It is down.", **more):
    return Mail(**{"at": "09:00", "role": "buyer", "firm": "Larkfield", "text": text, **more})


def plain(shown):
    return [line.plain for line in shown]


def test_the_day_is_forty_messages_in_the_order_of_the_clock():
    times = [one.at for one in inbox()]
    assert len(times) == 40
    assert times == sorted(times)


def test_the_day_has_every_stage_teammates_and_senders_who_write_again():
    mails = inbox()
    assert {one.stage for one in mails} == {"prospect", "trial", "customer", None}
    assert [one.firm for one in mails if one.audience == "teammate"] == [None, None]
    assert max(Counter(one.sender for one in mails).values()) == 2


def test_no_answer_is_stored_with_the_day(shipped):
    assert set(Mail.model_fields) == {"at", "role", "firm", "stage", "audience", "text"}
    assert set(Inbox.model_fields) == {"messages"}


def test_no_message_of_the_day_is_one_that_the_router_learned(shipped):
    known = [*shipped.fallback_asks, *(ask for lane in shipped.lanes for ask in shipped.examples_of(lane).asks)]
    texts = [*known, *(one.text for one in inbox())]
    assert [texts[one.position] for one in repeats(texts) if one.position >= len(known)] == []


def test_a_day_that_is_not_right_is_refused_with_its_place(monkeypatch, tmp_path):
    (tmp_path / "day.yaml").write_text(
        'messages:\n  - at: "25:00"\n    role: buyer\n    text: hello\n', encoding="utf-8"
    )
    monkeypatch.setattr(day, "files", lambda package: tmp_path)
    with pytest.raises(LibraryError) as caught:
        inbox()
    assert [one.span.where for one in caught.value.diagnostics] == ["day.yaml:2:9"]


def test_what_is_shown_is_what_the_router_says_of_each_message(shipped, shipped_day):
    router = fleet.Router(shipped)
    for one, route in shipped_day[:5]:
        context = fleet.Context(account=one.firm, stage=one.stage, audience=one.audience)
        assert router.route(one.text, context=context) == route
        assert all(line.endswith(_answer(route)) for line in plain(lines_of(Taken(one, route), shipped, 200)))


def _answer(route):
    match route.outcome:
        case "routed":
            return f"-> {route.persona} {route.confidence:.0%}"
        case "clarify":
            return f"-> asks: {' or '.join(one.lane for one in route.legs[0].candidates[:2])}?"
        case _:
            return f"-> front desk: {route.persona}"


def test_a_short_answer_stays_with_whoever_took_the_sender_s_last_message(shipped_day):
    before, after = (one for one in shipped_day if one.mail.sender == "treasurer, Open Larder")
    assert after.mail.text == "Yes please"
    assert (after.route.persona, after.route.lane) == (before.route.persona, before.route.lane)


def test_another_library_sends_the_day_elsewhere(write_library, shipped_day, monkeypatch, tmp_path):
    monkeypatch.setenv("FLEET_CACHE", str(tmp_path / "cache"))
    other = fleet.load(write_library({"library.yaml": OTHER}))
    counted = tally(routed(other, inbox()))
    assert tally(shipped_day)["sales-administrator"] > 0
    assert counted["sales-administrator"] == 0
    assert counted["back-office"] > 0
    assert counted["account-manager"] > tally(shipped_day)["account-manager"]


class Scripted:
    """A router that says what it is told to, and keeps what it was asked."""

    def __init__(self, *routes):
        self.routes = iter(routes)
        self.asked = []

    def __call__(self, library):
        return self

    def route(self, message, *, context, history):
        self.asked.append((message, context.current, tuple(history)))
        return next(self.routes)


def test_the_router_knows_what_a_sender_wrote_before_and_who_took_it(shipped, monkeypatch):
    router = Scripted(Route("routed", (leg(),)), Route("clarify", (leg(),)), Route("routed", (leg(),)))
    monkeypatch.setattr(day, "Router", router)
    assert len(list(routed(shipped, [mail("one"), mail("two", firm="Ferrow"), mail("three")]))) == 3
    assert router.asked == [("one", None, ()), ("two", None, ()), ("three", "support-agent", ("one",))]


def test_nobody_has_a_conversation_that_was_only_asked_about(shipped, monkeypatch):
    router = Scripted(Route("clarify", (leg(),)), Route("fallback", (leg("triage", None),)), Route("routed", (leg(),)))
    monkeypatch.setattr(day, "Router", router)
    list(routed(shipped, [mail("one"), mail("two"), mail("three")]))
    assert [current for _, current, _ in router.asked] == [None, None, None]


def test_a_message_with_two_requests_has_a_line_for_each(shipped):
    legs = (leg(), leg("sales-administrator", "quotes-and-invoices", "And a copy of the invoice."))
    one = mail("It is down. And a copy of the invoice.")
    first, second = plain(lines_of(Taken(one, Route("routed", legs)), shipped, 120))
    assert re.fullmatch(r"09:00 buyer, Larkfield +It is down\. +-> support-agent 87%", first)
    assert re.fullmatch(r" +And a copy of the invoice\. +-> sales-administrator 87%", second)
    assert first.index("->") == second.index("->")


def test_a_message_that_is_asked_about_is_shown_whole_with_the_lanes_between_which_it_is(shipped):
    route = Route("clarify", (leg(others=("renewal", "expansion", "adoption")), leg("account-manager")), "Which?")
    (line,) = plain(lines_of(Taken(mail("Hello, it is down."), route), shipped, 100))
    assert "Hello, it is down." in line
    assert line.endswith("-> asks: renewal or expansion?")


def test_what_is_in_no_lane_is_for_the_front_desk(shipped):
    route = Route("fallback", (leg("triage", None),))
    (line,) = plain(lines_of(Taken(mail(), route), shipped, 100))
    assert line.endswith("-> front desk: triage")


@pytest.mark.parametrize("width", [60, 80, 100, 200])
def test_a_line_is_as_wide_as_the_screen_at_most(shipped, width):
    one = mail("word " * 100, role="administrator of everything", firm="A firm with a long name")
    route = Route("clarify", (leg(others=("sales-engineering-enablement", "escalated-support")),))
    for ending in (route, Route("routed", (leg("technical-account-architect"),)), Route("fallback", (leg("triage"),))):
        (line,) = plain(lines_of(Taken(one, ending), shipped, width))
        assert len(line.rstrip()) <= width


def test_nothing_hides_in_a_line(shipped):
    route = Route("routed", (leg(text="a\x1b[2J\nb"),))
    (line,) = plain(lines_of(Taken(mail(), route), shipped, 120))
    assert "a<U+001B>[2J b" in line


def test_the_tally_counts_requests_of_what_was_routed_only():
    two = Route("routed", (leg(), leg("account-manager")))
    routes = (two, Route("routed", (leg(),)), Route("clarify", (leg(),)), Route("fallback", (leg("triage", None),)))
    counted = [Taken(mail(), route) for route in routes]
    assert tally(counted) == {"support-agent": 2, "account-manager": 1}
    assert ends(counted) == "4 messages: 2 routed (3 requests), 1 asked about, 1 to the front desk"
