"""``fleet chat``: each route, decision and handoff is shown, approvals are asked, and every ending is a clean one."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from importlib.machinery import ModuleSpec

import pytest
from langchain_core.language_models import BaseChatModel, GenericFakeChatModel
from langchain_core.messages import AIMessage
from langchain_core.tools import tool

from fleet.guard.chain import chains
from fleet.guard.verdict import verified
from fleet.integrations.langgraph.engine import open_store
from fleet.integrations.langgraph.named import named_model
from fleet.integrations.langgraph.scripted import Calls, ScriptedModel
from fleet.memory import Journal

BROKEN = "The import stops at row 2000 again, and this time we want something back for it."
RENEWAL = "Our contract ends in June. How do we go about the renewal?"
DEAL = {"account": "acme", "percent": 20}
HAND_OVER = Calls("hand_over", {"to": "account-manager", "lane": "deal-negotiation", "requests": ["something back"]})
MODULE = """
import test_chat_scripts
def model(): return test_chat_scripts.model
def tools(): return test_chat_scripts.tools
def keyless(): raise RuntimeError("EXAMPLE_API_KEY is not set\\nand more")
"""


class Together(GenericFakeChatModel):
    """Says messages, which may call several tools at once."""

    def bind_tools(self, tools, **kwargs):
        return self


def model_of(script):
    return script if isinstance(script, BaseChatModel) else ScriptedModel(script)


@pytest.fixture
def ran():
    return []


@pytest.fixture
def talk(fleet_command, monkeypatch, alone, ran):
    """A function that talks to a fleet with scripts for models, in which a tool remembers that it ran."""

    @tool("tickets_resolve")
    def resolve(id: int) -> str:  # noqa: A002  the library's name
        """Close a ticket."""
        ran.append(("tickets.resolve", id))
        return "closed"

    @tool("discounts_grant")
    def grant(account: str, percent: float) -> str:
        """Grant a discount."""
        ran.append(("discounts.grant", percent))
        return "granted"

    (alone / "mine.py").write_text(MODULE)

    def call(lines, scripts, *words, account="acme"):
        scripted = type(sys)("test_chat_scripts")
        scripted.tools = [resolve, grant]
        scripted.model = lambda persona: model_of(scripts.get(persona, ()))
        monkeypatch.setitem(sys.modules, "test_chat_scripts", scripted)
        monkeypatch.delitem(sys.modules, "mine", raising=False)
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        given = ["--model", "mine:model", "--tools", "mine:tools", "--stage", "customer"]
        given += ["--account", account] if account else []
        try:
            return fleet_command("chat", *given, *words)
        finally:
            sys.modules.pop("mine", None)

    return call


DISCOUNT = {
    "support-agent": [Calls("tickets_resolve", {"id": 4411}), HAND_OVER, "Ticket 4411 is closed."],
    "account-manager": [Calls("discounts_grant", DEAL), "Let me come back to you."],
}


def test_route_decisions_handoff_question_and_answer_are_shown_in_their_order(talk, ran):
    said = talk([BROKEN, "yes", "/quit"], DISCOUNT)
    assert (said.code, said.err) == (0, "")
    assert said.lines[0] == "library: shipped (default)"
    assert "forgotten at the end; `--store FILE` keeps it" in said.lines[1]
    route, *rest = said.lines[3:]
    assert route.startswith("route    support-agent in ticket-resolution ")
    assert [line for line in rest if "approved by " not in line] == [
        "allow    support-agent calls tickets.resolve(id=4411)",
        "allow    support-agent hands deal-negotiation to account-manager",
        "ask      account-manager calls discounts.grant(account=acme, percent=20)",
        "         argument `percent` is `20`, more than 15",
        "approve this call? yes or no: yes",
        "allow    account-manager calls discounts.grant(account=acme, percent=20)",
        "answer   Ticket 4411 is closed.",
        "         Let me come back to you.",
        "> /quit",
    ]
    assert ran == [("tickets.resolve", 4411), ("discounts.grant", 20)]


@pytest.mark.parametrize("answers", [["no"], [""], ["yes, but"], []], ids=["no", "nothing", "else", "end"])
def test_what_is_no_yes_is_a_no(talk, ran, answers):
    said = talk([BROKEN, *answers], DISCOUNT)
    assert said.code == 0
    assert ran == [("tickets.resolve", 4411)]
    assert "         Let me come back to you." in said.lines


def test_a_promise_that_is_caught_is_shown_with_its_owner(talk):
    promise = "The missing filters will be built and shipped by June, I promise."
    said = talk([RENEWAL], {"customer-success-manager": [f"You get a plan. {promise}"]})
    place = said.lines.index(f"redirect customer-success-manager says: {promise}")
    assert said.lines[place + 1].startswith("         for product-engineering: ")
    assert "answer   You get a plan." in said.lines
    assert promise not in "\n".join(said.lines[place + 1 :])


def test_what_a_model_says_cannot_move_the_cursor(talk):
    said = talk([RENEWAL], {"customer-success-manager": ["You get a plan\x1b[2J.\nSoon\u202e."]})
    assert "answer   You get a plan<U+001B>[2J." in said.lines
    assert "         Soon<U+202E>." in said.lines
    assert "\x1b" not in said.out


def test_a_model_that_fails_is_said_and_the_talk_goes_on(talk):
    scripts = {"customer-success-manager": [lambda _: 1 // 0, "You get a plan."]}
    said = talk([RENEWAL, RENEWAL], scripts)
    assert said.code == 0
    assert said.err == "error: this message was not answered: ZeroDivisionError: integer division or modulo by zero\n"
    assert "answer   You get a plan." in said.lines
    assert talk([RENEWAL], {}).code == 2


def test_what_is_noted_is_kept_in_the_store_and_read_the_next_time(talk, alone):
    note = Calls("note_commitment", {"lane": "renewal", "text": "send the renewal plan this week"})
    first = talk([RENEWAL], {"customer-success-manager": [note, "You get a plan."]}, "--store", "fleet.sqlite")
    assert "is remembered in `fleet.sqlite`" in first.lines[1]
    prompts = []
    reads = {"customer-success-manager": [lambda prompt: prompts.append(prompt) or "You get a plan."]}
    talk([RENEWAL], reads, "--store", "fleet.sqlite")
    assert '"send the renewal plan this week"' in prompts[0]
    with open_store(alone / "fleet.sqlite") as store:
        assert [one.persona for one in Journal(store).entries("acme")] == ["customer-success-manager"]


def test_nothing_is_kept_where_no_store_is_named(talk, alone):
    talk([RENEWAL], {"customer-success-manager": ["You get a plan."]})
    assert {path.name for path in alone.iterdir()} - {"__pycache__"} == {"mine.py"}


KEPT = ("--store", "fleet.sqlite", "--thread", "deal")
ASKED = [
    "ask      account-manager calls discounts.grant(account=acme, percent=20)",
    "         argument `percent` is `20`, more than 15",
]


def test_a_conversation_of_a_name_goes_on_at_the_next_start(talk):
    first = talk([RENEWAL], {"customer-success-manager": ["You get a plan."]}, *KEPT)
    assert first.lines[2] == "begins   conversation `deal`"
    prompts = []
    model = [lambda _: prompts.append(1) or "As I said, you get a plan."]
    second = talk(["And when do we get the renewal plan?"], {"customer-success-manager": model}, *KEPT)
    assert second.lines[2].startswith("resumed  conversation `deal`, 1 message")
    assert re.fullmatch(
        r" {9}up to \d{4}-\d\d-\d\d \d\d:\d\d UTC; account `acme`, stage customer, read by a customer", second.lines[3]
    )
    assert second.lines[4:6] == [f"message  {RENEWAL}", "answer   You get a plan."]
    assert (second.code, prompts, second.lines[-2]) == (0, [1], "answer   As I said, you get a plan.")
    third = talk([], {}, *KEPT)
    assert (third.code, third.lines[2]) == (0, "resumed  conversation `deal`, 2 messages")
    assert "answer   As I said, you get a plan." in third.lines
    assert talk([], {}, *KEPT[:-1], "another").lines[2] == "begins   conversation `another`"


@pytest.mark.parametrize("leave", [["/quit"], []], ids=["quit", "end"])
def test_a_question_that_was_left_open_is_asked_again_and_nothing_runs_twice(talk, ran, alone, leave):
    first = talk([BROKEN, *leave], DISCOUNT, *KEPT, "--record", "record")
    assert (first.code, first.err) == (2, "")
    assert first.lines[-1] == "         it stays open, and is asked again at the next start"
    assert ran == [("tickets.resolve", 4411)]
    again = talk(leave, {}, *KEPT)
    assert again.code == 2
    rest = {"account-manager": DISCOUNT["account-manager"][1:]}
    second = talk(["yes"], rest, *KEPT, "--record", "record")
    assert (second.code, second.err) == (0, "")
    assert [line for line in second.lines[4:] if "approved by " not in line] == [
        f"message  {BROKEN}",
        "         1 call waits for an answer",
        *ASKED,
        "approve this call? yes or no: yes",
        "allow    account-manager calls discounts.grant(account=acme, percent=20)",
        "answer   Ticket 4411 is closed.",
        "         Let me come back to you.",
        "> ",
    ]
    assert ran == [("tickets.resolve", 4411), ("discounts.grant", 20)]
    assert verified(list(chains(alone / "record")))
    assert "call waits" not in talk([], {}, *KEPT).out


def test_a_no_at_the_next_start_is_a_no(talk, ran):
    talk([BROKEN], DISCOUNT, *KEPT)
    second = talk(["no", "/quit"], {"account-manager": ["Let me come back to you."]}, *KEPT)
    assert (second.code, ran) == (0, [("tickets.resolve", 4411)])
    assert "         Let me come back to you." in second.lines


def test_of_calls_side_by_side_the_one_that_ran_does_not_run_again(talk, ran):
    calls = [{"name": "discounts_grant", "args": {**DEAL, "percent": one}, "id": f"of-{one}"} for one in (5, 20)]
    talk([BROKEN], {**DISCOUNT, "account-manager": Together(messages=iter([AIMessage("", tool_calls=calls)]))}, *KEPT)
    assert sorted(ran) == [("discounts.grant", 5), ("tickets.resolve", 4411)]
    second = talk(["yes"], {"account-manager": ["You have both."]}, *KEPT)
    assert (second.code, sorted(ran)[1:]) == (0, [("discounts.grant", 20), ("tickets.resolve", 4411)])


def test_a_message_that_broke_off_goes_on_if_the_record_knows_what_was_done(talk, ran):
    breaks = {"support-agent": [Calls("tickets_resolve", {"id": 4411}), lambda _: 1 // 0]}
    assert talk([BROKEN], breaks, *KEPT, "--record", "record").code == 2
    said = talk([], {"support-agent": ["Ticket 4411 is closed."]}, *KEPT, "--record", "record")
    assert (said.code, said.err, said.lines[5]) == (0, "", "         it was not answered to the end")
    assert said.lines[-2:] == ["answer   Ticket 4411 is closed.", "> "]
    assert ran == [("tickets.resolve", 4411)]


@pytest.mark.parametrize("record", [(), ("--record", "new")], ids=["no record", "a record that is new"])
def test_where_no_record_knows_what_was_done_a_human_says_whether_it_goes_on(talk, ran, record):
    breaks = [Calls("tickets_resolve", {"id": 4411}), lambda _: 1 // 0]
    talk([BROKEN], {"support-agent": breaks}, *KEPT)
    said = talk(["no"], {}, *KEPT, *record)
    assert said.lines[5:] == [
        "         it was not answered to the end",
        "         no `--record` knows what was done for it; a change might be made again",
        "go on with it? yes or no: no",
        "> ",
    ]
    assert (said.code, said.err) == (2, "")
    assert "error: this message was not answered: " in talk(["yes"], {"support-agent": breaks[1:]}, *KEPT, *record).err
    assert "answer   It is closed." in talk(["yes"], {"support-agent": ["It is closed."]}, *KEPT).lines
    assert ran == [("tickets.resolve", 4411)]


def test_what_is_known_stays_unless_it_is_said_anew_and_the_account_stays(fleet_command, talk):
    talk([RENEWAL], {"customer-success-manager": ["You get a plan."]}, *KEPT, "--audience", "teammate")
    said = talk([], {}, *KEPT, "--stage", "trial", account=None)
    assert said.lines[3].endswith(" UTC; account `acme`, stage trial, read by a teammate")
    other = talk([], {}, *KEPT, account="globex")
    assert (other.code, other.out) == (2, "library: shipped (default)\n")
    assert other.err == (
        "error: the conversation `deal` is about `acme`; give another name with `--thread` to talk about `globex`\n"
    )


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--thread", "deal"], "a conversation goes on only if it is kept; say with `--store FILE` where"),
        (["--thread", " ", "--store", "a"], "the name after `--thread` cannot be seen or typed again; give another"),
        (
            ["--thread", "a\x1bb", "--store", "a"],
            "the name after `--thread` cannot be seen or typed again; give another",
        ),
    ],
)
def test_a_conversation_that_could_not_be_found_again_is_an_error(fleet_command, alone, words, says):
    ran = fleet_command("chat", "--model", "nobody:nothing", *words)
    assert (ran.code, ran.out, len(ran.err.splitlines())) == (2, "", 1)
    assert says in ran.err
    assert list(alone.iterdir()) == []


def test_every_decision_is_written_down(talk, alone):
    talk([BROKEN, "yes"], DISCOUNT, "--record", "record")
    found = list(chains(alone / "record"))
    assert verified(found)
    calls = [one.fields for chain in found for one in chain if one.fields["kind"] == "call"]
    assert [one["outcome"] for one in calls].count("allow") == 2


def test_empty_lines_are_no_messages(talk):
    assert [line for line in talk(["", "  ", "/quit"], {}).lines if line.startswith("route")] == []


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--model", "nobody:nothing"], "no chat model is named `nobody:nothing`; say `provider:model`"),
        (["--model", "mine:keyless"], "is its key set? `EXAMPLE_API_KEY is not set`\n"),
        (["--model", "sys:platform"], "`sys:platform` is no chat model, and no function that returns one"),
        (["--model", "mine:model", "--tools", "mine:nothing"], "no tools are named `mine:nothing`"),
        (["--model", "mine:model", "--tools", "sys:platform"], "`sys:platform` is no list of tools"),
        (["--model", "broken:model"], "the module `broken` cannot be imported: "),
    ],
)
def test_what_cannot_be_had_is_an_error_of_one_line(fleet_command, talk, alone, monkeypatch, words, says):
    (alone / "broken.py").write_text("def model(:\n")
    monkeypatch.setitem(sys.modules, "test_chat_scripts", type(sys)("test_chat_scripts"))
    ran = fleet_command("chat", *words)
    sys.modules.pop("mine", None)
    assert (ran.code, ran.out, len(ran.err.splitlines())) == (2, "library: shipped (default)\n", 1)
    assert says in ran.err
    assert str(alone) not in sys.path


def test_a_function_of_a_module_gives_the_model_and_a_model_is_taken_as_it_is(monkeypatch):
    assert isinstance(named_model("langchain_core.language_models.fake_chat_models:FakeChatModel"), BaseChatModel)
    module = type(sys)("test_chat_models")
    module.made, module.__spec__ = ScriptedModel(()), ModuleSpec("test_chat_models", None)
    monkeypatch.setitem(sys.modules, "test_chat_models", module)
    assert named_model("test_chat_models:made") is module.made


def test_the_command_is_light_to_ask_about():
    heavy = ["numpy", "langgraph", "langchain_core"]
    code = f"import sys; from fleet.cli import main; main(['chat', '-h']); sys.exit(any(map(sys.modules.get, {heavy})))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0
