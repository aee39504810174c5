"""A library served with the second major of the MCP SDK: all tests of `tests/over_mcp/served.py`."""

from __future__ import annotations

import pytest

pytest.importorskip("mcp.server.mcpserver", reason="make test-integrations", exc_type=ImportError)

from mcp import Client

from served import *  # noqa: F403  tests are collected where they are imported
from served import Sdk


@pytest.fixture
def sdk():
    return Sdk(Client, Client, str)
