"""`docs/cassettes.md`, followed from top to bottom in an empty folder: the sessions give what it shows."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "cassettes.md").read_text("utf-8")
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_page_shows_what_happens(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    blocks = BLOCK.findall(PAGE)
    session = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, "cassettes.md", None, 0)
    runner, said = doctest.DocTestRunner(), []
    runner.run(session, out=said.append)
    assert runner.summarize(verbose=False).failed == 0, "".join(said)
    assert len(blocks) == 5
