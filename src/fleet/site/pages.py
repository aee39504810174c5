"""All files of a site: path and content."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fleet.library import Library
from fleet.plan import Plan
from fleet.site.assets import assets
from fleet.site.layout import Link, layout_of
from fleet.testing.report import Report


def pages(
    library: Library, *, results: Report | None = None, plan: Plan | None = None, extra: Sequence[Link] = ()
) -> Mapping[str, bytes]:
    """Return every file of the site of a library: the same bytes for the same library.

    Args:
        library: whose site it is.
        results: what agents did at its boundaries.
        plan: what changed from an earlier version of it to this one.
        extra: more entries for the navigation; their pages are somebody else's.

    >>> import fleet
    >>> "index.html" in pages(fleet.load())
    True
    """
    layout = layout_of(library, results=results is not None, changes=plan is not None, extra=extra)
    found = dict(assets())
    body = "<h1>Overview</h1>"
    found["index.html"] = layout.page(title="Overview", body=body, at="index.html").encode()
    return found
