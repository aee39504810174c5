"""Checkpoints and memory in one SQLite file: the engine that needs no server, for one machine."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, closing, contextmanager, suppress
from pathlib import Path
from typing import Literal

import aiosqlite
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver
from langgraph.store.sqlite import SqliteStore
from langgraph.store.sqlite.aio import AsyncSqliteStore

from fleet.diagnostics import quoted
from fleet.errors import FleetError

_PATIENCE = 30.0
_TRIES = 200
_PAUSE = 0.05
_ERASE = "PRAGMA secure_delete = ON"  # what is deleted is written over, and not only forgotten


@contextmanager
def sqlite_store(path: Path) -> Iterator[SqliteStore]:
    """Open the store in a file, which is made if it is not there.

    Raises:
        FleetError: if it cannot be opened, or is something else.
    """
    with _explained(path), closing(_connected(path, autocommit=True)) as connection:
        store = SqliteStore(connection)
        _patiently(store.setup)
        yield store


@contextmanager
def sqlite_engine(path: Path) -> Iterator[tuple[SqliteSaver, SqliteStore]]:
    """Open checkpointer and store in a file, which is made if it is not there.

    Raises:
        FleetError: if it cannot be opened, or is something else.
    """
    with ExitStack() as stack:
        store = stack.enter_context(sqlite_store(path))
        with _explained(path):
            saver = SqliteSaver(stack.enter_context(closing(_connected(path, autocommit=False))))
            _patiently(saver.setup)
        yield saver, store


@asynccontextmanager
async def async_sqlite_engine(path: Path) -> AsyncIterator[tuple[AsyncSqliteSaver, AsyncSqliteStore]]:
    """The same for graphs that run in coroutines.

    Raises:
        FleetError: if the file cannot be opened, or is something else.
    """
    await asyncio.to_thread(_made, path)
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(aiosqlite.connect(path, timeout=_PATIENCE))
        second = await stack.enter_async_context(aiosqlite.connect(path, timeout=_PATIENCE, isolation_level=None))
        for connection in (first, second):
            await connection.execute(_ERASE)
        saver, store = AsyncSqliteSaver(first), AsyncSqliteStore(second)
        await saver.setup()
        await store.setup()
        yield saver, store


def _made(path: Path) -> None:
    """Make the tables, so that nobody has to in a coroutine."""
    with sqlite_engine(path):
        pass


def _connected(path: Path, *, autocommit: bool) -> sqlite3.Connection:
    """A connection that waits for others who write; a new file is for nobody else to read."""
    try:
        _private(path)
    except OSError as error:
        message = f"{quoted(path)} cannot be used as a SQLite file: {(error.strerror or str(error)).lower()}"
        raise FleetError(message) from None
    level: Literal["DEFERRED"] | None = None if autocommit else "DEFERRED"
    connection = sqlite3.connect(path, timeout=_PATIENCE, check_same_thread=False, isolation_level=level)
    connection.execute(_ERASE)
    return connection


def _private(path: Path) -> None:
    """Make the file for its owner alone, if it is not there, and let a file that is there be.

    To close any handle of a file takes away all locks that the process holds on it, and with them what keeps SQLite
    from throwing away what others wrote: so the new file is closed before it has its name.

    Source: "How To Corrupt An SQLite Database File", section 2.2, sqlite.org.
    """
    if path.exists():
        return
    handle, new = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    os.close(handle)
    try:
        os.link(new, path)
    except FileExistsError:
        pass  # somebody else was first
    except OSError:  # a file system that gives a file one name only
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    finally:
        Path(new).unlink()


def _patiently(setup: Callable[[], object]) -> None:
    """Make the tables, while other processes may be making them, too."""
    for left in reversed(range(_TRIES)):
        try:
            setup()
        except (sqlite3.OperationalError, sqlite3.IntegrityError):
            if not left:
                raise
            time.sleep(_PAUSE)
        else:
            return


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        message = f"{quoted(path)} cannot be used as a SQLite file: {error}"
        raise FleetError(message) from None
