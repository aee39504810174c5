"""A site as a browser takes it: every page parsed, with its links, anchors and words."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
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
        if page.open or page.crossed:
            yield f"{at}: {page.open} are not closed, {page.crossed} cross"
        if len(files[at]) > 300_000:
            yield f"{at}: {len(files[at])} bytes"
        doubled = {one for one in page.ids if page.ids.count(one) > 1}
        if doubled:
            yield f"{at}: {sorted(doubled)[:5]} twice"
        for link in [*page.links, *page.loaded]:
            if urlsplit(link).scheme or urlsplit(link).netloc or link.startswith("/"):
                yield f"{at}: {link} leads out"
                continue
            path, anchor = page.target(link)
            if path not in files:
                yield f"{at}: {link} leads nowhere"
            elif anchor and anchor not in site[path].ids:
                yield f"{at}: {link} has no anchor"
        if sum(tag == "h1" for tag, _ in page.tags) != 1:
            yield f"{at}: not one h1"
        for tag, known in page.tags:
            if tag == "th" and "scope" not in known:
                yield f"{at}: a head without scope"
            if "style" in known or any(name.startswith("on") for name in known):
                yield f"{at}: {tag} with code or style of its own"
            if "aria-labelledby" in known and known["aria-labelledby"] not in page.ids:
                yield f"{at}: {known['aria-labelledby']} labels nothing"
    for at in files:
        if at.endswith(".html") and at != "index.html" and at not in linked:
            yield f"{at}: nobody links to it"
        if at.endswith((".css", ".js")) and re.search(rb"https?:|@import|url\(|fetch\(|XMLHttp", files[at]):
            yield f"{at}: asks for something else"


@pytest.fixture(scope="session")
def site_of():
    """Make the site of a library and refuse one with a problem."""

    def make(library, **more):
        files = pages(library, **more)
        assert list(problems(files)) == []
        return files, parsed(files)

    return make


@pytest.fixture(scope="session")
def shipped_site(site_of):
    return site_of(fleet.load())
