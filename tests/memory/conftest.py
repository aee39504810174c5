"""Journals in the stores that there are without a server, at a time that stands still."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from langgraph.store.memory import InMemoryStore

from fleet.integrations.langgraph.engine import open_store
from fleet.memory import Journal

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)


@pytest.fixture
def now():
    return NOW


@pytest.fixture(params=["memory", "sqlite"])
def store(request, tmp_path):
    """A store of LangGraph."""
    if request.param == "memory":
        yield InMemoryStore()
        return
    with open_store(tmp_path / "fleet.sqlite") as opened:
        yield opened


@pytest.fixture
def journal(store):
    return Journal(store, clock=lambda: NOW)
