"""A talk with a fleet: lines are read, what happens is shown, and a conversation that was left goes on."""

from __future__ import annotations

import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from langgraph.checkpoint.memory import InMemorySaver
from langgraph.store.memory import InMemoryStore
from rich.console import Console
from rich.text import Text

from fleet.cli.asking import QUIT, LeftOpenError, approved, approved_or_left, asked, is_yes
from fleet.cli.ending import OK, USAGE
from fleet.cli.happening import happening_lines
from fleet.cli.resuming import known_again, standing_lines, written_down
from fleet.cli.screen import screen
from fleet.cli.telling import seen, told_more
from fleet.diagnostics import quoted
from fleet.errors import FleetError
from fleet.guard import Record
from fleet.integrations.langgraph.engine import Engine, open_engine
from fleet.integrations.langgraph.named import named_model, named_tools
from fleet.integrations.langgraph.standing import Standing, standing
from fleet.integrations.langgraph.watched import Happening, Watched, watched_fleet
from fleet.library import Library
from fleet.memory import Journal
from fleet.routing import Router
from fleet.spec import Context

_ASKING = "> "
_NEW_LINE = "\n"


class Setting(NamedTuple):
    """What a talk is held with.

    Attributes:
        model: the name of the chat model.
        tools: the name of what returns the tools; None if there are none.
        store: the file or the server that keeps conversations and memory; None keeps them until the end.
        record: the folder where decisions are written down; None is nowhere.
        context: what is known about the work; only what was said is set.
        thread: the name of the conversation, for going on with it; None is one that nobody goes on with.
    """

    model: str
    tools: str | None
    store: str | None
    record: Path | None
    context: Context
    thread: str | None = None


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
            thread=setting.thread or uuid.uuid4().hex,
            context=setting.context,
        )
        if setting.thread is None:
            return _talked(watched, setting)
        found = standing(watched)
        if found is not None:
            watched = replace(watched, context=known_again(setting.thread, found.context, setting.context))
        return _talked(watched, setting, found)


def _talked(watched: Watched, setting: Setting, found: Standing | None = None) -> int:
    """Take messages until there are no more; the exit code says whether the last one was answered."""
    console = screen()
    about = watched.context.account
    kept = setting.store
    remembers = f"remembered in {quoted(kept)}" if kept else "forgotten at the end; `--store FILE` keeps it"
    what = f"what personas note about {quoted(about)} is {remembers}" if about else "no account, so nothing is noted"
    _say(console, told_more(f"{what}. {QUIT} ends"))
    answer = approved if setting.thread is None else approved_or_left
    try:
        code = _resumed(console, watched, setting, found)
        while (text := asked(_ASKING)) is not None and text != QUIT:
            code = _turn(console, watched.heard(text, answer)) if text else code
    except LeftOpenError:
        _say(console, told_more("it stays open, and is asked again at the next start"))
        return USAGE
    return code


def _resumed(console: Console, watched: Watched, setting: Setting, found: Standing | None) -> int:
    """Say where a conversation goes on, and do what is left of its last message.

    What waits for a human is asked again. What broke off elsewhere goes on by itself where the record knows what was
    done; else a change might be made twice, and whoever sits there decides.
    """
    if setting.thread is None:
        return OK
    for line in standing_lines(setting.thread, found, watched.context):
        _say(console, line)
    if found is None or not found.open:
        return OK
    if not found.waits and not written_down(setting.record, setting.thread):
        _say(console, told_more("no `--record` knows what was done for it; a change might be made again"))
        if not is_yes(asked("go on with it? yes or no: ")):
            return USAGE
    return _turn(console, watched.resumed(approved_or_left))


def _turn(console: Console, happenings: Iterator[Happening]) -> int:
    """What happens after one message; whatever a model or a tool fails with is said, and the conversation goes on."""
    try:
        for happening in happenings:
            for line in happening_lines(happening):
                _say(console, line)
    except LeftOpenError:
        raise
    except Exception as error:  # noqa: BLE001  a model of somebody else's may raise anything
        kind = "" if isinstance(error, FleetError) else f"{type(error).__name__}: "
        sys.stdout.flush()
        said = seen(f"{kind}{str(error).strip().partition(_NEW_LINE)[0]}")
        print(f"error: this message was not answered: {said}", file=sys.stderr, flush=True)
        return USAGE
    return OK


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
