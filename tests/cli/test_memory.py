"""``fleet memory``: what is remembered of an account is shown, exported, and erased after a yes."""

from __future__ import annotations

import io
import json
from datetime import date

import pytest

from fleet.integrations.langgraph.engine import open_store
from fleet.memory import Journal, Note

CSM, SALES = "customer-success-manager", "account-manager"


@pytest.fixture
def store(tmp_path, shipped):
    """A file in which two personas remember something of two accounts."""
    path = tmp_path / "fleet.sqlite"
    with open_store(path) as store:
        journal = Journal(store)
        plan = Note(kind="commitment", lane="renewal", text="send the plan", due=date(2199, 1, 31))
        asked = Note(kind="question", lane="renewal", text="who signs?")
        health = Note(kind="signal", lane="account-health", text="usage is flat", trend="worse")
        journal.add(shipped, plan, account="acme", persona=CSM)
        entry = journal.add(shipped, asked, account="acme", persona=CSM)
        journal.close(entry.id, account="acme", persona=CSM, outcome="dropped")
        journal.add(shipped, health, account="acme", persona=SALES)
        journal.add(shipped, health, account="acme2", persona=SALES)
    return str(path)


def _ids(path, account="acme"):
    with open_store(path) as store:
        return [one.id for one in Journal(store).entries(account)]


def test_show_says_each_entry_on_a_line(fleet_command, store):
    ran = fleet_command("memory", "show", "acme", "--store", store)
    first, *lines = ran.lines
    assert (ran.code, ran.err, first) == (0, "", "3 entries about `acme`")
    assert [line.split()[0] for line in lines] == _ids(store)
    assert [line.split("  ")[2:] for line in lines] == [
        [SALES, "signal", "account-health", "worse", "usage is flat"],
        [CSM, "question", "renewal", "dropped", "who signs?"],
        [CSM, "commitment", "renewal", "open 2199-01-31", "send the plan"],
    ]


def test_one_persona_and_json(fleet_command, store):
    assert fleet_command("memory", "show", "acme", "--store", store, "--persona", SALES).lines[0].startswith("1 entry ")
    data = fleet_command("memory", "show", "acme", "--store", store, "--persona", CSM, "--json").data
    assert [one["id"] for one in data] == _ids(store)[1:]


def test_nobody_is_remembered_of_an_account_that_is_not_there(fleet_command, store):
    ran = fleet_command("memory", "show", "acm", "--store", store)
    assert (ran.code, ran.lines) == (0, ["0 entries about `acm`"])
    assert fleet_command("memory", "export", "acm", "--store", store).out == ""


def test_export_is_json_a_line_each(fleet_command, store):
    rows = [json.loads(line) for line in fleet_command("memory", "export", "acme", "--store", store).lines]
    assert [row["id"] for row in rows] == _ids(store)
    assert rows[1]["closed"]["outcome"] == "dropped"


def test_what_was_noted_cannot_write_on_the_terminal(fleet_command, tmp_path, shipped):
    path = tmp_path / "fleet.sqlite"
    with open_store(path) as store:
        journal = Journal(store)
        entry = journal.add(shipped, Note(kind="touch", lane="renewal", text="x"), account="acme", persona=CSM)
        item = store.search(("fleet", "memory"))[0]
        store.put(item.namespace, entry.id, {**item.value, "text": "a\x1b[2J\nb\u202e"}, False)
    out = fleet_command("memory", "show", "acme", "--store", str(path)).out
    assert "a<U+001B>[2J b<U+202E>" in out
    assert out.count("\n") == 2


def test_erase_takes_all_of_one_account(fleet_command, store):
    ran = fleet_command("memory", "erase", "acme", "--store", store, "--yes")
    assert (ran.code, ran.lines) == (0, ["3 entries about `acme` erased; nothing is left"])
    assert (_ids(store), len(_ids(store, "acme2"))) == ([], 1)
    again = fleet_command("memory", "erase", "acme", "--store", store, "--yes", "--json").data
    assert again == {"account": "acme", "persona": None, "erased": 0}


@pytest.mark.parametrize(("answer", "code", "left"), [("yes\n", 0, 2), ("y\n", 2, 3), ("no\n", 2, 3), ("", 2, 3)])
def test_erase_asks_first(fleet_command, store, monkeypatch, answer, code, left):
    monkeypatch.setattr("sys.stdin", io.StringIO(answer))
    ran = fleet_command("memory", "erase", "acme", "--store", store, "--persona", SALES)
    assert ran.code == code
    assert ran.err.startswith("erase 1 entry about `acme` by `account-manager`? type `yes`\n")
    assert len(_ids(store)) == left


def test_where_the_memory_lies_is_said_by_option_variable_or_nobody(fleet_command, store, monkeypatch, alone):
    assert "there is no file `fleet.sqlite`" in fleet_command("memory", "show", "acme").err
    assert list(alone.iterdir()) == []
    monkeypatch.setenv("FLEET_STORE", store)
    assert fleet_command("memory", "show", "acme").lines[0] == "3 entries about `acme`"
    assert "there is no file `none`" in fleet_command("memory", "show", "acme", "--store", "none").err


@pytest.mark.parametrize("where", ["mysql://x/y", "postgresql://fleet:opensesame@127.0.0.1:1/fleet"])
def test_a_store_that_cannot_be_had_is_an_error_of_one_line(fleet_command, where):
    ran = fleet_command("memory", "show", "acme", "--store", where)
    assert (ran.code, ran.out, len(ran.err.splitlines())) == (2, "", 1)
    assert "opensesame" not in ran.err
