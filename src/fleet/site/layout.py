"""What is the same on every page: the bar with the site's parts, search and theme, and the line at the foot."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from fleet import __version__
from fleet.library import SHIPPED, Library
from fleet.site.template import rendered
from fleet.text.html import html


class Link(NamedTuple):
    """An entry of the navigation.

    Attributes:
        label: what it is called.
        at: the page that it leads to, as a path from the site's top.
    """

    label: str
    at: str


class Layout(NamedTuple):
    """The frame of one site.

    Attributes:
        name: what the library is called.
        counts: how much is in it, in words.
        links: the entries of the navigation.
    """

    name: str
    counts: str
    links: tuple[Link, ...]

    def page(self, *, title: str, body: str, at: str, here: str | None = None, head: str = "") -> str:
        """Put the frame around a body.

        Args:
            title: what the page is called; any text.
            body: HTML in which everything is escaped already.
            at: where the page lies, as a path from the site's top.
            here: the entry of the navigation that it belongs to; else that with its own path, if there is one.
            head: more for the head, HTML too.
        """
        data = {**self._asdict(), "title": title, "body": html(body), "head": html(head), "version": __version__}
        return rendered("frame", {**data, "up": "../" * at.count("/"), "here": here or at})


def layout_of(library: Library, *, results: bool = False, changes: bool = False, extra: Sequence[Link] = ()) -> Layout:
    """The frame of the site of a library.

    Args:
        library: whose site it is.
        results: whether there is a page of results.
        changes: whether there is a page of what changed.
        extra: more entries for the navigation, which stand last.
    """
    links = [
        Link("Overview", "index.html"),
        Link("Personas", "personas.html"),
        Link("Lanes", "lanes.html"),
        Link("Findings", "findings.html"),
    ]
    if results:
        links.append(Link("Results", "results.html"))
    if changes:
        links.append(Link("Changes", "changes.html"))
    counts = f"{len(library):,} personas and {len(library.lanes):,} lanes"
    return Layout(name_of(library), counts, (*links, *(Link(*one) for one in extra)))


def name_of(library: Library) -> str:
    """What a library is called: the folder that it lies in.

    >>> import fleet
    >>> name_of(fleet.load())
    'fleet, shipped'
    """
    if library.source == SHIPPED:
        return "fleet, shipped"
    return Path(library.source).resolve().name or "library"


def frame(  # noqa: PLR0913  a caller says each of them once
    library: Library,
    *,
    title: str,
    body: str,
    at: str = "playground.html",
    head: str = "",
    results: bool = False,
    changes: bool = False,
    extra: Sequence[Link] = (),
) -> str:
    """Put the site's frame around a body of somebody else.

    Args:
        library: whose site it is.
        title: what the page is called; any text.
        body: HTML in which everything is escaped already; its first heading is an ``h1``.
        at: where the page lies, as a path from the site's top.
        head: more for the head: HTML too.
        results: whether the site has a page of results, as for `layout_of`.
        changes: whether it has a page of what changed.
        extra: more entries for the navigation, as for `pages`.

    >>> import fleet
    >>> page = frame(fleet.load(), title="<Playground>", body="<h1>Try it</h1>")
    >>> "<title>&lt;Playground&gt; · fleet, shipped</title>" in page, "<h1>Try it</h1>" in page
    (True, True)
    """
    layout = layout_of(library, results=results, changes=changes, extra=extra)
    return layout.page(title=title, body=body, at=at, head=head)
