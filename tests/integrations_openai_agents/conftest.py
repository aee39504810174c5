"""Agents of the real SDK on a model that says what a test wrote down."""

from __future__ import annotations

import asyncio
import json

import pytest

pytest.importorskip("agents.models.interface", reason="make test-integrations", exc_type=ImportError)

from agents import function_tool, set_tracing_disabled

import fleet
from fleet.integrations.openai_agents import guarded_agents, run_config
from fleet.integrations.work import Work
from scripted_agents import NAMES, WAYS, Scripted, Sure


@pytest.fixture(autouse=True)
def untraced():
    set_tracing_disabled(True)


@pytest.fixture(scope="session")
def shipped():
    return fleet.load()


@pytest.fixture
def ran():
    return []


@pytest.fixture
def tools(ran):
    @function_tool
    def resolve(id: int, resolution: str | None = None) -> str:  # noqa: A002  the library's name
        """Close a ticket."""
        ran.append(("resolve", id))
        return f"closed {id}"

    @function_tool
    async def discount(account: str, percent: float) -> str:
        """Grant a discount."""
        await asyncio.sleep(0)
        ran.append(("discount", percent))
        return f"{percent} for {account}"

    @function_tool
    def health(account: str) -> str:
        """Look at the health of an account."""
        ran.append(("health", account))
        return "fine"

    return [resolve, discount, health]


@pytest.fixture
def record(tmp_path):
    return fleet.Record(tmp_path / "record")


@pytest.fixture
def lines(tmp_path, record):
    """A function that gives the lines of the record, oldest first."""

    def read():
        return [
            json.loads(line)
            for path in sorted((tmp_path / "record").glob("*.jsonl"))
            for line in path.read_text("utf-8").splitlines()
        ]

    return read


@pytest.fixture
def guard(shipped, record):
    return fleet.Guard(shipped, record=record, reader=Sure())


@pytest.fixture
def at_work(guard):
    """A function that makes a piece of work of an account."""

    def make(**known):
        return Work(guard, context=fleet.Context(**{"account": "acme", "stage": "customer", **known}))

    return make


@pytest.fixture(params=WAYS)
def run(request, tools):
    """A function that runs scripted agents in every public way: the work, who begins, and what the model says."""

    def start(work, persona, *turns, said="Hello", **more):
        model = Scripted(*turns)
        agents = guarded_agents(work, model=model, tools=tools, names=NAMES)
        work.ledger.heard(said)
        result = WAYS[request.param](agents[persona], said, run_config=run_config(), **more)
        result.model = model
        result.agents = agents
        return result

    start.way = request.param
    return start
