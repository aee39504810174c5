"""A report as one page of HTML: no script, nothing from elsewhere, and every text escaped where it is put in.

The template is the project's own, with autoescape on; texts of a report are values in it and never templates.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from fleet import __version__
from fleet.diagnostics import visible
from fleet.testing.report.background import Background
from fleet.testing.report.failing import failures_of
from fleet.testing.report.report import Report
from fleet.testing.report.row import Row
from fleet.testing.report.squares import grids_of
from fleet.testing.report.strategies import cells_of, strategies_of
from fleet.testing.report.transcript import transcript_of
from fleet.testing.report.words import bar_words, counted, headline, least_words, percent, ranged, rated, remark
from fleet.text.html import PageTemplate, page_templates

_MOST_FAILURES = 8
_HIDDEN = re.compile(r"(<U\+[0-9A-F]{4,6}>)")


class Part(NamedTuple):
    """A stretch of text as it is put on the page, and whether it stands for a character that cannot be seen."""

    text: str
    hidden: bool


def to_page(report: Report, backgrounds: Mapping[str, Background] | None = None) -> str:
    """Write a report as a page that needs nothing but itself: the same bytes for the same trials.

    Args:
        report: what was judged.
        backgrounds: library -> what it adds.

    >>> from fleet.testing.agents import Bar
    >>> to_page(Report(Bar(0.9), ())).splitlines()[0]
    '<!doctype html>'
    """
    known = backgrounds or {}
    links = {report.name(row): f"b{number}" for number, row in enumerate(report.rows, start=1)}
    data: dict[str, object] = {
        "report": report,
        "headline": headline(report),
        "bar": bar_words(report),
        "least": least_words(report),
        "grids": grids_of(report, known),
        "strategies": strategies_of(report),
        "links": links,
        "backgrounds": dict(sorted(known.items())),
        "most": _MOST_FAILURES,
        "version": __version__,
        **_FUNCTIONS,
    }
    return _template().render(data)


def parts(text: str) -> Sequence[Part]:
    r"""Cut a text so that what cannot be seen in it stands alone, by its number.

    >>> parts("pay\u200bload")
    [Part(text='pay', hidden=False), Part(text='U+200B', hidden=True), Part(text='load', hidden=False)]
    """
    pieces = _HIDDEN.split(visible(text))
    return [Part(one[1:-1] if number % 2 else one, bool(number % 2)) for number, one in enumerate(pieces) if one]


def _rule_of(row: Row, backgrounds: Mapping[str, Background]) -> object:
    return backgrounds.get(row.library, Background()).rules.get(row.boundary)


_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "parts": parts,
    "rule_of": _rule_of,
    "failures_of": failures_of,
    "cells_of": cells_of,
    "transcript_of": transcript_of,
    "counted": counted,
    "percent": percent,
    "ranged": ranged,
    "rated": rated,
    "remark": remark,
}


@cache
def _template() -> PageTemplate:
    return page_templates(files("fleet.testing.report"), sandboxed=True)("page.html.j2")
