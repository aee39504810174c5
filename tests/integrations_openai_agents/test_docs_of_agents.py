"""The examples of the page and of the docstrings, run with the real package."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

pytest.importorskip("agents.models.interface", reason="make test-integrations", exc_type=ImportError)

from agents import MultiProvider

from fleet.integrations import openai_agents
from scripted_agents import Scripted, call, sync

PAGE = Path(__file__).parents[2] / "docs" / "openai-agents.md"
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), flags=re.DOTALL)


def test_the_docstrings():
    failed, tried = doctest.testmod(openai_agents)
    assert (failed, tried > 2) == (0, True)


def test_the_page(monkeypatch):
    (block,) = [one for one in BLOCKS if "fleet.integrations.openai_agents" in one]
    model = Scripted(call("tickets_resolve", id=4411), "Noted.")
    monkeypatch.setattr(MultiProvider, "get_model", lambda self, name: model)
    names = {"sync": sync}
    exec(compile(block.replace("Runner.run_sync(", "sync("), PAGE.name, "exec"), names)  # noqa: S102  our own page
    assert names["result"].final_output == "Noted."
    assert [one.tool for one in names["work"].ledger.done] == ["tickets.resolve"]
