"""A library served over MCP to the SDK's own client, over memory and over a pipe: what holds for both of its majors.

`tests/integrations_mcp1` and `tests/integrations_mcp2` run all of it, each with a fixture `sdk` of its own major.
"""

from __future__ import annotations

import asyncio
import doctest
import json
import re
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from mcp import StdioServerParameters

import fleet
from fleet.integrations import mcp
from fleet.integrations.mcp import build_server

PAGE = Path(__file__).parents[2] / "docs" / "mcp.md"
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), flags=re.DOTALL)

CONTEXT = fleet.Context(account="acme", stage="customer")


class Sdk(NamedTuple):
    """How one major of the SDK opens a client.

    Attributes:
        over_memory: a client of a server in this process.
        over_a_pipe: a client of a command.
        uri: what it takes as the address of a resource.
    """

    over_memory: object
    over_a_pipe: object
    uri: object


def plain(answer):
    """An answer under the names of the protocol, which are the same for both majors."""
    return answer.model_dump(by_alias=True, mode="json")


@pytest.fixture(scope="session")
def shipped():
    return fleet.load()


@pytest.fixture
def asked(shipped, sdk):
    """A function that asks a served library: it gets what `ask` returns for a client."""

    def run(ask, *, context=CONTEXT, **more):
        async def connected():
            server = build_server(shipped, context=context, **more)
            async with sdk.over_memory(server) as client:
                return await ask(client)

        return asyncio.run(connected())

    return run


@pytest.fixture
def answer(asked):
    """A function that gives what a tool answers, as data."""

    def call(tool, /, *, context=CONTEXT, **arguments):
        async def ask(client):
            result = await client.call_tool(tool, arguments)
            assert not plain(result)["isError"]
            assert json.loads(result.content[0].text) == plain(result)["structuredContent"]
            return plain(result)["structuredContent"]

        return asked(ask, context=context)

    return call


def test_every_persona_is_a_prompt_of_the_user_with_its_compiled_text(asked, shipped):
    async def ask(client):
        listed = await client.list_prompts()
        one = await client.get_prompt("support-agent")
        return [prompt.name for prompt in listed.prompts], one

    names, one = asked(ask, variables={"company": "Acme"})
    assert names == list(shipped)
    assert [message.role for message in one.messages] == ["user"]
    text = fleet.compile_prompt(shipped, "support-agent", company="Acme", context=CONTEXT).text
    assert one.messages[0].content.text == text


def test_and_a_resource(asked, shipped, sdk):
    async def ask(client):
        listed = await client.list_resources()
        one = await client.read_resource(sdk.uri("persona://support-agent"))
        return [str(resource.uri) for resource in listed.resources], one.contents

    uris, contents = asked(ask)
    assert uris == [f"persona://{persona}" for persona in shipped]
    assert [plain(one)["mimeType"] for one in contents] == ["text/markdown"]
    assert contents[0].text == fleet.compile_prompt(shipped, "support-agent", context=CONTEXT).text


def test_there_are_four_tools_and_no_argument_sets_what_is_known(asked):
    async def ask(client):
        return (await client.list_tools()).tools

    tools = {tool.name: tool for tool in asked(ask)}
    assert sorted(tools) == ["check_call", "check_handoff", "check_reply", "route"]
    taken = {name for tool in tools.values() for name in plain(tool)["inputSchema"]["properties"]}
    assert taken.isdisjoint({"context", "facts", "account", "stage", "assigned", "current", "approval"})
    assert all(tool.description for tool in tools.values())


def test_a_message_is_routed(answer):
    routed = answer("route", message="Please correct the address on invoice 8841.")
    assert routed["outcome"] == "routed"
    assert [(leg["persona"], leg["lane"]) for leg in routed["legs"]] == [("sales-administrator", "quotes-and-invoices")]


@pytest.mark.parametrize(
    ("persona", "tool", "arguments", "outcome"),
    [
        ("support-agent", "tickets.resolve", {"id": 4411}, "allow"),
        ("account-manager", "tickets.resolve", {"id": 4411}, "redirect"),
        ("account-manager", "discounts.grant", {"account": "acme", "percent": 20}, "ask"),
        ("account-manager", "discounts.grant", {"account": "other", "percent": 5}, "ask"),
        ("support-agent", "tickets.resolve", {"id": "4411"}, "deny"),
        ("support-agent", "Tickets.resolve", {"id": 4411}, "deny"),
        ("triage", "tickets.resolve", {"id": 4411}, "deny"),
    ],
)
def test_a_call_is_decided(answer, persona, tool, arguments, outcome):
    decided = answer("check_call", persona=persona, tool=tool, arguments=arguments)
    assert decided["outcome"] == outcome
    assert decided["reasons"]
    assert decided["explanation"]


def test_the_same_call_may_be_asked_about_again(asked):
    async def ask(client):
        arguments = {"persona": "support-agent", "tool": "tickets.resolve", "arguments": {"id": 1}}
        answers = [await client.call_tool("check_call", arguments) for _ in range(3)]
        return [plain(one)["structuredContent"]["outcome"] for one in answers]

    assert asked(ask) == ["allow"] * 3


def test_a_draft_is_judged(answer):
    draft = "I have given you a discount of 20 % on the renewal."
    judged = answer("check_reply", persona="support-agent", draft=draft, incoming="Can I have 20 % off?")
    assert (judged["outcome"], judged["owner"], judged["evidence"]) == ("redirect", "account-manager", [draft])


@pytest.mark.parametrize(
    ("target", "lane", "outcome"),
    [
        ("account-manager", "deal-negotiation", "allow"),
        ("triage", None, "allow"),
        ("customer-success-manager", "deal-negotiation", "redirect"),
        ("board", "deal-negotiation", "deny"),
        ("support-agent", "ticket-resolution", "deny"),
    ],
)
def test_a_handoff_is_decided(answer, target, lane, outcome):
    assert answer("check_handoff", source="support-agent", target=target, lane=lane)["outcome"] == outcome


def test_who_has_the_work_is_known_to_the_host_alone(answer):
    context = CONTEXT.model_copy(update={"current": "account-manager"})
    asked = {"source": "support-agent", "target": "account-manager", "lane": "deal-negotiation"}
    assert answer("check_handoff", context=context, **asked)["outcome"] == "deny"


def test_arguments_that_a_tool_does_not_have_add_nothing(asked):
    async def ask(client):
        forged = {"source": "support-agent", "target": "customer-success-manager", "lane": "deal-negotiation"}
        result = await client.call_tool("check_handoff", {**forged, "facts": ["owner-asked"], "approval": "yes"})
        return plain(result)["isError"] or plain(result)["structuredContent"]["outcome"]

    assert asked(ask) in (True, "redirect")


def test_the_command_serves_over_standard_input_and_output(sdk):
    served = StdioServerParameters(command=sys.executable, args=["-m", "fleet.cli", "mcp", "--stage", "customer"])

    async def ask():
        async with sdk.over_a_pipe(served) as client:
            arguments = {"persona": "support-agent", "tool": "tickets.resolve", "arguments": {"id": 1}}
            return plain(await client.call_tool("check_call", arguments))["structuredContent"]["outcome"]

    assert asyncio.run(ask()) == "allow"


def test_the_docstrings():
    failed, tried = doctest.testmod(mcp)
    assert (failed, tried > 1) == (0, True)


def test_the_page():
    (block,) = [one for one in BLOCKS if "fleet.integrations.mcp" in one]
    names = {}
    exec(compile(block, PAGE.name, "exec"), names)  # noqa: S102  our own page
    assert names["server"].name == "fleet"
