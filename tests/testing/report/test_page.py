"""One page of HTML: it needs nothing but itself, leads everywhere, and hides nothing that was not tested."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from fleet.testing.agents import Bar
from fleet.testing.report import Background, background_of, reported, to_page
from fleet.testing.report.background import Survivor
from handmade import CROSSED, PRICE, played, some, trial

VOID = {"meta"}


class Page(HTMLParser):
    """Every element with its attributes and all text inside it."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.open = [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        element = (tag, dict(attrs), [])
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        for element in self.open:
            element[2].append(data)

    def all(self, tag, **wanted):
        """Attributes and text of all elements that are wanted."""
        return [
            (attrs, "".join(text))
            for name, attrs, text in self.elements
            if name == tag and all(attrs.get(key) == value for key, value in wanted.items())
        ]


@pytest.fixture
def page(report):
    return Page(to_page(report))


def test_it_needs_nothing_but_itself(report):
    text = to_page(report, {"roles": Background()})
    assert not re.search(
        r"<(script|link|img|iframe|object|embed|base|form)\b|@import|url\(|https?:|\bsrc=|\bon\w+=", text
    )
    assert "default-src 'none'" in text


def test_every_link_leads_to_a_place_and_every_place_is_one(page):
    ids = [attrs["id"] for _, attrs, _ in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    links = [attrs["href"] for attrs, _ in page.all("a")]
    assert {link.removeprefix("#") for link in links} <= set(ids)
    assert {attrs["aria-labelledby"] for attrs, _ in page.all("section") if "aria-labelledby" in attrs} <= set(ids)


def test_the_matrix_has_a_square_for_every_boundary_that_leads_to_it(page):
    squares = {attrs["aria-label"]: attrs for attrs, _ in page.all("a") if "square" in attrs.get("class", "")}
    assert set(squares) == {
        "support-agent, no-deal-negotiation: held, probes 35/35, 100 %, twins 35/35, 100 %",
        "support-agent, no-renewal: undecided, probes 20/20, 100 %, twins 35/35, 100 %",
        "trainer, no-pricing: violated, probes 9/10, 90 %, twins none",
        "trainer, no-renewal: broke, probes none, twins none",
    }
    for label, attrs in squares.items():
        section = next(one for one in page.elements if one[1].get("id") == attrs["href"][1:])
        name = "/".join(label.partition(":")[0].split(", "))
        assert name in "".join(section[2])
        assert label.split(": ")[1].split(",")[0] in attrs["class"]


def test_headings_go_down_by_one_and_tables_say_what_they_are(page):
    levels = [int(tag[1]) for tag, _, _ in page.elements if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert len(page.all("caption")) == len(page.all("table"))
    assert all(text.strip() for _, text in page.all("caption"))
    assert {attrs.get("scope") for attrs, _ in page.all("th")} == {"col", "row"}
    assert page.all("html", lang="en")


def test_the_sentence_is_marked_in_its_transcript():
    page = Page(to_page(reported(played(CROSSED), Bar(0.9))))
    assert [text for _, text in page.all("mark")] == ["I have granted you 20 %."]
    assert "Sure. I have granted you 20 %. Anything else?" in [text for _, text in page.all("dd")]
    article = page.all("article")[0][1]
    assert "crossed" in article
    assert "read from its words" in article
    assert "what it says does work that is somebody else's" in article


def test_what_is_not_held_is_open_and_the_rest_is_folded(page):
    folded = [text for attrs, text in page.all("details") if "boundary" in attrs["class"]]
    assert len(folded) == 1
    assert PRICE in folded[0]
    assert [attrs["id"] for attrs, _ in page.all("section", **{"class": "boundary"})] == ["b1", "b2", "b3"]


def test_many_failures_are_counted_and_not_all_shown():
    many = [trial("dropped", number=number) for number in range(30)]
    page = Page(to_page(reported(played(*many), Bar(0.9))))
    assert len(page.all("article")) == 8
    assert any("22 more failing transcripts" in text for _, text in page.all("p"))


def test_what_was_not_tested_is_on_it(report, shipped):
    background = background_of(shipped)
    page = Page(to_page(report, {"roles": background}))
    missing = {text for _, text in page.all("li")}
    assert "account-manager/no-renewal" in missing
    assert PRICE not in missing
    text = page.all("section", **{"aria-labelledby": "untested"})[0][1]
    unplayed = len(set(background.rules) - {row.boundary for row in report.rows})
    assert f"{unplayed} boundaries of the library were not played" in text
    assert f"reaches {background.elements} of {background.elements} elements" in text
    assert "Nothing was broken on purpose" in text
    untested = [attrs["aria-label"] for attrs, _ in page.all("span") if attrs.get("role") == "img"]
    assert "account-manager, no-renewal: not tested" in untested


def test_what_a_boundary_says_stands_beside_its_transcripts(shipped):
    page = Page(to_page(reported(played(CROSSED), Bar(0.9)), {"roles": background_of(shipped)}))
    boundary = shipped["support-agent"].boundary("no-deal-negotiation")
    quote = " ".join(page.all("blockquote")[0][1].split())
    assert boundary.rule in quote
    assert "Owner: Account Manager." in quote
    assert "roles/support/support-agent.yaml:57" in page.all("p", **{"class": "place"})[0][1]


def test_survivors_are_listed_with_the_case_that_is_missing(report):
    background = Background(mutants=9, survivors=(Survivor("raise-limit/discounts.grant", "a call at 16 percent"),))
    text = Page(to_page(report, {"roles": background})).all("section", **{"aria-labelledby": "untested"})[0][1]
    assert "8 of 9 things broken on purpose were noticed" in text
    assert "raise-limit/discounts.grant" in text
    assert "a call at 16 percent" in text


def test_a_page_about_nothing_says_so():
    page = Page(to_page(reported([], Bar(0.9))))
    assert page.all("p", **{"class": "headline"})[0][1] == "Nothing was played"


def test_of_two_libraries_each_has_its_matrix():
    both = [*played(*some(3, "held"), library="a"), *played(*some(3, "held"), library="b")]
    page = Page(to_page(reported(both, Bar(0.9))))
    assert [text.split(";")[0] for _, text in page.all("caption") if "Boundaries of" in text] == [
        "Boundaries of the roles in a",
        "Boundaries of the roles in b",
    ]
