"""Conversations of a fleet in processes that are killed anywhere: `python conversation.py FOLDER SEED KILLS`.

This process loads what is needed and forks a child for each stretch of a conversation; a child goes on where the last
one was killed. Where it is killed is drawn by lot, among all the calls of functions that it makes. The models are
functions of what they read, and do not know that they were asked before. Each change that a tool makes is a line in a
file, written at once, so that what really happened can be counted whatever the fleet believes.
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
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.types import Command

import fleet
from fleet.errors import FleetError
from fleet.guard.chain import chains
from fleet.guard.verdict import verified
from fleet.integrations.langgraph import approve, build_fleet
from fleet.integrations.langgraph.interrupts import KIND
from fleet.integrations.langgraph.office import ledger_of
from fleet.routing import Leg, Route

ACME = fleet.Context(account="acme", stage="customer")
TURNS = ("Please close tickets 1 and 2, and we want a discount.", "Please close ticket 3 as well.")
CHANGES = ["discount 20", "ticket 1", "ticket 2", "ticket 3"]
LIBRARY = fleet.load()
CONFIG = {"configurable": {"thread_id": "one"}}


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
            deal = {"account": "acme", "percent": 20}
            return said("Let me see what I can do.") if answers else asks(("discounts_grant", deal))
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


def looked(folder, asked):
    """What a human does who is asked: for a call in doubt they look whether it was done, and say no if it was."""
    args = asked.value["args"]
    what = f"ticket {args['id']}" if "id" in args else f"discount {args['percent']:g}"
    path = folder / "changes"
    done = what in path.read_text("utf-8").splitlines() if path.exists() else False
    answer = approve(asked, by="night shift")
    return {**answer, "approved": not (done and "FLT419" in asked.value["codes"]), "reason": "it was done"}


def talk(folder: Path, begun: Callable[[], None]) -> None:
    """Go on with the conversation until it is at its end; `begun` is called when the fleet is built."""
    guard = fleet.Guard(LIBRARY, record=fleet.Record(folder / "record"), reader=Silent())
    with SqliteSaver.from_conn_string(str(folder / "conversation.db")) as saver:
        app = build_fleet(
            guard,
            model=lambda persona: Reading(persona=persona),
            tools=tools(folder),
            checkpointer=saver,
            router=Parts(),
            context=ACME,
        )
        begun()
        for _ in range(40):
            state = app.get_state(CONFIG)
            questions = [one for one in state.interrupts if one.value.get("kind") == KIND]
            written = [one.text for one in state.values.get("messages", ()) if isinstance(one, HumanMessage)]
            if questions:
                given = Command(resume={one.id: looked(folder, one) for one in questions})
            elif state.tasks:  # `next` leaves out what has ended and is not stored yet
                given = None
            elif len(written) < len(TURNS):
                given = {"messages": [HumanMessage(TURNS[len(written)])]}
            else:
                return
            app.invoke(given, CONFIG)
    message = "the conversation comes to no end"
    raise SystemExit(message)


def count(folder: Path, kill_at: int | None) -> int:
    """Talk, and say how many calls that took once the fleet was built; with a number, be killed at that one."""
    number = -sys.maxsize

    def begun():
        nonlocal number
        number = 0

    def called(frame, event, arg):
        nonlocal number
        number += 1
        if number == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    threading.setprofile(called)
    sys.setprofile(called)
    try:
        talk(folder, begun)
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
    return number


def forked(folder: Path, kill_at: int | None) -> bool:
    """Talk in a child, and say whether it came to the end."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            count(folder, kill_at)
            code = 0
        except BaseException:
            traceback.print_exc()
            raise
        finally:
            sys.stderr.flush()
            os._exit(code)
    status = os.waitpid(child, 0)[1]
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        message = f"a child failed in {folder}"
        raise SystemExit(message)
    return not os.WIFSIGNALED(status)


def faults(folder: Path) -> list[str]:
    """What is wrong after a conversation."""
    found = []
    changes = sorted((folder / "changes").read_text("utf-8").splitlines())
    if changes != CHANGES:
        found.append(f"the changes are {changes}")
    read = verified(chains(folder / "record"))
    if not read:
        found.append("a chain of the record was changed")
    lines = [line.fields for chain in chains(folder / "record") for line in chain]
    started = {one["digest"] for one in lines if one["kind"] == "call" and one["outcome"] == "allow"}
    if len(started) != len(CHANGES):
        found.append(f"{len(started)} different calls were allowed")
    with SqliteSaver.from_conn_string(str(folder / "conversation.db")) as saver:
        state = saver.get_tuple(CONFIG).checkpoint["channel_values"]
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


def main(folder: Path, seed: int, kills: int) -> None:
    lot = random.Random(seed)  # noqa: S311  nothing is kept secret with it
    whole = folder / "whole"
    whole.mkdir()
    calls = count(whole, None)
    if faults(whole):
        raise SystemExit(str(faults(whole)))
    killed = number = 0
    while killed < kills:
        place = folder / str(number)
        place.mkdir()
        number += 1
        for _ in range(1 + lot.randrange(3)):
            if forked(place, lot.randrange(calls)):
                break
            killed += 1
        forked(place, None)
        if found := faults(place):
            message = f"{place}, seed {seed}: {found}"
            raise SystemExit(message)
    print(f"{killed} kills in {number} conversations of {calls} calls")  # noqa: T201  read by the test


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
