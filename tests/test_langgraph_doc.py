"""The guide of the running fleet, block after block, and the examples that stand beside it."""

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def test_what_the_guide_shows_runs():
    page = (ROOT / "docs" / "langgraph.md").read_text("utf-8")
    blocks = re.findall(r"```python\n(.*?)```", page, flags=re.DOTALL)
    assert len(blocks) >= 2
    names = {}
    for block in blocks:
        exec(compile(block, "docs/langgraph.md", "exec"), names)  # noqa: S102  our own page


@pytest.mark.parametrize("name", ["lanes_for_an_agent.py", "fleet_on_langgraph.py"])
def test_the_examples_run(name, capsys, monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "examples"))
    runpy.run_path(str(ROOT / "examples" / name), run_name="__main__")
    assert capsys.readouterr().out.strip()
