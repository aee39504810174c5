"""What a fleet runs on: LangGraph's checkpointer and store, in a SQLite file, or on a Postgres server by its URL."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from os import PathLike, fspath
from pathlib import Path
from typing import NamedTuple

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.store.base import BaseStore

from fleet.diagnostics import quoted
from fleet.errors import FleetError
from fleet.integrations.extras import LANGGRAPH, POSTGRES, needing

DEFAULT_FILE = "fleet.sqlite"
"""The file that holds checkpoints and memory, where nothing else is said."""

_URL = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
_POSTGRES = frozenset({"postgres", "postgresql"})

Where = str | PathLike[str]


class Engine(NamedTuple):
    """What to give to a graph: ``checkpointer`` keeps conversations, ``store`` what is remembered beyond them."""

    checkpointer: BaseCheckpointSaver[str]
    store: BaseStore


@contextmanager
def open_engine(where: Where = DEFAULT_FILE) -> Iterator[Engine]:
    """Open checkpointer and store, with their tables made, and close them at the end.

    Args:
        where: a file, which is made if it is not there, or a URL that begins with ``postgresql://``.

    Raises:
        MissingExtraError: if an extra is not installed.
        FleetError: if the file cannot be opened or is something else, or the server cannot be reached.

    >>> import tempfile
    >>> from fleet.memory import Journal
    >>> with tempfile.TemporaryDirectory() as folder, open_engine(f"{folder}/fleet.sqlite") as engine:
    ...     Journal(engine.store).entries("acme")
    ()
    """
    if is_url(where):
        with needing("postgres", *POSTGRES):
            from fleet.integrations.langgraph.postgres import postgres_engine  # noqa: PLC0415  its own extra

        with postgres_engine(fspath(where)) as (checkpointer, store):
            yield Engine(checkpointer, store)
        return
    with needing("langgraph", *LANGGRAPH):
        from fleet.integrations.langgraph.sqlite import sqlite_engine  # noqa: PLC0415  its own extra

    with sqlite_engine(Path(where)) as (saver, kept):
        yield Engine(saver, kept)


@asynccontextmanager
async def aopen_engine(where: Where = DEFAULT_FILE) -> AsyncIterator[Engine]:
    """The same as `open_engine`, for graphs that run in coroutines. A journal over this store is asked from another
    thread, as ``asyncio.to_thread(journal.brief, ...)`` does; tools of a graph are.

    Raises:
        FleetError: as `open_engine`.
    """
    if is_url(where):
        with needing("postgres", *POSTGRES):
            from fleet.integrations.langgraph.postgres import async_postgres_engine  # noqa: PLC0415  its own extra

        async with async_postgres_engine(fspath(where)) as (checkpointer, store):
            yield Engine(checkpointer, store)
        return
    with needing("langgraph", *LANGGRAPH):
        from fleet.integrations.langgraph.sqlite import async_sqlite_engine  # noqa: PLC0415  its own extra

    async with async_sqlite_engine(Path(where)) as (saver, kept):
        yield Engine(saver, kept)


@contextmanager
def open_store(where: Where = DEFAULT_FILE) -> Iterator[BaseStore]:
    """Open the store alone, for whoever looks at what is remembered.

    Raises:
        FleetError: as `open_engine`.
    """
    if is_url(where):
        with needing("postgres", *POSTGRES):
            from fleet.integrations.langgraph.postgres import postgres_store  # noqa: PLC0415  its own extra

        with postgres_store(fspath(where)) as store:
            yield store
        return
    with needing("langgraph", *LANGGRAPH):
        from fleet.integrations.langgraph.sqlite import sqlite_store  # noqa: PLC0415  its own extra

    with sqlite_store(Path(where)) as kept:
        yield kept


def is_url(where: Where) -> bool:
    """Whether this is the URL of a server, and no file.

    Raises:
        FleetError: for the URL of a server of another kind.

    >>> is_url("fleet.sqlite"), is_url("postgresql://localhost/fleet")
    (False, True)
    """
    found = _URL.match(fspath(where))
    if found is None:
        return False
    if found[1].lower() not in _POSTGRES:
        message = f"no engine is known for {quoted(found[0])}; give a file, or a URL that begins with `postgresql://`"
        raise FleetError(message)
    return True
