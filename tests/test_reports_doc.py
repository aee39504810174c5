"""`docs/reports.md`, followed from top to bottom in an empty folder: sessions and commands give what it shows."""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "reports.md").read_text("utf-8")
BLOCK = re.compile(r"^```(python|console)(?: exit=(\d))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)

pytestmark = [pytest.mark.bulk, pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")]


def test_the_page_shows_what_happens(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ran = 0
    for kind, code, text in BLOCK.findall(PAGE):
        if kind == "console":
            for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
                command, _, shown = part.partition("\n")
                done = run(command)
                wanted = int(code or 0) if not command.startswith("cat ") else 0
                assert done.returncode == wanted, f"{command}\n{done.stdout}"
                checker = doctest.OutputChecker()
                flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
                assert checker.check_output(shown, done.stdout, flags), f"{command}\n{done.stdout}"
                ran += 1
        elif text.startswith(">>> "):
            session = doctest.DocTestParser().get_doctest(text, {}, "reports.md", None, 0)
            runner, said = doctest.DocTestRunner(), []
            runner.run(session, out=said.append)
            assert runner.summarize(verbose=False).failed == 0, "".join(said)
        else:
            name = re.match(r"# (\S+)\n", text)[1]
            (tmp_path / name).write_text(text, "utf-8")
    assert ran == 6


def run(command):
    """A command as somebody types it."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("FLEET_H", "PYTEST_", "COV_"))}
    folder = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-c", command],
        env={**kept, "PATH": folder, "COLUMNS": "200"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
