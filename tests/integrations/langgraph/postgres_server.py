"""A Postgres server for tests: the one that FLEET_POSTGRES names, or one that is started from a binary found here."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest


def _binary(name):
    found = shutil.which(name)
    return found or next(map(str, sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)), None)


@pytest.fixture(scope="session")
def server():
    """The URL of a Postgres server: the one that FLEET_POSTGRES names, or one that is started for these tests."""
    pytest.importorskip("psycopg")
    if os.environ.get("FLEET_POSTGRES"):
        yield os.environ["FLEET_POSTGRES"]
        return
    initdb, postgres = _binary("initdb"), _binary("postgres")
    if initdb is None or postgres is None:
        pytest.skip("there is no Postgres server here, and FLEET_POSTGRES names none")
    folder = Path(tempfile.mkdtemp(prefix="fleet-", dir="/tmp"))
    user = {}
    if os.geteuid() == 0:  # a server does not run as root
        shutil.chown(folder, "nobody")
        user = {"user": "nobody"}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder, **user}
    data = folder / "data"
    subprocess.run([initdb, "-D", data, "-U", "fleet", "-A", "trust", "-E", "UTF8", "--no-sync"], check=True, **quiet)
    started = subprocess.Popen([postgres, "-D", data, "-k", folder, "-h", "", "-F"], **quiet)
    try:
        url = f"postgresql:///postgres?host={folder}&user=fleet"
        _answering(url, started)
        yield url
    finally:
        started.terminate()
        started.wait(30)
        shutil.rmtree(folder)


def _answering(url, server):
    import psycopg

    for _ in range(200):
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            assert server.poll() is None
            with pytest.raises(subprocess.TimeoutExpired):
                server.wait(0.1)
        else:
            return
    pytest.fail("the server does not answer")


@pytest.fixture
def database(server):
    """A new, empty database on the server."""
    import psycopg
    from psycopg.conninfo import make_conninfo

    name = f"fleet_{os.getpid()}_{os.urandom(4).hex()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    if "?" in server:
        head, _, query = server.partition("?")
        url = f"{head.rsplit('/', 1)[0]}/{name}?{query}"
    else:
        url = f"{server.rsplit('/', 1)[0]}/{name}"
    assert make_conninfo(url)
    yield url
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
