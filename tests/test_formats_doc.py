"""What docs/formats.md shows is run: every command, every piece of Python, every file."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from fleet.cli import main

PAGE = Path(__file__).parent.parent / "docs" / "formats.md"
TEXT = PAGE.read_text("utf-8")
BLOCKS = re.findall(r"^```([a-z]+)\n(.*?)^```$", TEXT, flags=re.DOTALL | re.MULTILINE)
LISTED = [line for kind, block in BLOCKS if kind == "text" for line in block.splitlines()]
NAMED = re.findall(r"`(fleet [^`]+)`", TEXT)
PYTHON = [block for kind, block in BLOCKS if kind == "python"]


def block(kind):
    (only,) = [text for name, text in BLOCKS if name == kind]
    return only


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder with the two files that the page shows."""
    monkeypatch.delenv("FLEET_HOME", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "AGENTS.md").write_text(block("markdown"), encoding="utf-8")
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / "library.yaml").write_text(block("yaml"), encoding="utf-8")
    return tmp_path


def test_the_page_shows_commands_of_every_format():
    assert len(LISTED) > 8
    assert [line for line in [*LISTED, *NAMED] if not line.startswith("fleet ")] == []
    said = "\n".join([*LISTED, *NAMED])
    formats = ("openai", "openai-responses", "anthropic", "claude-code", "crewai", "promptfoo", "deepeval")
    assert [name for name in formats if f"--format {name}" not in said] == []


def test_the_commands_run_in_their_order(here, capsys):
    for line in LISTED:
        assert main(shlex.split(line)[1:]) == 0, line
        assert capsys.readouterr().out, line
    assert "Rocket" in (here / ".claude" / "agents" / "support-agent.md").read_text(encoding="utf-8")
    assert "Acme" in (here / "config" / "agents.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", dict.fromkeys(NAMED))
def test_a_command_that_is_named_runs(here, capsys, command):
    assert main(shlex.split(command)[1:]) == 0
    assert capsys.readouterr().out


@pytest.mark.parametrize("code", PYTHON, ids=range(len(PYTHON)))
def test_the_code_of_the_page_runs(here, code):
    exec(compile(code, "formats.md", "exec"), {})  # noqa: S102  our own page
