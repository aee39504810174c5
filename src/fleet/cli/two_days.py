"""The two days of one customer in ``fleet demo``: a graph of LangGraph at work, with scripts in the models' place."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from rich.text import Text

from fleet.cli.happening import happening_lines
from fleet.cli.telling import told, told_more
from fleet.integrations.langgraph.engine import Engine
from fleet.integrations.langgraph.interrupts import approve
from fleet.integrations.langgraph.scripted import Calls, Line, ScriptedModel
from fleet.integrations.langgraph.sqlite import sqlite_engine
from fleet.integrations.langgraph.watched import Question, Watched, watched_fleet
from fleet.library import Library
from fleet.memory import Journal
from fleet.routing import Router
from fleet.spec import Context

ACCOUNT = "brightwater"
_SUPPORT, _SALES, _SUCCESS = "support-agent", "account-manager", "customer-success-manager"
_HEAD_OF_SALES = "the head of sales"
_PROMISE = (
    "I will send you the renewal plan this week. The missing filters will be built and shipped by June, I promise."
)


class Day(NamedTuple):
    """A conversation: its day, what the customer writes, and what the model of each persona says to it."""

    name: str
    messages: Sequence[str]
    scripts: Mapping[str, Sequence[Line]]


def _noted(prompt: str) -> str:
    """The id of the first open note in a prompt; a model finds it in the same place."""
    found = re.search(r"- commitment \[([^\]]+)\]", prompt)
    return found[1] if found else ""


DAYS = (
    Day(
        "Monday",
        (
            "The import stops at row 2000 again, and this time we want something back for it.",
            "Our contract ends in June. How do we go about the renewal?",
        ),
        {
            _SUPPORT: (
                Calls("tickets_resolve", {"id": 4411}),
                Calls("discounts_grant", {"account": ACCOUNT, "percent": 20}),
                Calls("hand_over", {"to": _SALES, "lane": "deal-negotiation", "requests": ["something back"]}),
                "The import runs again, and ticket 4411 is closed.",
            ),
            _SALES: (
                Calls("discounts_grant", {"account": ACCOUNT, "percent": 20}),
                "You have 20 % off your next year.",
            ),
            _SUCCESS: (
                Calls("note_commitment", {"lane": "renewal", "text": "send the renewal plan this week"}),
                _PROMISE,
            ),
        },
    ),
    Day(
        "Tuesday",
        ("Good morning! Where do we stand with our renewal?",),
        {
            _SUCCESS: (
                Calls("renewals_schedule", {"account": ACCOUNT, "plan": "two more years"}),
                lambda prompt: Calls("close_note", {"id": _noted(prompt), "outcome": "done"}),
                "Here is the plan that I promised on Monday: two more years, from July.",
            ),
        },
    ),
)
"""What the two days are made of; all else that is shown is decided while it runs."""


def two_days(library: Library) -> Iterator[Text]:
    """Play the two days, and yield what happens; each day is a process of its own as far as the fleet can tell."""
    router = Router(library)
    with tempfile.TemporaryDirectory() as folder:
        for day in DAYS:
            with sqlite_engine(Path(folder) / "fleet.sqlite") as (saver, store):
                journal = Journal(store)
                for entry in journal.entries(ACCOUNT):
                    yield told("note", f"{entry.persona} keeps in mind, {entry.kind} in {entry.lane}:", "magenta")
                    yield told_more(f"“{entry.text}”")
                yield from _played(day, _built(library, router, Engine(saver, store), day))


def _played(day: Day, watched: Watched) -> Iterator[Text]:
    for message in day.messages:
        yield told(day.name, message)
        for happening in watched.heard(message, _yes):
            yield from happening_lines(happening)


def _built(library: Library, router: Router, engine: Engine, day: Day) -> Watched:
    return watched_fleet(
        library,
        model=lambda persona: ScriptedModel(day.scripts.get(persona, ())),
        tools=[tickets_resolve, discounts_grant, renewals_schedule],
        router=router,
        engine=engine,
        journal=Journal(engine.store),
        thread=day.name,
        context=Context(account=ACCOUNT, stage="customer"),
    )


def tickets_resolve(id: int) -> str:  # noqa: A002  the library's name
    """Close a ticket."""
    return f"ticket {id} is closed"


def discounts_grant(account: str, percent: float) -> str:
    """Grant a discount."""
    return f"{percent:g} % for {account}"


def renewals_schedule(account: str, plan: str) -> str:
    """Set the plan of a renewal."""
    return f"{plan} for {account}"


def _yes(question: Question) -> object:
    return approve(question, by=_HEAD_OF_SALES)
