"""Checkpoints and memory on a Postgres server, so that many workers on many machines serve one fleet."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager

from langgraph.checkpoint.postgres import PostgresSaver
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph.store.postgres import PostgresStore
from langgraph.store.postgres.aio import AsyncPostgresStore
from psycopg import AsyncConnection, Connection, OperationalError
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool, ConnectionPool
from typing_extensions import TypedDict

from fleet.errors import FleetError

_LOCK = 0x666C656574  # the word `fleet`
_PATIENCE = 60.0
_PAUSE = 0.05


class _Pool(TypedDict):
    """What every pool of connections is made with."""

    min_size: int
    max_size: int
    kwargs: dict[str, object]
    open: bool


_POOL: _Pool = {
    "min_size": 1,
    "max_size": 10,
    "kwargs": {"autocommit": True, "prepare_threshold": 0, "row_factory": dict_row},
    "open": False,
}


@contextmanager
def postgres_store(url: str) -> Iterator[PostgresStore]:
    """Open the store on a server, with its tables made.

    Raises:
        FleetError: if the server cannot be reached.
    """
    with _pool(url) as pool:
        store = PostgresStore(pool)
        with _alone(url):
            store.setup()
        yield store


@contextmanager
def postgres_engine(url: str) -> Iterator[tuple[PostgresSaver, PostgresStore]]:
    """Open checkpointer and store on a server, with their tables made. They share a pool of connections; one that the
    server closed is replaced.

    Raises:
        FleetError: if the server cannot be reached.
    """
    with _pool(url) as pool:
        saver, store = PostgresSaver(pool), PostgresStore(pool)
        with _alone(url):
            saver.setup()
            store.setup()
        yield saver, store


@asynccontextmanager
async def async_postgres_engine(url: str) -> AsyncIterator[tuple[AsyncPostgresSaver, AsyncPostgresStore]]:
    """The same for graphs that run in coroutines.

    Raises:
        FleetError: if the server cannot be reached.
    """
    await asyncio.to_thread(_made, url)
    pool = AsyncConnectionPool(url, connection_class=AsyncConnection[DictRow], check=_acheck, **_POOL)
    async with pool:
        yield AsyncPostgresSaver(pool), AsyncPostgresStore(pool)


def _made(url: str) -> None:
    """Make the tables, so that nobody has to in a coroutine."""
    with postgres_engine(url):
        pass


@contextmanager
def _pool(url: str) -> Iterator[ConnectionPool[Connection[DictRow]]]:
    _reached(url)
    pool = ConnectionPool(url, connection_class=Connection[DictRow], check=_check, **_POOL)
    with pool:
        yield pool


def _check(connection: Connection[DictRow]) -> None:
    """Whether a connection still answers: one that does not is replaced by the pool."""
    connection.execute("")


async def _acheck(connection: AsyncConnection[DictRow]) -> None:
    await connection.execute("")


def _reached(url: str) -> None:
    """Ask once whether the server answers: a pool would only say that it had no connection in time."""
    try:
        Connection.connect(url).close()
    except OperationalError as error:
        message = f"the Postgres server does not answer: {' '.join(str(error).split())}"
        raise FleetError(message) from None


@contextmanager
def _alone(url: str) -> Iterator[None]:
    """Let one process at a time make tables.

    The lock is asked for again and again: a session that waits inside the server would be waited for by those that
    build an index there.
    """
    with ExitStack() as stack:
        connection = stack.enter_context(Connection.connect(url, autocommit=True))
        until = time.monotonic() + _PATIENCE
        while connection.execute("SELECT pg_try_advisory_lock(%s)", (_LOCK,)).fetchone() != (True,):
            if time.monotonic() > until:
                message = "the tables of the store are being made by another process, which does not end"
                raise FleetError(message)
            time.sleep(_PAUSE)
        yield
