"""Fake models of LangChain, one that calls tools among them, and a cassette in the folder of the test."""

from __future__ import annotations

import pytest
from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessage
from langchain_core.tools import tool

from fleet.testing.cassette import cassette_model


class ToolFake(GenericFakeChatModel):
    """A fake that takes tools in a form of its own, as models of providers do."""

    model_name: str = "fake-1"
    temperature: float = 0.0

    @property
    def _identifying_params(self):
        return {"model": self.model_name, "temperature": self.temperature}

    def bind_tools(self, tools, *, tool_choice=None, **kwargs):
        assert all(not isinstance(one, dict) for one in tools)
        return self.bind(tools=[{"fake": one.name} for one in tools], tool_choice=tool_choice, **kwargs)

    def _generate(self, messages, stop=None, run_manager=None, **kwargs):
        assert all("fake" in one for one in kwargs.get("tools", []))
        return super()._generate(messages, stop=stop, run_manager=run_manager, **kwargs)


@tool
def close_ticket(id: int) -> str:  # noqa: A002  a word of the support desk
    """Close a ticket."""
    return f"closed {id}"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "cassettes" / "support-agent.cassette.yaml"


@pytest.fixture
def tools():
    return [close_ticket]


@pytest.fixture
def fake():
    """A function that makes a fake that replies with what it is given, in this order."""
    return lambda *replies, **settings: ToolFake(messages=iter(replies), **settings)


@pytest.fixture
def live(fake, path):
    """A function that wraps such a fake so that it is recorded."""
    return lambda *replies, mode="record", **more: cassette_model(fake(*replies), path, mode=mode, **more)


@pytest.fixture
def replay(fake, path):
    """A function that wraps a model that has nothing to say."""
    return lambda **more: cassette_model(fake(), path, **more)


@pytest.fixture
def calling():
    """A reply that calls a tool."""
    return AIMessage("One moment.", tool_calls=[{"name": "close_ticket", "args": {"id": 4411}, "id": "toolu_0a9F"}])
