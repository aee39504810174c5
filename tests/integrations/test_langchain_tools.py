"""Every public way to run a LangChain tool goes through the guard, once."""

from __future__ import annotations

import asyncio
from typing import Annotated

import pytest
from langchain_core.tools import InjectedToolArg, ToolException, tool

import fleet
from fleet.integrations.langchain_tools import guard_tools

NAMES = {"resolve": "tickets.resolve", "discount": "discounts.grant"}
CONTEXT = fleet.Context(account="acme", stage="customer")


@pytest.fixture
def ran():
    return []


@pytest.fixture
def resolve(ran):
    @tool("resolve")
    def close(id: int, resolution: str = "") -> str:  # noqa: A002  the library's name
        """Close a ticket."""
        ran.append(id)
        return f"closed {id}"

    return close


@pytest.fixture
def discount(ran):
    @tool("discount")
    def grant(account: str, percent: float) -> str:
        """Grant a discount."""
        ran.append(percent)
        return f"{percent} for {account}"

    return grant


@pytest.fixture
def guarded(shipped):
    def make(inner, persona, **more):
        (made,) = guard_tools([inner], guard=fleet.Guard(shipped), persona=persona, names=NAMES, **more)
        return made

    return make


WAYS = {
    "invoke": lambda tool, args: tool.invoke(args),
    "run": lambda tool, args: tool.run(args),
    "ainvoke": lambda tool, args: asyncio.run(tool.ainvoke(args)),
    "arun": lambda tool, args: asyncio.run(tool.arun(args)),
    "batch": lambda tool, args: tool.batch([args])[0],
    "abatch": lambda tool, args: asyncio.run(tool.abatch([args]))[0],
    "stream": lambda tool, args: list(tool.stream(args))[-1],
    "call": lambda tool, args: tool.invoke({"type": "tool_call", "id": "1", "name": tool.name, "args": args}).content,
}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_runs_what_is_allowed_and_records_it_once(guarded, resolve, ran, way):
    ledger = fleet.Ledger()
    assert WAYS[way](guarded(resolve, "support-agent", context=CONTEXT, ledger=ledger), {"id": 7}) == "closed 7"
    assert ran == [7]
    assert [one.tool for one in ledger.done] == ["tickets.resolve"]
    assert ledger.texts("tool:tickets.resolve") == ("closed 7",)


@pytest.mark.parametrize("way", WAYS)
def test_no_way_runs_what_is_refused(guarded, resolve, ran, way):
    answer = WAYS[way](guarded(resolve, "account-manager", context=CONTEXT), {"id": 7})
    assert answer.startswith("Not yours.")
    assert "`support-agent`" in answer
    assert ran == []


def test_the_model_sees_the_same_tool(guarded, resolve):
    mine = guarded(resolve, "support-agent")
    assert (mine.name, mine.description) == (resolve.name, resolve.description)
    assert mine.tool_call_schema == resolve.tool_call_schema.model_json_schema()


def test_what_the_model_wrote_is_decided_on_and_not_what_a_schema_makes_of_it(guarded, resolve, ran):
    assert "must be a whole number" in guarded(resolve, "support-agent").invoke({"id": "7"})
    assert ran == []


def test_arguments_that_the_library_does_not_know_never_arrive(guarded, resolve, ran):
    assert "takes no `force`" in guarded(resolve, "support-agent").invoke({"id": 7, "force": True})
    assert ran == []


def test_a_human_is_asked_beyond_a_limit_and_the_yes_is_for_this_call(guarded, discount, ran, shipped):
    deal = {"account": "acme", "percent": 20}
    assert guarded(discount, "account-manager", context=CONTEXT).invoke(deal).startswith("Not yet.")
    asked = []

    def yes(decision):
        asked.append(decision.arguments.values["percent"])
        return fleet.Guard(shipped).approve(decision, by="head of sales")

    assert guarded(discount, "account-manager", context=CONTEXT, ask=yes).invoke(deal) == "20.0 for acme"
    assert guarded(discount, "account-manager", context=CONTEXT, ask=lambda _: None).invoke(deal).startswith("Not yet.")
    assert (asked, ran) == ([20], [20])


def test_a_context_may_be_asked_for_at_each_call(guarded, discount):
    contexts = iter([CONTEXT, fleet.Context(account="other")])
    mine = guarded(discount, "account-manager", context=lambda: next(contexts))
    deal = {"account": "acme", "percent": 5}
    assert mine.invoke(deal) == "5.0 for acme"
    assert "not the account of this work" in mine.invoke(deal)


def test_a_tool_that_fails_is_settled_as_failed(guarded, shipped):
    @tool("resolve")
    def fails(id: int) -> str:  # noqa: A002  the library's name
        """Close a ticket."""
        message = "the desk is closed"
        raise ToolException(message) if id == 1 else RuntimeError(message)

    ledger = fleet.Ledger()
    mine = guarded(fails, "support-agent", ledger=ledger)
    assert mine.invoke({"id": 1}) == "the desk is closed"
    with pytest.raises(RuntimeError, match="desk"):
        mine.invoke({"id": 2})
    assert ledger.done == ()
    assert ledger.step == 2


def test_an_artifact_comes_along(guarded):
    @tool("resolve", response_format="content_and_artifact")
    def close(id: int) -> tuple[str, dict[str, int]]:  # noqa: A002  the library's name
        """Close a ticket."""
        return "closed", {"id": id}

    call = {"type": "tool_call", "id": "a", "name": "resolve", "args": {"id": 7}}
    message = guarded(close, "support-agent").invoke(call)
    assert (message.content, message.artifact, message.tool_call_id) == ("closed", {"id": 7}, "a")


def test_an_argument_that_a_graph_fills_in_is_refused_when_the_tool_is_guarded(shipped):
    @tool("resolve")
    def close(id: int, state: Annotated[dict, InjectedToolArg]) -> str:  # noqa: A002  the library's name
        """Close a ticket."""
        return f"{id} {state}"

    with pytest.raises(fleet.FleetError, match="`state`"):
        guard_tools([close], guard=fleet.Guard(shipped), persona="support-agent", names=NAMES)


def test_names_that_the_guard_does_not_know_are_the_hosts_mistake(shipped, resolve):
    guard = fleet.Guard(shipped)
    with pytest.raises(fleet.UnknownNameError, match="resolve"):
        guard_tools([resolve], guard=guard, persona="support-agent")
    with pytest.raises(fleet.UnknownNameError, match="suport"):
        guard_tools([resolve], guard=guard, persona="suport-agent", names=NAMES)
