"""What a decision says, to a person and to a model, is word by word what `docs/diagnostics.md` shows for it."""

from __future__ import annotations

from pathlib import Path

import pytest

import specimens
from fleet.library import SHIPPED

PAGE = Path(__file__).parents[2] / "docs" / "diagnostics.md"
DECISIONS = [one for one in specimens.specimens() if (one.code or "").startswith("FLT4") and one.python is not None]


@pytest.fixture(scope="module")
def page():
    return PAGE.read_text("utf-8")


@pytest.mark.parametrize("specimen", DECISIONS, ids=lambda one: f"{one.code} {one.about or 'of the page'}")
def test_a_decision_says_what_the_page_shows(specimen, page, shipped, monkeypatch):
    load = specimens.load
    monkeypatch.setattr(specimens, "load", lambda path=None: shipped if path in (None, SHIPPED) else load(path))
    assert f"```text\n{specimens.shown(specimen).text}\n```" in page
