"""Nothing in a trial gets out of its place, in Markdown or in HTML: pages are parsed again, and have the same bones."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser

from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from fleet.diagnostics import visible
from fleet.testing.agents import Bar
from fleet.testing.language import MadeCall, Reply, Turn
from fleet.testing.report import Background, Played, reported, to_markdown, to_page
from fleet.testing.report.background import Rule, Survivor
from handmade import played, trial

EVIL = [
    "</pre>",
    "<pre>",
    "</details>",
    "<script>alert(1)</script>",
    "<!--",
    "-->",
    "]]>",
    "<![CDATA[",
    "```",
    "~~~",
    "`",
    "|",
    "\n\n",
    "\r\n",
    "\n# a",
    "\n- a",
    "\n> a",
    "\n    a",
    "---",
    "[a](http://b)",
    "![a](http://b)",
    "<http://b>",
    "http://b.c",
    "www.b.com",
    "@all",
    "#1",
    "**",
    "__",
    "~~",
    "$$",
    "&lt;",
    "&#x200b;",
    "&",
    '"',
    "'",
    ' onload="x"',
    "{{ 1 }}",
    "{% raw %}",
    "\\",
    "\u200b",
    "\u202e",
    "\x1b[2J",
    "\x00",
    "\u2028",
    "\ud800",
    "\U000e0041",
    "</style>",
    "javascript:alert(1)",
    ":smile:",
    "<strong>",
    "</strong>",
    "<U+200B>",
    "\t",
    "\u3000",
]
TEXTS = (
    st.lists(st.one_of(st.sampled_from(EVIL), st.text(max_size=8)), max_size=6)
    .map("".join)
    .filter(lambda one: len(visible(one)) < 400)
)
ALLOWED = {"h2", "p", "table", "thead", "tbody", "tr", "th", "td", "code", "details", "summary", "pre", "strong"}
ATTRIBUTES = {"class", "id", "href", "style", "lang", "charset", "content", "name", "http-equiv", "role", "tabindex"}
ATTRIBUTES |= {"scope", "aria-label", "aria-labelledby", "aria-hidden"}
STYLE = re.compile(r"left:-?[\d.]+%(;width:[\d.]+%)?")


class Bones(HTMLParser):
    """The tags of a page, and the text inside some of them."""

    def __init__(self, page, inside):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.texts, self.open = Counter(), [], [], 0
        self.inside = inside
        self.other = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags[tag] += 1
        self.attributes += attrs
        if tag == self.inside:
            self.open += 1
            self.texts.append("")

    def handle_endtag(self, tag):
        self.open -= tag == self.inside

    def handle_data(self, data):
        if self.open:
            self.texts[-1] += data

    def handle_comment(self, data):
        self.other.append(data)

    def handle_decl(self, decl):
        self.other.append(decl)

    def unknown_decl(self, data):
        self.other.append(data)

    def handle_pi(self, data):
        self.other.append(data)


def report_of(text):
    """A report in which a text stands everywhere that a text can stand."""
    whole = f"x{text}x"
    one = trial(
        "crossed",
        turns=[Turn("user", whole), Turn("tool", whole, whole), Turn("agent", whole), Turn("user", whole)],
        reply=Reply(f"{whole} a b", (MadeCall(whole, whole), MadeCall("t", {whole: whole})), whole),
        evidence=[whole, "a b", "nowhere"],
        reasons=[whole],
        boundary=f"role/{whole}",
        id_=whole,
        strategy=whole,
    )
    held = [trial(verdict, boundary=f"{whole}/x") for verdict in ("held", "answered")]
    broke = Played(whole, "role/broke", True, None, whole)
    background = Background(
        {"role/none": Rule(whole, whole, whole, "high"), one.scenario.boundary: Rule(whole, whole, whole, whole)},
        (whole,),
        2,
        (whole,),
        1,
        (Survivor(whole, whole),),
    )
    return reported([*played(one, *held, library=whole, once=True), broke], Bar(0.9)), {whole: background}


PLAIN = "plain"


def bare(text):
    """A text without white space, as it must be found again."""
    return "".join(visible(text.replace("\r\n", "\n")).split())


def page_bones(text):
    return Bones(to_page(*report_of(text)), "dd")


@given(TEXTS)
@example("".join(EVIL))
def test_a_page_has_the_same_bones_whatever_is_said_in_it(text):
    found, plain = page_bones(text), page_bones(PLAIN)
    for tag in (*found.tags, *plain.tags):
        if tag not in ("mark", "span"):
            assert found.tags[tag] == plain.tags[tag], tag
    assert found.other == plain.other == ["doctype html"]
    assert {name for name, _ in found.attributes} <= ATTRIBUTES
    for name, value in found.attributes:
        assert name != "href" or re.fullmatch(r"#[a-z]+\d*", value)
        assert name != "style" or STYLE.fullmatch(value)
        assert visible(value) == value
    shown = re.sub(r"<(U\+[0-9A-F]{4,6})>", r"\1", visible(f"x{text}x".replace("\r\n", "\n")))
    assert sum(one == shown for one in found.texts) >= 4


@given(TEXTS)
@example("".join(EVIL))
def test_nothing_on_a_page_is_hidden(text):
    page = to_page(*report_of(text))
    assert visible(page) == page


def markdown_bones(text):
    rendered = (
        MarkdownIt("commonmark", {"html": True})
        .enable(["table", "strikethrough"])
        .render(to_markdown(*report_of(text)))
    )
    return Bones(rendered, "pre")


@given(TEXTS)
@example("".join(EVIL))
def test_markdown_has_the_same_bones_whatever_is_said_in_it(text):
    found, plain = markdown_bones(text), markdown_bones(PLAIN)
    assert set(found.tags) <= ALLOWED
    for tag in (*found.tags, *plain.tags):
        if tag != "strong":
            assert found.tags[tag] == plain.tags[tag], tag
    assert found.other == []
    assert found.attributes == []
    said = "".join("".join(found.texts).split())
    assert said.count(bare(f"x{text}x")) >= 4
