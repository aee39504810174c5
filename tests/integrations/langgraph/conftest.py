"""Tools that remember that they ran, and a record that can be looked at."""

from __future__ import annotations

from pathlib import Path

import pytest
from langchain_core.tools import tool

import fleet
from fleet.guard.chain import chains
from fleet.guard.verdict import verified


@pytest.fixture
def ran():
    return []


@pytest.fixture
def resolve(ran):
    @tool("tickets_resolve")
    def resolve(id: int, resolution: str = "") -> str:  # noqa: A002  the library's name
        """Close a ticket."""
        ran.append(("tickets.resolve", id))
        return f"closed {id}"

    return resolve


@pytest.fixture
def grant(ran):
    @tool("discounts_grant")
    def grant(account: str, percent: float) -> str:
        """Grant a discount."""
        ran.append(("discounts.grant", percent))
        return f"{percent} for {account}"

    return grant


@pytest.fixture
def tools(resolve, grant):
    return [resolve, grant]


class Book:
    """A record on disk, as `fleet audit` reads it."""

    def __init__(self, folder: Path):
        self.folder = folder

    @property
    def lines(self):
        return [line.fields for chain in chains(self.folder) for line in chain]

    def of(self, kind, outcome=None):
        return [one for one in self.lines if one["kind"] == kind and outcome in (None, one.get("outcome"))]

    @property
    def whole(self):
        return bool(verified(chains(self.folder)))


@pytest.fixture
def book(tmp_path):
    return Book(tmp_path / "record")


@pytest.fixture
def guard(shipped, book) -> fleet.Guard:
    return fleet.Guard(shipped, record=fleet.Record(book.folder))
