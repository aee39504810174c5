"""A talk with a fleet: lines are read, what happens is shown, and a call that waits for a human is asked about."""

from __future__ import annotations

import getpass
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import NamedTuple

from langgraph.checkpoint.memory import InMemorySaver
from langgraph.store.memory import InMemoryStore
from rich.console import Console
from rich.text import Text

from fleet.cli.ending import OK, USAGE
from fleet.cli.happening import happening_lines
from fleet.cli.screen import screen
from fleet.cli.telling import seen, told_more
from fleet.diagnostics import quoted, visible
from fleet.errors import FleetError
from fleet.guard import Record
from fleet.integrations.langgraph.engine import Engine, open_engine
from fleet.integrations.langgraph.interrupts import approve, reject
from fleet.integrations.langgraph.named import named_model, named_tools
from fleet.integrations.langgraph.watched import Question, Watched, watched_fleet
from fleet.library import Library
from fleet.memory import Journal
from fleet.routing import Router
from fleet.spec import Context

_QUIT = "/quit"
_ASKING = "> "
_NEW_LINE = "\n"
_YES = frozenset({"y", "yes"})


class Setting(NamedTuple):
    """What a talk is held with.

    Attributes:
        model: the name of the chat model.
        tools: the name of what returns the tools; None if there are none.
        store: the file or the server that keeps conversations and memory; None keeps them until the end.
        record: the folder where decisions are written down; None is nowhere.
        context: what is known about the work.
    """

    model: str
    tools: str | None
    store: str | None
    record: Path | None
    context: Context


def talk(library: Library, setting: Setting) -> int:
    """Take messages until there are no more; the exit code says whether the last one was answered.

    Raises:
        FleetError: if there is no such model, its key is missing, or the tools or the store are not what they should.
    """
    with _modules_of_here():
        tools = named_tools(setting.tools) if setting.tools is not None else ()
        model = named_model(setting.model)
    nowhere = Engine(InMemorySaver(), InMemoryStore())
    with nullcontext(nowhere) if setting.store is None else open_engine(setting.store) as engine:
        watched = watched_fleet(
            library,
            model=model,
            tools=tools,
            router=Router(library),
            engine=engine,
            journal=Journal(engine.store),
            record=Record(setting.record) if setting.record is not None else None,
            thread=uuid.uuid4().hex,
            context=setting.context,
        )
        return _talked(watched, kept=setting.store)


def _talked(watched: Watched, *, kept: str | None) -> int:
    """Take messages until there are no more; the exit code says whether the last one was answered."""
    console = screen()
    about = watched.context.account
    remembers = f"remembered in {quoted(kept)}" if kept else "forgotten at the end; `--store FILE` keeps it"
    what = f"what personas note about {quoted(about)} is {remembers}" if about else "no account, so nothing is noted"
    _say(console, told_more(f"{what}. {_QUIT} ends"))
    code = OK
    while (text := _asked(_ASKING)) is not None and text != _QUIT:
        code = _turn(console, watched, text) if text else code
    return code


def _turn(console: Console, watched: Watched, text: str) -> int:
    """One message; whatever a model or a tool fails with is said, and the conversation goes on."""
    try:
        for happening in watched.heard(text, _approved):
            for line in happening_lines(happening):
                _say(console, line)
    except Exception as error:  # noqa: BLE001  a model of somebody else's may raise anything
        kind = "" if isinstance(error, FleetError) else f"{type(error).__name__}: "
        sys.stdout.flush()
        said = seen(f"{kind}{str(error).strip().partition(_NEW_LINE)[0]}")
        print(f"error: this message was not answered: {said}", file=sys.stderr, flush=True)
        return USAGE
    return OK


def _approved(question: Question) -> object:
    """Ask whoever sits there about one exact call; who says nothing says no."""
    said = _asked("approve this call? yes or no: ")
    by = getpass.getuser()
    return approve(question, by=by) if said is not None and said.lower() in _YES else reject(question, by=by)


def _asked(prompt: str) -> str | None:
    """A line of whoever sits there; None at the end. What comes from a pipe is shown, as a terminal would."""
    try:
        text = input(prompt)
    except EOFError:
        print()
        return None
    if not sys.stdin.isatty():
        print(visible(text), flush=True)
    return text.strip()


def _say(console: Console, text: Text) -> None:
    console.print(text, soft_wrap=True)


@contextmanager
def _modules_of_here() -> Iterator[None]:
    """Find modules of the working folder, as `python -m` does."""
    here = str(Path.cwd())
    sys.path.insert(0, here)
    try:
        yield
    finally:
        sys.path.remove(here)
