"""A guard with a few tools, of which anybody may call the ones in no lane, and a record in a folder of its own."""

from __future__ import annotations

import json
import sys

import pytest

import fleet
from fleet.guard.chain import chains
from fleet.spec import Limit, Tool

TOOLS = {
    "notes.add": Tool(shared=True),
    "notes.read": Tool(shared=True, effect="read"),
    "payouts.make": Tool(shared=True, effect="commit", limits={"amount": Limit(maximum=100)}, beyond="ask"),
}


@pytest.fixture
def folder(tmp_path):
    """Where the record of a test lies; nothing is there yet."""
    return tmp_path / "record"


@pytest.fixture
def recording(shipped, folder):
    """A function that makes a guard over the record as a new process would, with a record of its own."""
    records = []

    def make(**options):
        record = fleet.Record(folder, **options)
        records.append(record)
        return fleet.Guard(shipped, tools=TOOLS, record=record)

    yield make
    for record in records:
        record.close()


@pytest.fixture
def plain(shipped):
    """The same guard without a record."""
    return fleet.Guard(shipped, tools=TOOLS)


@pytest.fixture
def hurried():
    """Threads take turns all the time, so that what can come between two steps does."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.fixture
def lines_of(folder):
    """A function that returns what all chains say, without checking that they hang together."""

    def read():
        paths = [chain.path for chain in chains(folder)]
        return [json.loads(line) for path in paths for line in path.read_text("ascii").splitlines()]

    return read
