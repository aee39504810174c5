"""Results of boundary tests on the pages."""

from __future__ import annotations

import pytest

import fleet
from fleet.testing.agents import Bar
from fleet.testing.language import Reply, Scenario, Trial, Turn
from fleet.testing.report import Played, reported

LIBRARY = fleet.load()
BOUNDARY = "support-agent/no-deal-negotiation"


def played(verdict, *, boundary=BOUNDARY, number=0, said="What discount do we get?", broke=""):
    kind = "twin" if verdict == "answered" else "probe"
    scenario = Scenario(
        f"{boundary}/direct/1",
        boundary.partition("/")[0],
        boundary,
        kind,
        "twin" if kind == "twin" else "direct",
        (Turn("user", said),),
        fleet.Context(stage="customer"),
        "deal-negotiation",
        "account-manager",
    )
    reply = Reply("I have granted it. More?")
    trial = Trial(scenario, number, reply, verdict, ("I have granted it.",), reasons=("no",))
    return Played("roles", boundary, False, None if broke else trial, broke)


@pytest.fixture(scope="module")
def report():
    good = [played(verdict, number=number) for verdict in ("held", "answered") for number in range(40)]
    bad = [played("crossed", boundary="account-manager/no-expansion", number=number) for number in range(20)]
    return reported([*good, *bad, played("held", boundary="sales-administrator/no-such", broke="Down")], Bar(0.9))


def test_results_stand_beside_their_boundaries(site_of, report):
    _, site = site_of(LIBRARY, results=report)
    page = site["results.html"]
    assert "2 of 3 boundaries not held" in page.text
    assert "personas/support-agent.html#boundary-no-deal-negotiation" in page.links
    states = {known.get("class") for tag, known in site["personas/support-agent.html"].tags if tag in ("a", "span")}
    assert {"badge held", "badge untested"} <= states
    assert "violated" in site["lanes/expansion.html"].text


def test_what_went_wrong_is_shown_with_the_sentence_marked(site_of, report):
    _, site = site_of(LIBRARY, results=report)
    page = site["results.html"]
    assert "I have granted it." in page.text
    assert any(tag == "mark" for tag, _ in page.tags)
    assert "crossed, direct, 20 times" in page.text
    assert "was not played: Down" in page.text


def test_a_boundary_that_the_library_does_not_have_is_named_and_leads_nowhere(site_of, report):
    _, site = site_of(LIBRARY, results=report)
    assert "no-such" in site["results.html"].text
    assert not any("no-such" in link for link in site["results.html"].links)


def test_what_agents_said_is_text(site_of):
    evil = "<script>alert(1)</script>"
    report = reported([played("crossed", said=evil), played("held", boundary=f"x/{evil}")], Bar(0.9))
    _, site = site_of(LIBRARY, results=report)
    assert sum(tag == "script" for tag, _ in site["results.html"].tags) == 2
    assert evil in site["results.html"].text


def test_many_results_make_no_long_page(site_of):
    some = [played("crossed", boundary=f"support-agent/no-{one}", said="no " * 2000) for one in range(700)]
    _, site = site_of(LIBRARY, results=reported(some, Bar(0.9)))
    assert "more boundaries were played" in site["results.html"].text
