"""`docs/memory.md`, followed from top to bottom in an empty folder: sessions and commands give what it shows."""

from __future__ import annotations

import doctest
import re
import shlex
from pathlib import Path

from fleet.cli import main

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "memory.md").read_text("utf-8")
BLOCK = re.compile(r"^```(python|console)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_page_shows_what_happens(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    names, kinds = {}, []
    for kind, text in BLOCK.findall(PAGE):
        kinds.append(kind)
        if kind == "python":
            session = doctest.DocTestParser().get_doctest(text, names, "memory.md", None, 0)
            runner, said = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS), []
            runner.run(session, out=said.append, clear_globs=False)
            assert runner.summarize(verbose=False).failed == 0, "".join(said)
            names = session.globs
            continue
        for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
            command, _, shown = part.partition("\n")
            if command.startswith("pip "):
                continue
            capsys.readouterr()
            assert main(shlex.split(command)[1:]) == 0
            found = capsys.readouterr().out
            assert doctest.OutputChecker().check_output(shown, found, doctest.ELLIPSIS), f"{command}\n{found}"
    assert (kinds.count("python"), kinds.count("console")) == (4, 2)
