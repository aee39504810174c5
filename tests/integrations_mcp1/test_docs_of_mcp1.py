"""The examples of the page and of the docstrings, run with this major of the package."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

pytest.importorskip("mcp.server.fastmcp", reason="make test-integrations", exc_type=ImportError)

from fleet.integrations import mcp

PAGE = Path(__file__).parents[2] / "docs" / "frameworks.md"
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), flags=re.DOTALL)


def test_the_docstrings():
    failed, tried = doctest.testmod(mcp)
    assert (failed, tried > 1) == (0, True)


def test_the_page():
    (block,) = [one for one in BLOCKS if "fleet.integrations.mcp" in one]
    names = {}
    exec(compile(block, PAGE.name, "exec"), names)  # noqa: S102  our own page
    assert names["server"].name == "fleet"
