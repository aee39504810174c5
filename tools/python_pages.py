"""The pages about Python: an index of all names, and a page for each room, which `make docs` fills from the docstrings.

They are written by `python tools/reference_pages.py docs/reference`.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import fleet

_SOURCE = Path(__file__).resolve().parents[1] / "src"
_INTRODUCTION = """\
`import fleet` gives everything up to the errors; it takes about ten milliseconds, and loads a room when something of it
is asked for. What stands further down lives in the room that its name says. The examples are run by the tests.
"""


class Room(NamedTuple):
    """A page of names.

    Attributes:
        stem: the name of its file, without the ending.
        title: its heading.
        about: what is said before the names.
        names: the names, each with all that stands before it.
    """

    stem: str
    title: str
    about: str
    names: tuple[str, ...]


ROOMS = (
    Room(
        "library",
        "A library",
        "What is read from the files, and who owns what.",
        (
            "fleet.load",
            "fleet.check",
            "fleet.Library",
            "fleet.Persona",
            "fleet.Boundary",
            "fleet.Assist",
            "fleet.Tool",
        ),
    ),
    Room(
        "work",
        "A piece of work",
        "What the host knows about it, and what follows from that.",
        ("fleet.Context", "fleet.relate", "fleet.Relation"),
    ),
    Room(
        "prompts",
        "Prompts",
        "How they are sent: [prompts and files for others](../../formats.md).",
        ("fleet.compile_prompt", "fleet.Prompt"),
    ),
    Room(
        "guard",
        "The guard",
        "How it is used: [the guard](../../guard.md), [the record](../../record.md).",
        (
            "fleet.Guard",
            "fleet.Decision",
            "fleet.Approval",
            "fleet.Handoff",
            "fleet.Baton",
            "fleet.Ledger",
            "fleet.Record",
        ),
    ),
    Room(
        "router",
        "The router",
        "How it is used: [routing](../../routing.md).",
        ("fleet.Router", "fleet.Route", "fleet.Leg"),
    ),
    Room(
        "errors",
        "Errors and findings",
        "Codes and wordings: [diagnostics](../../diagnostics.md).",
        ("fleet.FleetError", "fleet.LibraryError", "fleet.PromptError", "fleet.UnknownNameError", "fleet.Diagnostic"),
    ),
    Room(
        "boundary-tests",
        "Boundary tests",
        "How they are used: [boundary tests](../../boundary-tests.md), [reports](../../reports.md),\n"
        "[cassettes](../../cassettes.md).",
        (
            "fleet.testing.generated",
            "fleet.testing.run",
            "fleet.testing.coverage_of",
            "fleet.testing.mutation_score",
            "fleet.testing.language.scenarios_of",
            "fleet.testing.language.Reply",
            "fleet.testing.language.judged",
            "fleet.testing.cassette.cassette_model",
            "fleet.testing.cassette.recording",
            "fleet.testing.report.reported",
        ),
    ),
    Room(
        "plan",
        "A plan",
        "What an edit of a library changes, as `fleet plan` says it.",
        ("fleet.plan.compared", "fleet.plan.Plan"),
    ),
    Room(
        "memory",
        "Account memory",
        "How it is used: [account memory](../../memory.md).",
        ("fleet.memory.Journal", "fleet.memory.Note"),
    ),
    Room(
        "langgraph",
        "LangGraph and LangChain",
        "How they are used: [on LangGraph](../../langgraph.md), [what is enforced where](../../frameworks.md).",
        (
            "fleet.integrations.langgraph.graph.build_fleet",
            "fleet.integrations.langgraph.middleware.LaneMiddleware",
            "fleet.integrations.langgraph.engine.open_engine",
            "fleet.integrations.langchain_tools.guard_tools",
            "fleet.integrations.langchain.router_runnable",
            "fleet.integrations.langchain.system_message",
        ),
    ),
    Room(
        "frameworks",
        "Other frameworks",
        "How they are used: [what is enforced where](../../frameworks.md),\n"
        "[OpenAI Agents SDK](../../openai-agents.md), [MCP](../../mcp.md).",
        (
            "fleet.integrations.openai_agents.guarded_agents",
            "fleet.integrations.work.Work",
            "fleet.integrations.mcp.build_server",
            "fleet.integrations.openai.chat_messages",
            "fleet.integrations.anthropic.system_blocks",
        ),
    ),
)
"""Every page, in the order in which somebody meets them."""


def python_pages(mark: str) -> Iterator[tuple[str, str]]:
    """Path below the reference, and text, of every page.

    Args:
        mark: the line that says that a page is generated.
    """
    yield "python/index.md", f"{mark}\n\n# Python\n\n{_INTRODUCTION}\n{_index()}"
    for room in ROOMS:
        names = "\n".join(f"::: {name}\n" for name in room.names)
        yield f"python/{room.stem}.md", f"{mark}\n\n# {room.title}\n\n{room.about}\n\n{names}"


def _index() -> str:
    """Every name, by room, with the first sentence of what is said about it."""
    parts = []
    for room in ROOMS:
        rows = [f"| [`{name}`]({room.stem}.md#{name}) | {_first(name)} |" for name in room.names]
        parts.append("\n".join([f"## [{room.title}]({room.stem}.md)\n", "| name | |", "|---|---|", *rows, ""]))
    return "\n".join(parts)


def _first(name: str) -> str:
    """The first sentence of a docstring, as a cell of a table."""
    sentence = re.split(r"(?<=\.)\s", " ".join(_docstring(name).split()), maxsplit=1)[0]
    return sentence.replace("|", "\\|").replace("``", "`")


def _docstring(name: str) -> str:
    """What is said about a name; a module that needs a package which may not be here is read and not imported."""
    module, _, last = name.rpartition(".")
    if not module.startswith("fleet.integrations"):
        home = fleet if module == "fleet" else importlib.import_module(module)
        return inspect.getdoc(getattr(home, last)) or ""
    home = _SOURCE / module.replace(".", "/")
    for file in sorted(home.glob("*.py")) if home.is_dir() else [home.with_suffix(".py")]:
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == last:
                return ast.get_docstring(node) or ""
    return ""
