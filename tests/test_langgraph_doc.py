"""`docs/langgraph.md` is run from top to bottom, and so are the examples that need LangGraph."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def test_the_page_runs_from_top_to_bottom():
    names = {}
    for block in re.findall(
        r"```python\n(.*?)```", (ROOT / "docs" / "langgraph.md").read_text("utf-8"), flags=re.DOTALL
    ):
        exec(compile(block, "docs/langgraph.md", "exec"), names)  # noqa: S102  our own page


@pytest.mark.parametrize("name", ["fleet_on_langgraph", "lanes_for_an_agent"])
def test_an_example_runs(name):
    done = subprocess.run(
        [sys.executable, ROOT / "examples" / f"{name}.py"], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert "It works again: the certificate had expired." in done.stdout


def lines_of(name):
    """The lines of an example that are its code, and not the imports."""
    code = (ROOT / "examples" / f"{name}.py").read_text("utf-8").split('"""', 2)[2]
    return [line for line in code.splitlines() if line.strip() and not line.startswith(("from ", "import "))]


def test_they_are_as_short_as_they_say():
    assert len(lines_of("lanes_for_an_agent")) == 3
    assert len(lines_of("fleet_on_langgraph")) <= 10
