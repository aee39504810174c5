"""The memory tools in real agents: typed, for the account that the host names, and the same note once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

import pytest
from langchain.agents import AgentState, create_agent
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, ToolMessage
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.store.memory import InMemoryStore

import fleet
from fleet.errors import FleetError, JournalError
from fleet.guard.chain import chains
from fleet.integrations.langgraph.engine import aopen_engine
from fleet.integrations.langgraph.forms import memory_declarations
from fleet.integrations.langgraph.memory import memory_tools
from fleet.memory import Journal

SALES, CSM = "account-manager", "customer-success-manager"
ACME = fleet.Context(account="acme", stage="customer")


class Scripted(GenericFakeChatModel):
    """A model that says what it is told to, and takes any tools."""

    def bind_tools(self, tools, **settings):
        return self


def _call(name, number=1, **args):
    return {"name": name, "args": args, "id": f"call-{number}"}


def _agent(library, journal, *calls, persona=SALES, guard=None, **settings):
    model = Scripted(messages=iter([AIMessage("", tool_calls=list(calls)), AIMessage("done")]))
    settings.setdefault("context_schema", object)
    return create_agent(model, memory_tools(library, journal, persona=persona, guard=guard), **settings)


def _answers(state):
    return [(one.status, one.content) for one in state["messages"] if isinstance(one, ToolMessage)]


def _run(agent, context=ACME, config=None, **state):
    return _answers(agent.invoke({"messages": [("user", "hello")], **state}, context=context, config=config))


@pytest.fixture
def journal():
    return Journal(InMemoryStore())


def _tool(library, journal, name, persona=SALES):
    return next(one for one in memory_tools(library, journal, persona=persona) if one.name == name)


TOUCH = {"lane": "new-business", "text": "called about the offer"}


def test_every_kind_of_note_is_written_and_one_is_closed(shipped, journal):
    calls = [
        _call("note_touch", 1, **TOUCH),
        _call("note_signal", 2, lane="account-health", text="usage is flat", trend="worse"),
        _call("note_commitment", 3, lane="deal-negotiation", text="the offer comes on Friday", due="2026-12-04"),
        _call("note_question", 4, lane="new-business", text="who signs?"),
        _call("note_date", 5, lane="renewal", text="the contract ends", due="2027-01-31"),
    ]
    answers = _run(_agent(shipped, journal, *calls))
    entries = {one.kind: one for one in journal.entries("acme", persona=SALES)}
    assert {said for said, _ in answers} == {"success"}
    assert {text for _, text in answers} == {f"Noted as {one.id}." for one in entries.values()}
    assert set(entries) == {"touch", "signal", "commitment", "question", "date"}
    question = entries["question"].id
    closing = _call("close_note", id=question, outcome="done", text="the head of IT")
    assert _run(_agent(shipped, journal, closing)) == [("success", f"Closed {question}: done.")]
    (closed,) = (one for one in journal.entries("acme") if one.closing is not None)
    assert (closed.id, closed.closing.text) == (question, "the head of IT")


@pytest.mark.parametrize("persona", ["customer-success-manager", "technical-account-manager", "account-manager"])
def test_what_a_model_chooses_from_is_closed_and_names_no_account(shipped, journal, persona):
    for tool in memory_tools(shipped, journal, persona=persona):
        schema = tool.args_schema
        assert schema["additionalProperties"] is False
        assert {"account", "persona", "runtime"}.isdisjoint(tool.args)
        assert set(schema["required"]) <= set(schema["properties"])
        for name, field in schema["properties"].items():
            assert field["type"] == "string"
            assert "enum" in field or name in ("text", "due", "id")
        if tool.name == "note_commitment":
            lanes = set(schema["properties"]["lane"]["enum"])
            assert set(shipped[persona].lanes) <= lanes
            assert all(shipped.grants.get((persona, lane)) or shipped.owners[lane] == persona for lane in lanes)


def test_a_promise_in_a_lane_of_somebody_else_is_refused_with_the_name_of_its_owner(shipped, journal):
    ((status, text),) = _run(_agent(shipped, journal, _call("note_commitment", lane="renewal", text="it is renewed")))
    assert status == "error"
    assert "Hand it over to `customer-success-manager`." in text
    assert ".yaml" not in text
    assert journal.entries("acme") == ()


FORGED = [
    {**TOUCH, "account": "beta"},
    {**TOUCH, "persona": CSM},
    {**TOUCH, "runtime": {"context": {"account": "beta"}}},
    {**TOUCH, "config": {"configurable": {"account": "beta"}}},
    {**TOUCH, "state": {"account": "beta"}},
    {**TOUCH, "context": {"account": "beta"}},
    {**TOUCH, "store": None},
]


@pytest.mark.parametrize("args", FORGED, ids=[list(one)[-1] for one in FORGED])
def test_no_argument_of_a_model_says_whose_memory_it_is(shipped, journal, args):
    _run(_agent(shipped, journal, _call("note_touch", **args)))
    assert journal.entries("beta") == journal.entries("acme", persona=CSM) == ()


WRONG = [
    ("note_touch", {}, "`lane` is missing"),
    ("note_touch", {**TOUCH, "lane": "renewl"}, "No lane is named `renewl`; did you mean `renewal`?"),
    ("note_touch", {**TOUCH, "lane": ["new-business"]}, "`lane` must be text"),
    ("note_touch", {**TOUCH, "text": ""}, "at least 1 character"),
    ("note_touch", {**TOUCH, "text": "x" * 501}, "at most 500 characters"),
    ("note_touch", {**TOUCH, "text": "a\n## b"}, "line break"),
    ("note_touch", {**TOUCH, "text": "a\u200bb"}, "hidden character"),
    ("note_signal", TOUCH, "`trend` is missing"),
    ("note_signal", {**TOUCH, "trend": "up"}, "`trend` must be `better`, `steady` or `worse`"),
    ("note_date", {**TOUCH, "due": "31.01.2027"}, "Write it as `2027-01-31`"),
    ("close_note", {"id": "0" * 16, "outcome": "done"}, "nothing is open there"),
    ("close_note", {"id": "0" * 16, "outcome": "kept"}, "must be `done` or `dropped`"),
]


@pytest.mark.parametrize(("name", "args", "said"), WRONG, ids=range(len(WRONG)))
def test_what_is_wrong_is_said_to_the_model_and_nothing_is_written(shipped, journal, name, args, said):
    ((status, text),) = _run(_agent(shipped, journal, _call(name, **args)))
    assert (status, journal.entries("acme")) == ("error", ())
    assert said.lower() in text.lower()


@dataclass
class Host:
    """What a host may give to its runs."""

    account: str
    context: fleet.Context | None = None


class WithAccount(AgentState):
    account: str


NAMED = [
    (ACME, None, {}),
    ({"account": "acme"}, None, {}),
    (Host("acme"), None, {}),
    (Host("acme", ACME), None, {}),
    (None, {"configurable": {"account": "acme"}}, {}),
    (None, {"configurable": {"context": ACME}}, {}),
    (None, None, {"account": "acme"}),
    (ACME, {"configurable": {"account": "acme"}}, {"account": "acme"}),
]


@pytest.mark.parametrize(("context", "config", "state"), NAMED, ids=range(len(NAMED)))
def test_the_host_names_the_account_where_it_likes(shipped, journal, context, config, state):
    agent = _agent(shipped, journal, _call("note_touch", **TOUCH), state_schema=WithAccount)
    ((status, _),) = _run(agent, context, config, **state)
    assert (status, len(journal.entries("acme"))) == ("success", 1)


@pytest.mark.parametrize(
    ("context", "config"),
    [(None, None), (fleet.Context(), None), ({"account": ""}, None), (ACME, {"configurable": {"account": "beta"}})],
    ids=["nothing", "unknown", "empty", "two"],
)
def test_without_one_account_nothing_is_noted(shipped, journal, context, config):
    ((status, _),) = _run(_agent(shipped, journal, _call("note_touch", **TOUCH)), context, config)
    assert status == "error"
    assert journal.entries("acme") == journal.entries("beta") == journal.entries("") == ()


def test_the_conditions_of_an_assist_are_those_of_the_run(shipped, journal):
    promise = _call("note_commitment", lane="expansion", text="the extra seats come in May")
    ((status, text),) = _run(_agent(shipped, journal, promise))
    assert (status, "customer-success-manager" in text) == ("error", True)
    asked = fleet.Context(account="acme", stage="customer", facts={"owner-asked"})
    ((status, _),) = _run(_agent(shipped, journal, promise), asked)
    assert status == "success"


def test_parallel_calls_and_coroutines_write_each_note_once(shipped, journal):
    calls = [_call("note_touch", number, lane="new-business", text=f"call {number}") for number in range(20)]
    agent = _agent(shipped, journal, *calls)
    state = asyncio.run(agent.ainvoke({"messages": [("user", "hello")]}, context=ACME))
    assert len(_answers(state)) == len({one.text for one in journal.entries("acme")}) == 20


def test_an_asynchronous_store_is_written_by_the_tools_of_a_graph(shipped, tmp_path):
    async def run():
        async with aopen_engine(tmp_path / "fleet.sqlite") as engine:
            journal = Journal(engine.store)
            agent = _agent(shipped, journal, _call("note_touch", **TOUCH), checkpointer=engine.checkpointer)
            config = {"configurable": {"thread_id": "t"}}
            state = await agent.ainvoke({"messages": [("user", "hello")]}, context=ACME, config=config)
            brief = await asyncio.to_thread(journal.brief, shipped, account="acme", persona=SALES)
            return _answers(state), brief

    ((status, _),), brief = asyncio.run(run())
    assert status == "success"
    assert TOUCH["text"] in brief


def test_a_call_that_runs_again_after_a_crash_writes_no_second_note(shipped, journal):
    class Crashed(BaseException):
        pass

    class Crashing(Journal):
        def add(self, *args, **more):
            super().add(*args, **more)
            if crashes:
                raise crashes.pop()

    crashes = [Crashed()]
    store, saver = InMemoryStore(), InMemorySaver()
    config = {"configurable": {"thread_id": "t"}}
    agent = _agent(shipped, Crashing(store), _call("note_touch", **TOUCH), checkpointer=saver)
    with pytest.raises(Crashed):
        agent.invoke({"messages": [("user", "hello")]}, context=ACME, config=config)
    model = Scripted(messages=iter([AIMessage("done")]))
    tools = memory_tools(shipped, Journal(store), persona=SALES)
    again = create_agent(model, tools, checkpointer=saver, context_schema=object)
    state = again.invoke(None, context=ACME, config=config)
    assert [status for status, _ in _answers(state)] == ["success"]
    assert len(Journal(store).entries("acme")) == 1


def test_the_same_call_in_two_conversations_is_two_notes(shipped, journal):
    for thread in ("a", "b"):
        _run(_agent(shipped, journal, _call("note_touch", **TOUCH)), config={"configurable": {"thread_id": thread}})
    assert len(journal.entries("acme")) == 2


def test_a_transient_persona_gets_no_tools(shipped, journal):
    with pytest.raises(JournalError, match="starts every conversation fresh"):
        memory_tools(shipped, journal, persona="support-agent")


def test_a_guard_decides_each_call_once_and_what_it_refuses_is_not_written(shipped, journal, tmp_path):
    record = fleet.Record(tmp_path / "record")
    guard = fleet.Guard(shipped, tools=memory_declarations(), record=record)
    calls = [
        _call("note_touch", 1, **TOUCH),
        _call("note_commitment", 2, lane="deal-negotiation", text="I have corrected the invoice and sent it again."),
        _call("note_commitment", 3, lane="renewal", text="The offer comes on Friday."),
    ]
    answers = _run(_agent(shipped, journal, *calls, guard=guard))
    assert [status for status, _ in answers] == ["success", "error", "error"]
    assert "sales-administrator" in answers[1][1]
    assert [one.kind for one in journal.entries("acme")] == ["touch"]
    record.close()
    lines = [line.fields for chain in chains(tmp_path / "record") for line in chain]
    decided = [(one["name"], one["outcome"]) for one in lines if one["kind"] == "call"]
    assert sorted(decided) == [("note_commitment", "allow"), ("note_commitment", "redirect"), ("note_touch", "allow")]
    assert sorted(one["ok"] for one in lines if one["kind"] == "outcome") == [False, True]


def test_a_guard_that_does_not_know_the_tools_is_refused(shipped, journal):
    with pytest.raises(FleetError, match="memory_declarations"):
        memory_tools(shipped, journal, persona=SALES, guard=fleet.Guard(shipped))


def test_a_persona_without_lanes_to_promise_in_has_no_tool_for_it(write_library, tiny_files):
    files = dict(tiny_files)
    name = "training/field-trainer.yaml"
    files[name] = files[name].replace("persistent_persona: false", "persistent_persona: true")
    if "persistent_persona" not in files[name]:
        files[name] += "persistent_persona: true\n"
    library = fleet.load(write_library(files))
    names = [tool.name for tool in memory_tools(library, Journal(InMemoryStore()), persona="field-trainer")]
    assert names[-1] == "close_note"


FITTING = [
    (SALES, "note_touch", "new-business", "Called Dana about the offer; she wants it by Friday."),
    (SALES, "note_touch", "deal-negotiation", "They asked for 20 % off; we talked about three years instead."),
    (SALES, "note_touch", "renewal", "The customer success manager told me the renewal is at risk."),
    (SALES, "note_signal", "account-health", "Usage has been flat since September."),
    (SALES, "note_commitment", "deal-negotiation", "I will send the revised offer with the two-year option by Friday."),
    (SALES, "note_commitment", "new-business", "I will come back with an answer on the pilot terms next week."),
    (SALES, "note_question", "new-business", "Who signs on their side?"),
    (SALES, "note_question", "deal-negotiation", "Does procurement need three bids?"),
    (SALES, "note_date", "renewal", "The contract ends."),
    (SALES, "note_date", "new-business", "Board decides on the purchase."),
    (CSM, "note_touch", "adoption", "Quarterly review with Dana: two of five teams are live."),
    (CSM, "note_touch", "ticket-resolution", "Support closed ticket 4411 about the import."),
    (CSM, "note_touch", "deal-negotiation", "They asked for a discount; handed over to the account manager."),
    (CSM, "note_signal", "account-health", "The sponsor has not joined the last three calls."),
    (CSM, "note_signal", "account-health", "Weekly active users fell by a third."),
    (CSM, "note_commitment", "renewal", "I will send the renewal plan by the first of December."),
    (CSM, "note_commitment", "adoption", "I will set up the rollout workshop for the sales team."),
    (CSM, "note_question", "adoption", "Which team comes next?"),
    (CSM, "note_date", "renewal", "Renewal is due."),
    (CSM, "note_date", "adoption", "Go-live of the third team."),
]
CROSSING = [
    (SALES, "note_commitment", "deal-negotiation", "We will fix the import bug in the next release."),
    (SALES, "note_commitment", "new-business", "I will renew the contract for another year at the same terms."),
    (SALES, "note_commitment", "new-business", "I will extend your trial by thirty days."),
    (SALES, "note_commitment", "deal-negotiation", "SSO ships in March, you have my word."),
    (SALES, "note_commitment", "new-business", "I will close ticket 4411 today."),
    (SALES, "note_touch", "new-business", "I have corrected the invoice and sent it again."),
    (SALES, "note_commitment", "deal-negotiation", "I will design the architecture for your cluster."),
    (CSM, "note_commitment", "renewal", "I will give you 15 % off the renewal."),
    (CSM, "note_commitment", "adoption", "We will build the export feature by June."),
    (CSM, "note_commitment", "renewal", "I will fix the import error on your server tomorrow."),
    (CSM, "note_commitment", "renewal", "I will send you the corrected invoice today."),
    (CSM, "note_touch", "adoption", "I have granted them a discount of 20 % for three years."),
    (CSM, "note_commitment", "adoption", "I will issue the quote for fifty seats this afternoon."),
    (CSM, "note_commitment", "renewal", "The roadmap item ships in Q2, promised."),
]


def test_what_a_guard_makes_of_the_words_of_notes_is_as_the_page_says(shipped):
    guard = fleet.Guard(shipped, tools=memory_declarations())
    more = {"note_signal": {"trend": "worse"}, "note_date": {"due": "2027-01-31"}}

    def allowed(rows):
        decisions = (
            guard.check_call(persona, tool, {"lane": lane, "text": text, **more.get(tool, {})}, context=ACME)
            for persona, tool, lane, text in rows
        )
        return sum(map(bool, decisions)), len(rows)

    fitting, crossing = allowed(FITTING), allowed(CROSSING)
    page = " ".join((Path(__file__).parents[2] / "docs" / "memory.md").read_text("utf-8").split())
    assert f"{crossing[1] - crossing[0]} of {crossing[1]} crossing ones were refused" in page
    assert f"{fitting[1] - fitting[0]} of {fitting[1]} fitting ones were too" in page
