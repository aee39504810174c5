"""``fleet chat``: each route, decision and handoff is shown, approvals are asked, and every ending is a clean one."""

from __future__ import annotations

import io
import subprocess
import sys
from importlib.machinery import ModuleSpec

import pytest
from langchain_core.language_models import BaseChatModel
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

    def call(lines, scripts, *words, model="mine:model"):
        scripted = type(sys)("test_chat_scripts")
        scripted.tools = [resolve, grant]
        scripted.model = lambda persona: ScriptedModel(scripts.get(persona, ()))
        monkeypatch.setitem(sys.modules, "test_chat_scripts", scripted)
        monkeypatch.delitem(sys.modules, "mine", raising=False)
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        given = ("--model", model, "--tools", "mine:tools", "--account", "acme", "--stage", "customer")
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
