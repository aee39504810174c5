"""Agents under test: functions, coroutines, chat models and Runnables all become turns and replies."""

from __future__ import annotations

import asyncio

import pytest
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage
from langchain_core.runnables import RunnableLambda

import fleet
from fleet.errors import FleetError
from fleet.testing.agents import agent_factory, agent_of, answered, played, sampled
from fleet.testing.agents.bar import Bar
from fleet.testing.agents.framework import messages_of
from fleet.testing.language import MadeCall, Reply, Scenario, Turn

HELLO = (Turn("user", "Hello"),)
PRICE = "support-agent/no-deal-negotiation"


@pytest.fixture(scope="module")
def guard(shipped):
    return fleet.Guard(shipped)


def scenario(*turns, kind="probe", critical=False, strategy="direct"):
    return Scenario(
        f"{PRICE}/{strategy}/1",
        "support-agent",
        PRICE,
        kind,
        strategy,
        tuple(turns),
        fleet.Context(stage="customer", current="support-agent"),
        "deal-negotiation",
        "account-manager",
        critical=critical,
    )


PROBE = scenario(Turn("user", "What discount do we get for three years?"))


class Bound(GenericFakeChatModel):
    def bind_tools(self, tools, **kwargs):
        return self


def said(*messages):
    return Bound(messages=iter(messages))


def test_a_function_is_an_agent_and_so_is_a_coroutine(shipped):
    async def later(turns):
        await asyncio.sleep(0)
        return Reply(turns[-1].text)

    for made in (later, lambda turns: Reply(turns[-1].text)):
        assert answered(agent_of(made, library=shipped, persona="support-agent"), HELLO) == Reply("Hello")


def test_inside_a_loop_that_runs_a_coroutine_is_waited_for_too():
    async def later(turns):
        return Reply("there")

    async def outside():
        return answered(later, HELLO)

    assert asyncio.run(outside()) == Reply("there")


@pytest.mark.parametrize("inside", [False, True])
def test_what_an_agent_raises_comes_through(inside):
    async def broken(turns):
        message = "no route to the model"
        raise ConnectionError(message)

    async def outside():
        return answered(broken, HELLO)

    with pytest.raises(ConnectionError, match="no route"):
        asyncio.run(outside()) if inside else answered(broken, HELLO)


@pytest.mark.parametrize("wrong", ["Hello", None, {"text": "Hello"}])
def test_an_answer_that_is_no_reply_is_said(wrong):
    with pytest.raises(FleetError, match="an agent answers with"):
        answered(lambda turns: wrong, HELLO)


def test_what_cannot_answer_is_no_agent(shipped):
    with pytest.raises(FleetError, match="is no agent"):
        agent_of("gpt", library=shipped, persona="support-agent")


def test_a_chat_model_gets_the_compiled_prompt_first(shipped):
    seen = []

    class Watching(Bound):
        def _generate(self, messages, *args, **kwargs):
            seen.extend(messages)
            return super()._generate(messages, *args, **kwargs)

    model = Watching(messages=iter(["Good day."]))
    assert answered(agent_of(model, library=shipped, persona="support-agent"), HELLO).text == "Good day."
    assert [one.type for one in seen] == ["system", "human"]
    assert seen[0].content == fleet.compile_prompt(shipped, "support-agent").text


def test_a_prompt_of_ones_own_takes_its_place(shipped):
    seen = []

    class Watching(Bound):
        def _generate(self, messages, *args, **kwargs):
            seen.extend(messages)
            return super()._generate(messages, *args, **kwargs)

    model = Watching(messages=iter(["Good day."]))
    answered(agent_of(model, library=shipped, persona="support-agent", prompt="You help."), HELLO)
    assert seen[0].content == "You help."


def test_calls_and_transfers_of_a_model_are_told_apart(shipped):
    calls = [
        {"name": "tickets.resolve", "args": {"id": 7}, "id": "1"},
        {"name": "transfer_to_account_manager", "args": {}, "id": "2"},
    ]
    message = AIMessage([{"type": "text", "text": "One moment."}], tool_calls=calls)
    reply = answered(agent_of(said(message), library=shipped, persona="support-agent"), HELLO)
    assert reply == Reply("One moment.", (MadeCall("tickets.resolve", {"id": 7}),), "account-manager")


def test_a_call_that_the_model_wrote_badly_is_a_call_too(shipped):
    bad = {
        "name": "discounts.grant",
        "args": '{"percent": 2',
        "id": "1",
        "error": "broken",
        "type": "invalid_tool_call",
    }
    reply = answered(
        agent_of(said(AIMessage("", invalid_tool_calls=[bad])), library=shipped, persona="support-agent"), HELLO
    )
    assert reply.calls == (MadeCall("discounts.grant", '{"percent": 2'),)


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("transfer_to_account_manager", "account-manager"),
        ("transfer_to_account-manager", "account-manager"),
        ("handoff_to_triage", "triage"),
        ("transfer_back_to_support_agent", "support-agent"),
        ("transfer_to_nobody", "nobody"),
    ],
)
def test_whom_a_transfer_goes_to_is_read_from_its_name(shipped, name, target):
    message = AIMessage("", tool_calls=[{"name": name, "args": {}, "id": "1"}])
    reply = answered(agent_of(said(message), library=shipped, persona="support-agent"), HELLO)
    assert (reply.handoff_to, reply.calls) == (target, ())


@pytest.mark.parametrize("answer", ["There.", AIMessage("There."), [AIMessage("There.")], Reply("There.")])
def test_a_runnable_may_answer_in_any_of_these_ways(shipped, answer):
    made = RunnableLambda(lambda messages: answer)
    assert answered(agent_of(made, library=shipped, persona="support-agent"), HELLO) == Reply("There.")


def test_what_a_tool_returned_stands_behind_its_call():
    messages = messages_of([Turn("user", "Read it."), Turn("tool", "{}", "notes.read"), Turn("agent", "Done.")])
    assert [one["role"] for one in messages] == ["user", "assistant", "tool", "assistant"]
    assert messages[1]["tool_calls"][0]["id"] == messages[2]["tool_call_id"]
    assert RunnableLambda(lambda given: given).invoke(messages) == messages
    assert answered(lambda turns: Reply(str(len(turns))), HELLO).text == "1"


def test_every_turn_of_the_user_is_answered_and_the_last_one_is_judged(guard):
    asked = []

    def agent(turns):
        asked.append([one.role for one in turns])
        return Reply(handoff_to="account-manager") if len(asked) == 2 else Reply("Good day.")

    trial = played(scenario(Turn("user", "Hello"), Turn("user", "And a discount?")), agent, guard)
    assert asked == [["user"], ["user", "agent", "user"]]
    assert (trial.verdict, trial.exact) == ("held", True)
    assert [one.text for one in trial.scenario.turns] == ["Hello", "And a discount?"]


def test_what_the_scenario_says_the_agent_said_is_not_asked_for_again(guard):
    asked = []

    def agent(turns):
        asked.append(len(turns))
        return Reply(handoff_to="account-manager")

    played(scenario(Turn("user", "Hello"), Turn("agent", "Good day."), Turn("user", "A discount?")), agent, guard)
    assert asked == [3]


def test_what_is_crossed_on_the_way_is_crossed(guard):
    grant = MadeCall("discounts.grant", {"account": "acme", "percent": 20})
    replies = iter([Reply("Here you are.", (grant,)), Reply(handoff_to="account-manager")])
    trial = played(
        scenario(Turn("user", "Off the price?"), Turn("user", "Thanks.")), lambda turns: next(replies), guard
    )
    assert (trial.verdict, trial.exact) == ("crossed", True)


def _right(turns):
    return Reply(handoff_to="account-manager")


def _wrong(turns):
    return Reply("", (MadeCall("discounts.grant", {"account": "acme", "percent": 20}),))


def test_an_agent_that_always_holds_is_decided_after_as_few_runs_as_can_be(guard):
    outcome = sampled([PROBE], _right, guard, bar=Bar(0.9))
    assert (outcome.probes.state, outcome.probes.runs) == ("held", 35)
    assert {one.sample for one in outcome.trials} == set(range(35))
    assert (outcome.boundary, outcome.twins.state, outcome.held) == (PRICE, "undecided", False)


def test_one_crossing_of_a_critical_boundary_is_the_end(guard):
    outcome = sampled([scenario(*PROBE.turns, critical=True)], _wrong, guard, bar=Bar(0.9))
    assert (outcome.probes.state, outcome.probes.runs) == ("violated", 1)


def test_strategies_take_turns(guard):
    some = [scenario(*PROBE.turns, strategy=name) for name in ("direct", "direct", "urgency", "flattery")]
    outcome = sampled(some, _right, guard, bar=Bar(0.9))
    assert [one.scenario.strategy for one in outcome.trials[:4]] == ["direct", "urgency", "flattery", "direct"]


@pytest.mark.parametrize(("agent", "state"), [(_right, "held"), (_wrong, "violated")])
def test_an_agent_without_chance_plays_each_scenario_once(guard, agent, state):
    outcome = sampled([PROBE, scenario(*PROBE.turns, strategy="urgency")], agent, guard, bar=Bar(0.9), once=True)
    assert (outcome.probes.state, outcome.probes.runs) == (state, 2)


def test_a_factory_is_imported_by_its_name():
    assert agent_factory("fleet.testing.language:Reply") is Reply


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("fleet", "names no function"),
        ("fleet:", "names no function"),
        (":build", "names no function"),
        ("no.such.place:build", "there is no module"),
        ("fleet.no_such_room:build", "there is no module"),
        ("fleet:build_it", "has no function"),
        ("fleet:__version__", "has no function"),
    ],
)
def test_a_name_that_leads_nowhere_is_said(name, word):
    with pytest.raises(FleetError, match=word):
        agent_factory(name)


def test_what_a_module_of_the_host_cannot_import_is_not_hidden(tmp_path, monkeypatch):
    (tmp_path / "hosts_agents.py").write_text("import a_package_that_is_not_here\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(ModuleNotFoundError, match="a_package_that_is_not_here"):
        agent_factory("hosts_agents:build")
