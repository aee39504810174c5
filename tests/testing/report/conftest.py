"""A session to report on."""

from __future__ import annotations

import pytest

from fleet.testing.agents import Bar
from fleet.testing.report import Played, reported
from handmade import played, some, trial


@pytest.fixture
def mixed():
    """A session with a boundary in each state."""
    renewal, pricing = "support-agent/no-renewal", "trainer/no-pricing"
    return [
        *played(*some(35, "held"), *some(35, "answered")),
        *played(*some(20, "held", boundary=renewal), *some(35, "answered", boundary=renewal)),
        *played(*some(9, "held", boundary=pricing), trial("crossed", boundary=pricing, number=2, critical=True)),
        Played("roles", "trainer/no-renewal", False, None, "ConnectionError: no route to the model"),
    ]


@pytest.fixture
def report(mixed):
    return reported(mixed, Bar(0.9))
