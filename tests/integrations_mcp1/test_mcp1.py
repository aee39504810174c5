"""A library served with the first major of the MCP SDK: all tests of `tests/over_mcp/served.py`."""

from __future__ import annotations

from contextlib import asynccontextmanager

import pytest

pytest.importorskip("mcp.server.fastmcp", reason="make test-integrations", exc_type=ImportError)

from mcp import ClientSession, stdio_client
from mcp.shared.memory import create_connected_server_and_client_session
from pydantic import AnyUrl

from served import *  # noqa: F403  tests are collected where they are imported
from served import Sdk


@asynccontextmanager
async def over_a_pipe(served):
    async with stdio_client(served) as streams, ClientSession(*streams) as client:
        await client.initialize()
        yield client


@pytest.fixture
def sdk():
    return Sdk(create_connected_server_and_client_session, over_a_pipe, AnyUrl)
