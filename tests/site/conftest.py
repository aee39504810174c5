"""A site as a browser takes it: every page parsed, with its links, anchors and words."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import pytest

import fleet
from fleet.site import pages

VOID = {"meta", "link", "input", "br", "hr", "img"}


@dataclass
class Page(HTMLParser):
    """One page."""

    at: str
    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    loaded: list[str] = field(default_factory=list)
    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    crossed: list[str] = field(default_factory=list)

    def __post_init__(self):
        super().__init__()

    def handle_starttag(self, tag, attrs):
        known = dict(attrs)
        self.tags.append((tag, known))
        self.ids += [known["id"]] if known.get("id") else []
        if tag == "a" and known.get("href"):
            self.links.append(known["href"])
        self.loaded += [known[name] for name in ("src", "data-src") if known.get(name)]
        if tag == "link":
            self.loaded.append(known["href"])
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.crossed.append(tag)

    def handle_data(self, data):
        self.words.append(data)

    @cached_property
    def known(self):
        return frozenset(self.ids)

    @property
    def text(self):
        return " ".join("".join(self.words).split())

    def target(self, link):
        """The file and the anchor that a link leads to."""
        split = urlsplit(link)
        path = posixpath.normpath(posixpath.join(posixpath.dirname(self.at), unquote(split.path)))
        return (self.at if not split.path else path), split.fragment


def parsed(files):
    found = {}
    for at, content in files.items():
        if at.endswith(".html"):
            page = Page(at)
            page.feed(content.decode())
            page.close()
            found[at] = page
    return found


def problems(files):
    """All that is wrong with a site, whatever is in it."""
    site = parsed(files)
    linked = {at for page in site.values() for at, _ in map(page.target, [*page.links, *page.loaded])}
    for at, page in site.items():
        yield from (f"{at}: {problem}" for problem in (*shape(page), *ways(page, files, site), *code(page)))
        if len(files[at]) > 300_000:
            yield f"{at}: {len(files[at])} bytes"
        if at != "index.html" and at not in linked:
            yield f"{at}: nobody links to it"
    for at, content in files.items():
        if at.endswith((".css", ".js")) and re.search(rb"https?:|@import|url\(|fetch\(|XMLHttp", content):
            yield f"{at}: asks for something else"


def shape(page):
    """How a page is built."""
    if page.open or page.crossed:
        yield f"{page.open} are not closed, {page.crossed} cross"
    if len(page.ids) != len(set(page.ids)):
        yield f"{sorted({one for one in page.ids if page.ids.count(one) > 1})[:5]} twice"
    if sum(tag == "h1" for tag, _ in page.tags) != 1:
        yield "not one h1"
    if any(tag == "th" and "scope" not in known for tag, known in page.tags):
        yield "a head without scope"


def ways(page, files, site):
    """Where its links lead."""
    for link in [*page.links, *page.loaded]:
        path, anchor = page.target(link)
        if urlsplit(link).scheme or urlsplit(link).netloc or link.startswith("/"):
            yield f"{link} leads out"
        elif path not in files:
            yield f"{link} leads nowhere"
        elif anchor and anchor not in site[path].known:
            yield f"{link} has no anchor"


def code(page):
    """What its elements say of themselves."""
    for tag, known in page.tags:
        if "style" in known or any(name.startswith("on") for name in known):
            yield f"{tag} with code or style of its own"
        if known.get("aria-labelledby", "") not in {"", *page.known}:
            yield f"{known['aria-labelledby']} labels nothing"


@pytest.fixture(scope="session")
def site_of():
    """Make the site of a library and refuse one with a problem."""

    def make(library, **more):
        files = pages(library, **more)
        assert list(problems(files)) == []
        return files, parsed(files)

    return make


@pytest.fixture(scope="session")
def parse():
    return parsed


@pytest.fixture(scope="session")
def shipped_site(site_of):
    return site_of(fleet.load())
