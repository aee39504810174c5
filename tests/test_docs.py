"""What the docstrings, the README and the examples show is run."""

import doctest
import importlib
import importlib.util
import pkgutil
import re
import runpy
from pathlib import Path

import pytest
from langchain_core.language_models import FakeListChatModel

import fleet

ROOT = Path(__file__).parent.parent
NEEDS = {
    "fleet.integrations.langchain_decisions": "langchain_core.decisions",  # not in every version that is supported
    "fleet.integrations.mcp": "mcp",  # an extra; `make test-integrations` has it
    "fleet.integrations.openai_agents": "agents",  # the same
}
MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(fleet.__path__, "fleet.")
    if not module.name.endswith("__main__")
    and (module.name not in NEEDS or importlib.util.find_spec(NEEDS[module.name]))
)
PAGES = ("README.md", "docs/uses.md", "docs/routing.md", "docs/boundary-tests.md")
BLOCKS = [
    (page, block)
    for page in PAGES
    for block in re.findall(r"```python\n(.*?)```", (ROOT / page).read_text("utf-8"), flags=re.DOTALL)
    if not block.startswith(">>> ")  # sessions are followed where the page is
]


class AnyModel(FakeListChatModel):
    """The chat model of a reader, where a page says `model`."""

    def bind_tools(self, tools, **kwargs):
        return self


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_docstrings_run(name):
    failed, _ = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS)
    assert failed == 0


def test_there_are_examples_in_docstrings():
    finder = doctest.DocTestFinder(exclude_empty=True)
    found = sum(bool(one.examples) for name in MODULES for one in finder.find(importlib.import_module(name)))
    assert found > 50


@pytest.mark.parametrize(("page", "block"), BLOCKS, ids=range(len(BLOCKS)))
def test_the_code_of_the_pages_runs(page, block):
    if "langchain_core.decisions" in block:
        pytest.importorskip("langchain_core.decisions", exc_type=ImportError)
    exec(compile(block, page, "exec"), {"model": AnyModel(responses=["It works again."])})  # noqa: S102  our own pages


def test_the_three_lines_run(capsys):
    runpy.run_path(str(ROOT / "examples" / "three-lines.py"), run_name="__main__")
    assert "support-agent" in capsys.readouterr().out


PROSE = sorted(path.relative_to(ROOT).as_posix() for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize("page", PROSE)
def test_the_links_of_a_page_lead_somewhere(page):
    for link in re.findall(r"\]\(([^)#:]+)\)", (ROOT / page).read_text("utf-8")):
        assert (ROOT / page).parent.joinpath(link).exists(), link


def test_the_code_about_frameworks_is_run_by_their_tests():
    pages = [(ROOT / "docs" / name).read_text("utf-8") for name in ("frameworks.md", "openai-agents.md", "mcp.md")]
    for block in re.findall(r"```python\n(.*?)```", "\n".join(pages), flags=re.DOTALL):
        (adapter,) = re.findall(r"^from (fleet\.integrations\.(?!work)\w+)", block, flags=re.MULTILINE)
        files = [*(ROOT / "tests").glob("integrations_*/test_docs_*.py"), ROOT / "tests" / "over_mcp" / "served.py"]
        tests = [path.read_text("utf-8") for path in files]
        assert any(f'"{adapter}" in one' in text for text in tests), adapter
