"""Agents of `langchain.agents.create_agent` and graphs of LangGraph, recorded and replayed as they are."""

from __future__ import annotations

import asyncio
from typing import Annotated, TypedDict

import pytest

pytest.importorskip("langchain.agents", reason="make test-integrations", exc_type=ImportError)

from langchain.agents import create_agent
from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage
from langchain_core.tools import tool
from langgraph.graph import END, START, StateGraph
from langgraph.graph.message import add_messages
from pydantic import BaseModel

import fleet
from fleet.errors import NotRecordedError
from fleet.testing.cassette import cassette_model, read_cassette, recording

ASK = {"messages": [HumanMessage("Please close ticket 4411, and give me 15 %.")]}
REPLIES = (
    AIMessage("One moment.", tool_calls=[{"name": "close_ticket", "args": {"id": 4411}, "id": "toolu_1"}]),
    AIMessage("", tool_calls=[{"name": "hand_over", "args": {"to": "account-manager"}, "id": "toolu_2"}]),
    "It is closed. The account manager will write to you about the 15 %.",
)


class ToolFake(GenericFakeChatModel):
    def bind_tools(self, tools, *, tool_choice=None, **kwargs):
        return self.bind(tools=[getattr(one, "name", "structured") for one in tools], **kwargs)


@pytest.fixture
def did():
    return []


@pytest.fixture
def tools(did):
    @tool
    def close_ticket(id: int) -> str:  # noqa: A002  a word of the support desk
        """Close a ticket."""
        did.append(f"closed {id}")
        return f"closed {id}"

    @tool
    def hand_over(to: str) -> str:
        """Hand the conversation over."""
        did.append(f"handed over to {to}")
        return "done"

    return [close_ticket, hand_over]


@pytest.fixture
def prompt():
    return fleet.compile_prompt(fleet.load(), "support-agent", company="Acme")


@pytest.fixture
def agent(tools, prompt):
    """A function that builds the agent as a host would; the fake inside has `replies` to give."""

    def build(*replies):
        model = cassette_model(ToolFake(messages=iter(replies)))
        return create_agent(model, tools, system_prompt=prompt.text)

    return build


@pytest.fixture
def path(tmp_path):
    return tmp_path / "cassettes" / "support-agent.cassette.yaml"


def shape(messages):
    """What is said and called in a conversation, without ids."""
    return [(one.type, one.text, [(c["name"], c["args"]) for c in getattr(one, "tool_calls", [])]) for one in messages]


def test_an_agent_is_replayed_with_its_calls(agent, path, did):
    with recording(path, mode="record"):
        recorded = agent(*REPLIES).invoke(ASK)
    assert did == ["closed 4411", "handed over to account-manager"]
    with recording(path) as tape:
        replayed = agent().invoke(ASK)
    assert did == ["closed 4411", "handed over to account-manager"] * 2
    assert shape(replayed["messages"]) == shape(recorded["messages"])
    assert len(replayed["messages"]) == 6
    assert tape.unused() == ()
    assert list(read_cassette(path).told) == [next(iter(read_cassette(path).told))]
    assert "toolu_1" not in path.read_text("utf-8")


def test_and_asynchronously(agent, path):
    async def run(*replies):
        return await agent(*replies).ainvoke(ASK)

    with recording(path, mode="record"):
        recorded = asyncio.run(run(*REPLIES))
    with recording(path):
        assert shape(asyncio.run(run())["messages"]) == shape(recorded["messages"])


@pytest.mark.parametrize("mode", ["messages", "values", "updates"])
def test_and_streamed(agent, path, mode):
    # a fake that calls tools cannot stream: it loses the calls
    with recording(path, mode="record"):
        recorded = list(agent("It is for the account manager.").stream(ASK, stream_mode=mode))
    with recording(path):
        replayed = list(agent().stream(ASK, stream_mode=mode))
    assert len(replayed) == len(recorded)
    if mode == "messages":
        assert len(recorded) > 5
        assert [one.content for one, _ in replayed] == [one.content for one, _ in recorded]
        assert all(isinstance(one, AIMessageChunk) for one, _ in replayed)


def test_and_as_events(agent, path):
    async def events(*replies):
        return [one["event"] async for one in agent(*replies).astream_events(ASK, version="v2")]

    with recording(path, mode="record"):
        recorded = asyncio.run(events("It is for the account manager."))
    with recording(path):
        assert asyncio.run(events()) == recorded
    assert recorded.count("on_chat_model_start") == 1
    assert recorded.count("on_chat_model_stream") > 5


def test_in_batches(agent, path):
    asks = [{"messages": [HumanMessage(text)]} for text in ("Hi", "Ho", "Hi")]
    with recording(path, mode="record"):
        recorded = [agent("one", "two", "three").invoke(ask) for ask in asks[:1]]
        recorded += agent("two", "three").batch(asks[1:], {"max_concurrency": 1})
    with recording(path):
        said = [one["messages"][-1].text for one in agent().batch(asks)]
    assert said[1] == "two"
    assert sorted((said[0], said[2])) == ["one", "three"]


def test_with_a_structured_response(tools, path):
    class Answer(BaseModel):
        """The answer."""

        owner: str

    def build(*replies):
        return create_agent(cassette_model(ToolFake(messages=iter(replies))), tools, response_format=Answer)

    said = AIMessage("", tool_calls=[{"name": "Answer", "args": {"owner": "account-manager"}, "id": "a"}])
    with recording(path, mode="record"):
        assert build(said).invoke(ASK)["structured_response"] == Answer(owner="account-manager")
    with recording(path):
        assert build().invoke(ASK)["structured_response"] == Answer(owner="account-manager")


def test_an_edit_of_the_prompt_is_noticed(agent, path, tools, prompt, tmp_path):
    with recording(path, mode="record"):
        agent(*REPLIES).invoke(ASK)
    other = fleet.compile_prompt(fleet.load(), "support-agent", company="Acme", product="Rocket")
    assert other.text != prompt.text
    with (
        pytest.raises(NotRecordedError, match="the prompt of `support-agent` changed since it was recorded"),
        recording(path),
    ):
        create_agent(cassette_model(ToolFake(messages=iter([]))), tools, system_prompt=other.text).invoke(ASK)


class State(TypedDict):
    messages: Annotated[list, add_messages]


def test_a_graph_whose_nodes_ask_in_parallel(path):
    def build(*replies):
        model = cassette_model(ToolFake(messages=iter(replies)))
        graph = StateGraph(State)
        for name in ("legal", "sales"):
            graph.add_node(
                name, lambda state, name=name: {"messages": [model.invoke([*state["messages"], ("user", name)])]}
            )
            graph.add_edge(START, name)
            graph.add_edge(name, END)
        return graph.compile()

    def said(graph):
        return sorted(one.text for one in graph.invoke(ASK)["messages"][1:])

    with recording(path, mode="record") as tape, tape.run("a"):
        assert said(build("one", "two")) == ["one", "two"]
    for _ in range(3):
        with recording(path) as tape, tape.run("a"):
            assert said(build()) == ["one", "two"]
