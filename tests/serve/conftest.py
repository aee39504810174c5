"""A server over the shipped library, asked in this process."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from fleet.serve import build_app

BASE = "http://127.0.0.1:8321"


@pytest.fixture(scope="session")
def app(shipped):
    return build_app(shipped)


@pytest.fixture(scope="session")
def client(app):
    with TestClient(app, base_url=BASE, raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture
def served(shipped):
    """A function that gives a client of an application that is built in another way."""
    opened = []

    def build(library=shipped, **more):
        client = TestClient(build_app(library, **more), base_url=BASE, raise_server_exceptions=False)
        opened.append(client)
        return client.__enter__()

    yield build
    for client in opened:
        client.__exit__(None, None, None)
