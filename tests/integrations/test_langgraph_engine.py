"""Where a fleet keeps its conversations and its memory: a SQLite file, or a Postgres server that many share."""

from __future__ import annotations

import asyncio
import os
import signal
import stat
import subprocess
import sys
from collections import Counter

import pytest
from langchain.agents import create_agent
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage

from fleet.errors import FleetError
from fleet.integrations.langgraph.engine import aopen_engine, is_url, open_engine, open_store
from fleet.memory import Journal, Note
from unimportable import Unimportable

SALES = "account-manager"
# A process that notes one touch after the other and says so after each; it stops when nobody reads, or is killed.
WRITER = """
import sys
import fleet
from fleet.integrations.langgraph.engine import open_engine
from fleet.memory import Journal, Note
where, name, count = sys.argv[1:]
library = fleet.load(examples=False)
with open_engine(where) as engine:
    journal = Journal(engine.store)
    print("open", flush=True)
    sys.stdin.readline()
    for number in range(int(count)):
        note = Note(kind="touch", lane="new-business", text=f"{name} {number}")
        journal.add(library, note, account="acme", persona="account-manager")
        print(number, flush=True)
"""


def _writer(where, name, count):
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(where), name, str(count)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _together(where, names, count):
    """Start processes at once, and let them write at once."""
    writers = [_writer(where, name, count) for name in names]
    for one in writers:
        assert one.stdout.readline() == "open\n"
    for one in writers:
        one.stdin.write("go\n")
        one.stdin.flush()
    return writers


def _noted(where):
    with open_store(where) as store:
        return [one.text for one in Journal(store).entries("acme")]


def _conversation(engine, library):
    """Two turns of one conversation on an engine, the second by another agent."""
    config = {"configurable": {"thread_id": "t"}}
    for answer in ("first", "second"):
        model = GenericFakeChatModel(messages=iter([AIMessage(answer)]))
        agent = create_agent(model, [], checkpointer=engine.checkpointer, store=engine.store)
        state = agent.invoke({"messages": [("user", "hello")]}, config=config)
    note = Note(kind="touch", lane="new-business", text="called")
    Journal(engine.store).add(library, note, account="acme", persona=SALES)
    return [one.text for one in state["messages"]]


async def _aconversation(engine, library):
    config = {"configurable": {"thread_id": "a"}}
    model = GenericFakeChatModel(messages=iter([AIMessage("first")]))
    agent = create_agent(model, [], checkpointer=engine.checkpointer, store=engine.store)
    state = await agent.ainvoke({"messages": [("user", "hello")]}, config=config)
    note = Note(kind="touch", lane="new-business", text="called")
    await asyncio.to_thread(Journal(engine.store).add, library, note, account="acme", persona=SALES)
    return [one.text for one in state["messages"]]


def _works(where, library):
    with open_engine(where) as engine:
        assert _conversation(engine, library) == ["hello", "first", "hello", "second"]
    with open_engine(where) as engine:
        assert engine.checkpointer.get({"configurable": {"thread_id": "t"}}) is not None

    async def run():
        async with aopen_engine(where) as engine:
            return await _aconversation(engine, library)

    assert asyncio.run(run()) == ["hello", "first"]
    assert _noted(where) == ["called", "called"]
    with open_store(where) as store:
        assert Journal(store).erase("acme") == 2
    assert _noted(where) == []


def test_a_file_keeps_conversations_and_memory(shipped, tmp_path):
    _works(tmp_path / "fleet.sqlite", shipped)


@pytest.mark.skipif(os.name != "posix", reason="other systems have no such modes")
def test_a_new_file_is_for_nobody_else_to_read(tmp_path):
    with open_engine(tmp_path / "fleet.sqlite"):
        pass
    assert stat.S_IMODE((tmp_path / "fleet.sqlite").stat().st_mode) == 0o600


@pytest.mark.parametrize("opening", ["sync", "async"])
def test_what_is_erased_is_in_no_file_any_more(shipped, tmp_path, opening):
    path, word = tmp_path / "fleet.sqlite", "xylophonist"
    note = Note(kind="touch", lane="new-business", text=f"met the {word}")

    def used(journal):
        journal.add(shipped, note, account="acme", persona=SALES)
        yield _anywhere(tmp_path, word)
        assert journal.erase("acme") == 1

    async def run():
        async with aopen_engine(path) as engine:
            return await asyncio.to_thread(lambda: list(used(Journal(engine.store))))

    if opening == "sync":
        with open_engine(path) as engine:
            there = list(used(Journal(engine.store)))
    else:
        there = asyncio.run(run())
    assert there == [True]
    assert not _anywhere(tmp_path, word)


def _anywhere(folder, word):
    return any(word.encode() in path.read_bytes() for path in folder.iterdir())


def test_what_is_no_file_of_sqlite_is_said(tmp_path):
    (tmp_path / "notes.txt").write_text("no database, but long enough to be taken for one by its size\n" * 20)
    (tmp_path / "folder").mkdir()
    for wrong in ("notes.txt", "folder", "none/fleet.sqlite"):
        with pytest.raises(FleetError, match="cannot be used as a SQLite file"), open_engine(tmp_path / wrong):
            pass


@pytest.mark.parametrize("where", ["mysql://x/y", "sqlite:///fleet.sqlite", "HTTPS://x"])
def test_a_url_of_another_kind_is_refused(where):
    with pytest.raises(FleetError, match="no engine is known"):
        is_url(where)


def test_a_server_that_does_not_answer_is_said_without_the_password():
    url = "postgresql://fleet:opensesame@127.0.0.1:1/fleet?connect_timeout=2"
    with pytest.raises(FleetError, match="the Postgres server does not answer") as raised, open_engine(url):
        pass
    assert "opensesame" not in str(raised.value)
    with pytest.raises(FleetError), open_store(url):
        pass


@pytest.mark.parametrize("extra", ["sqlite", "postgres"])
def test_a_missing_extra_is_said_with_the_line_to_type(monkeypatch, tmp_path, extra):
    module, package = f"fleet.integrations.langgraph.{extra}", f"langgraph.checkpoint.{extra}"
    monkeypatch.setitem(sys.modules, module, Unimportable(module, package))
    where = "postgresql://localhost/fleet" if extra == "postgres" else tmp_path / "fleet.sqlite"
    brings = "postgres" if extra == "postgres" else "langgraph"
    line = rf'`{package}` is not installed; `pip install "fleet-personas\[{brings}\]"` brings it'
    with pytest.raises(FleetError, match=line), open_engine(where):
        pass
    with pytest.raises(FleetError, match=line), open_store(where):
        pass

    async def run():
        async with aopen_engine(where):
            pass

    with pytest.raises(FleetError, match=line):
        asyncio.run(run())


@pytest.mark.parametrize("error", [FileExistsError, PermissionError])
def test_a_file_is_private_where_somebody_was_first_and_where_files_have_one_name(tmp_path, monkeypatch, error):
    path = tmp_path / "fleet.sqlite"

    def link(source, target):
        if error is FileExistsError:
            target.touch(0o640)
        raise error

    monkeypatch.setattr(os, "link", link)
    with open_store(path):
        pass
    assert stat.S_IMODE(path.stat().st_mode) == (0o640 if error is FileExistsError else 0o600)
    assert [one.name for one in tmp_path.iterdir()] == ["fleet.sqlite"]


def test_a_file_that_is_there_is_opened_by_sqlite_alone(tmp_path, monkeypatch):
    """Closing any other handle would take SQLite's locks away, and two processes would lose each other's notes."""
    path = tmp_path / "fleet.sqlite"
    opened, open_ = [], os.open
    with open_engine(path):
        monkeypatch.setattr(os, "open", lambda name, *rest: opened.append(str(name)) or open_(name, *rest))
        with open_engine(path):
            pass
    assert str(path) not in opened


def test_processes_that_open_and_write_at_once_lose_nothing(tmp_path):
    path, names = tmp_path / "fleet.sqlite", ["a", "b", "c"]
    for one in _together(path, names, 15):
        assert one.wait(120) == 0
        one.stdin.close()
        one.stdout.close()
    assert Counter(_noted(path)) == Counter(f"{name} {number}" for name in names for number in range(15))


def _killed(where, count):
    """Two processes share one memory; one is killed in the middle of its writing and the other goes on."""
    victim, other = _together(where, ["victim", "other"], count)
    said = [victim.stdout.readline() for _ in range(5)]
    victim.send_signal(signal.SIGKILL)
    said += victim.stdout.readlines()
    assert victim.wait(60) == -signal.SIGKILL
    assert other.wait(120) == 0
    for one in (victim, other):
        one.stdin.close()
        one.stdout.close()
    noted = _noted(where)
    acknowledged = [f"victim {int(one)}" for one in said if one.endswith("\n")]
    assert len(noted) == len(set(noted))
    assert {f"other {number}" for number in range(count)} <= set(noted)
    assert set(acknowledged) <= set(noted)
    assert len(noted) - count - len(acknowledged) in (0, 1)  # it may die between writing and saying so
    assert len(acknowledged) < count


@pytest.mark.skipif(os.name != "posix", reason="it takes a signal that nobody can catch")
def test_a_process_that_is_killed_takes_no_note_with_it(tmp_path):
    _killed(tmp_path / "fleet.sqlite", 400)


@pytest.mark.long
def test_a_server_keeps_conversations_and_memory(shipped, database):
    _works(database, shipped)


@pytest.mark.long
def test_processes_that_open_and_write_at_once_on_a_server_lose_nothing(database):
    names = ["a", "b", "c", "d"]
    for one in _together(database, names, 25):
        assert one.wait(120) == 0
        one.stdin.close()
        one.stdout.close()
    assert Counter(_noted(database)) == Counter(f"{name} {number}" for name in names for number in range(25))


@pytest.mark.long
def test_two_processes_share_a_server_and_one_is_killed(database):
    _killed(database, 400)


@pytest.mark.long
def test_connections_that_the_server_closes_are_replaced(shipped, database):
    import psycopg

    note = Note(kind="touch", lane="new-business", text="called")
    with open_engine(database) as engine:
        journal = Journal(engine.store)
        journal.add(shipped, note, account="acme", persona=SALES)
        with psycopg.connect(database, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        journal.add(shipped, note, account="acme", persona=SALES)
        assert len(journal.entries("acme")) == 2
