"""Conversations of a fleet in processes that are killed anywhere: `python conversation.py FOLDER SEED KILLS [URL]`.

This process loads what is needed and forks a child for each stretch of a conversation; a child goes on where the last
one was killed. With the URL of a Postgres server two children share each conversation, and one of them is killed in the
middle of it: the other, which had the fleet built before, goes on. Where one is killed is drawn by lot, among all the
calls of functions that it makes. The models are functions of what they read, and do not know that they were asked
before. Each change that a tool makes is a line in a file, written at once, so that what really happened can be counted
whatever the fleet believes.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.tools import tool
from langgraph.types import Command

import fleet
from fleet.errors import FleetError
from fleet.guard.chain import chains
from fleet.guard.verdict import verified
from fleet.integrations.langgraph import approve, build_fleet
from fleet.integrations.langgraph.engine import open_engine
from fleet.integrations.langgraph.forms import memory_declarations
from fleet.integrations.langgraph.interrupts import KIND
from fleet.integrations.langgraph.state import ledger_of
from fleet.memory import Journal
from fleet.routing import Leg, Route

ACME = fleet.Context(account="acme", stage="customer")
TURNS = ("Please close tickets 1 and 2, and we want a discount.", "Please close ticket 3 as well.")
CHANGES = ["discount 20", "ticket 1", "ticket 2", "ticket 3"]
TOUCH = "asked about a discount"
LIBRARY = fleet.load()


class Silent:
    """A reader that has nothing against any draft: this is about what runs."""

    bar = 1.0

    def read(self, draft, *, closed, incoming=None):
        return []


class Parts:
    """A router that knows these two messages."""

    def route(self, message, *, context=None, history=()):
        return Route("routed", (Leg("ticket-resolution", "support-agent", 0.9, message, (0, len(message))),))


class Reading(BaseChatModel):
    """Says what comes next from what it reads."""

    persona: str

    @property
    def _llm_type(self):
        return "reading"

    def bind_tools(self, tools, **kwargs):
        return self

    def _generate(self, messages, stop=None, run_manager=None, **kwargs):
        return ChatResult(generations=[ChatGeneration(message=self._next(messages))])

    def _next(self, messages):
        person = [one for one in messages if isinstance(one, HumanMessage)]
        last = max(index for index, one in enumerate(messages) if isinstance(one, HumanMessage))
        answers = [one for one in messages[last:] if isinstance(one, ToolMessage)]
        if self.persona == "account-manager":
            steps = [
                asks(("note_touch", {"lane": "deal-negotiation", "text": TOUCH})),
                asks(("discounts_grant", {"account": "acme", "percent": 20})),
                said("Let me see what I can do."),
            ]
            return steps[len(answers)]
        if person[-1].text == TURNS[1]:
            return said("Thank you.") if answers else asks(("tickets_resolve", {"id": 3}))
        if not answers:
            return asks(("tickets_resolve", {"id": 1}), ("tickets_resolve", {"id": 2}))
        if len(answers) == 2:
            return asks(("hand_over", {"to": "account-manager", "lane": "deal-negotiation"}))
        return said("Somebody else takes the rest.")


def said(text):
    return AIMessage(text)


def asks(*calls):
    return AIMessage("", tool_calls=[{"name": name, "args": args, "id": os.urandom(8).hex()} for name, args in calls])


def changed(folder, what):
    handle = os.open(folder / "changes", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.write(handle, f"{what}\n".encode())
    os.close(handle)


def tools(folder):
    @tool
    def tickets_resolve(id: int) -> str:  # noqa: A002  the library's name
        """Close a ticket."""
        changed(folder, f"ticket {id}")
        return f"closed {id}"

    @tool
    def discounts_grant(account: str, percent: float) -> str:
        """Grant a discount."""
        changed(folder, f"discount {percent:g}")
        return f"{percent} for {account}"

    return [tickets_resolve, discounts_grant]


class Place:
    """Where a conversation is kept: its folder, and its engine, which is a file there or a server.

    Args:
        folder: for the record and the changes.
        url: of a Postgres server; None for a file.
    """

    def __init__(self, folder: Path, url: str | None = None) -> None:
        self.folder = folder
        self.where = url or folder / "conversation.db"
        self.account = f"acme-{folder.name}"  # on a server, conversations do not share what is remembered
        self.config = {"configurable": {"thread_id": str(folder)}}


def looked(place, journal, asked):
    """What a human does who is asked: for a call in doubt they look whether it was done, and say no if it was."""
    args = asked.value["args"]
    if asked.value["tool"] == "note_touch":
        done = bool(journal.entries(place.account))
    else:
        what = f"ticket {args['id']}" if "id" in args else f"discount {args['percent']:g}"
        path = place.folder / "changes"
        done = what in path.read_text("utf-8").splitlines() if path.exists() else False
    answer = approve(asked, by="night shift")
    return {**answer, "approved": not (done and "FLT419" in asked.value["codes"]), "reason": "it was done"}


def talk(place: Place, begun: Callable[[], None]) -> None:
    """Go on with the conversation until it is at its end; `begun` is called when the fleet is built."""
    record = fleet.Record(place.folder / "record")
    guard = fleet.Guard(LIBRARY, record=record, reader=Silent(), tools=memory_declarations())
    with open_engine(place.where) as engine:
        journal = Journal(engine.store)
        app = build_fleet(
            guard,
            model=lambda persona: Reading(persona=persona),
            tools=tools(place.folder),
            checkpointer=engine.checkpointer,
            journal=journal,
            router=Parts(),
            context=fleet.Context(account=place.account, stage="customer"),
        )
        begun()
        for _ in range(40):
            state = app.get_state(place.config)
            questions = [one for one in state.interrupts if one.value.get("kind") == KIND]
            written = [one.text for one in state.values.get("messages", ()) if isinstance(one, HumanMessage)]
            if questions:
                given = Command(resume={one.id: looked(place, journal, one) for one in questions})
            elif state.tasks:  # `next` leaves out what has ended and is not stored yet
                given = None
            elif len(written) < len(TURNS):
                given = {"messages": [HumanMessage(TURNS[len(written)])]}
            else:
                return
            app.invoke(given, place.config)
    message = "the conversation comes to no end"
    raise SystemExit(message)


def count(place: Place, kill_at: int | None, after: tuple[int, int] | None = None) -> int:
    """Talk, and say how many calls that took once the fleet was built; with a number, be killed at that one."""
    number = -sys.maxsize

    def begun():
        nonlocal number
        number = 0
        if after is not None:
            os.close(after[1])
            os.read(after[0], 1)

    def called(frame, event, arg):
        nonlocal number
        number += 1
        if number == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    threading.setprofile(called)
    sys.setprofile(called)
    try:
        talk(place, begun)
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
    return number


def begin(place: Place, kill_at: int | None, *, after: tuple[int, int] | None = None) -> int:
    """Talk in a child, and return its process; with a pipe it builds its fleet, and waits for the pipe to be closed."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            count(place, kill_at, after)
            code = 0
        except BaseException:
            traceback.print_exc()
            raise
        finally:
            sys.stderr.flush()
            os._exit(code)
    return child


def ended(child: int, place: Place) -> bool:
    """Wait for a child, and say whether it came to the end of the conversation."""
    status = os.waitpid(child, 0)[1]
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        message = f"a child failed in {place.folder}"
        raise SystemExit(message)
    return not os.WIFSIGNALED(status)


def two(place: Place, kill_at: int) -> bool:
    """Let one of two processes be killed in the middle, and the other go on; say whether the first one was killed."""
    reading, writing = os.pipe()
    second = begin(place, None, after=(reading, writing))
    first = begin(place, kill_at)
    killed = not ended(first, place)
    os.close(writing)
    ended(second, place)
    os.close(reading)
    return killed


def faults(place: Place) -> list[str]:
    """What is wrong after a conversation."""
    found = []
    changes = sorted((place.folder / "changes").read_text("utf-8").splitlines())
    if changes != CHANGES:
        found.append(f"the changes are {changes}")
    read = verified(chains(place.folder / "record"))
    if not read:
        found.append("a chain of the record was changed")
    lines = [line.fields for chain in chains(place.folder / "record") for line in chain]
    started = {one["digest"] for one in lines if one["kind"] == "call" and one["outcome"] == "allow"}
    if len(started) != len(CHANGES) + 1:
        found.append(f"{len(started)} different calls were allowed")
    with open_engine(place.where) as engine:
        state = engine.checkpointer.get_tuple(place.config).checkpoint["channel_values"]
        noted = [one.text for one in Journal(engine.store).entries(place.account)]
    if noted != [TOUCH]:
        found.append(f"the journal holds {noted}")
    replies = [one for one in state["messages"] if isinstance(one, AIMessage) and not one.tool_calls]
    if len(replies) != len(TURNS):
        found.append(f"there are {len(replies)} replies")
    try:
        ledger = ledger_of(state)
    except FleetError as error:
        return [*found, str(error)]
    if ledger.texts("user") != TURNS:
        found.append(f"the ledger heard {ledger.texts('user')}")
    return found


def main(folder: Path, seed: int, kills: int, url: str | None = None) -> None:
    lot = random.Random(seed)  # noqa: S311  nothing is kept secret with it
    whole = Place(folder / "whole", url)
    whole.folder.mkdir()
    calls = count(whole, None)
    if faults(whole):
        raise SystemExit(str(faults(whole)))
    killed = number = 0
    while killed < kills:
        place = Place(folder / str(number), url)
        place.folder.mkdir()
        number += 1
        if url is not None:
            killed += two(place, lot.randrange(calls))
        else:
            for _ in range(1 + lot.randrange(3)):
                if ended(begin(place, lot.randrange(calls)), place):
                    break
                killed += 1
            ended(begin(place, None), place)
        if found := faults(place):
            message = f"{place.folder}, seed {seed}: {found}"
            raise SystemExit(message)
    print(f"{killed} kills in {number} conversations of {calls} calls")  # noqa: T201  read by the test


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:])
