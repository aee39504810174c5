"""`docs/chat.md`, followed in an empty folder: the talk with its module goes as the page shows it."""

from __future__ import annotations

import doctest
import io
import re
import shlex
import sys
from pathlib import Path

from fleet.cli import main

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "chat.md").read_text("utf-8")


def test_the_talks_of_the_page_are_what_happens(tmp_path, monkeypatch, capsys):
    (module,) = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    sessions = re.findall(r"^```console\n\$ (.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert len(sessions) == 3
    (tmp_path / "mine.py").write_text(module)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FLEET_HOME", raising=False)
    monkeypatch.delenv("FLEET_STORE", raising=False)
    monkeypatch.setitem(sys.modules, "mine", None)  # so that it is put back
    for session in sessions:
        monkeypatch.delitem(sys.modules, "mine")
        command, _, shown = session.partition("\n")
        typed = re.findall(r"^(?:> |approve this call\? yes or no: )(.*)$", shown, re.MULTILINE)
        monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(typed)))
        assert main(shlex.split(command)[1:]) == (2 if "it stays open" in shown else 0)
        found = capsys.readouterr().out
        assert doctest.OutputChecker().check_output(shown, found, doctest.ELLIPSIS), found
    sys.modules.pop("mine", None)
