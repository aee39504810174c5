"""What decisions and errors of the guard say is word by word what `docs/diagnostics.md` shows for them."""

from __future__ import annotations

from pathlib import Path

import pytest

import specimens
from fleet.library import SHIPPED

PAGE = Path(__file__).parents[2] / "docs" / "diagnostics.md"


def about_the_guard(one):
    """Whether a specimen is a decision, or an error that a guard, a record or a ledger raises."""
    if one.python is None or "langchain" in one.python:
        return False
    parts = ("uard", "Record(", "Ledger")
    return one.code.startswith("FLT4") if one.code is not None else any(part in one.python for part in parts)


SPECIMENS = [one for one in specimens.specimens() if about_the_guard(one)]


@pytest.fixture(scope="module")
def page():
    return PAGE.read_text("utf-8")


@pytest.mark.parametrize("specimen", SPECIMENS, ids=lambda one: f"{one.code} {one.about or 'of the page'}")
def test_the_guard_says_what_the_page_shows(specimen, page, shipped, monkeypatch):
    load = specimens.load
    monkeypatch.setattr(specimens, "load", lambda path=None: shipped if path in (None, SHIPPED) else load(path))
    assert f"```text\n{specimens.shown(specimen).text}\n```" in page
