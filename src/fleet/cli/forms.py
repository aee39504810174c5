"""What ``fleet compile`` writes in each format: which files, where, and how one that it wrote is known again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from fleet.integrations import claude_code, crewai
from fleet.library import Library, shown
from fleet.prompts import GENERATED, compiled_files, generated


class CompileFormat(StrEnum):
    """Prompts to review, or files that a framework reads, to run agents or to test them."""

    markdown = "markdown"
    claude_code = "claude-code"
    crewai = "crewai"
    promptfoo = "promptfoo"
    deepeval = "deepeval"


class Form(NamedTuple):
    """One format.

    Attributes:
        name: how it is asked for.
        noun: what there is one of for each persona.
        folder: where the files lie unless somebody says otherwise.
        pattern: the names that a file of an earlier run can have.
        mark: how a file starts that this format wrote; one of several ways.
        origin: what a file is compiled from.
        shared: whether people write files of these names too, so that only what has the mark is written over.
        files: what there is to write, file name -> text.
    """

    name: CompileFormat
    noun: str
    folder: Path
    pattern: str
    mark: str | tuple[str, ...]
    origin: str
    shared: bool
    files: Callable[[Library], Mapping[str, str]]

    def written_by(self, out: Path) -> Iterator[Path]:
        """The files of a folder that an earlier run wrote, sorted."""
        return (path for path in sorted(out.glob(self.pattern)) if path.is_file() and self.wrote(path))

    def wrote(self, path: Path) -> bool:
        """Whether a file has this format's mark."""
        return text_of(path).startswith(self.mark)

    @property
    def asked(self) -> str:
        """The words that ask for this format."""
        return "fleet compile" if self.name is CompileFormat.markdown else f"fleet compile --format {self.name}"

    def command(self, out: Path, library: Path | None = None) -> str:
        """The words that write the files of a folder, of the library that was named."""
        named = "" if library is None else f" --library {shown(library)}"
        return self.asked + named + ("" if out == self.folder else f" --out {shown(out)}")


def text_of(path: Path) -> str:
    """The text of a file, whatever it holds and however its lines end."""
    return path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")


def _crew(library: Library) -> Mapping[str, str]:
    return {crewai.FILE: crewai.agents_yaml(library)}


def _promptfoo(library: Library) -> Mapping[str, str]:
    from fleet.integrations.promptfoo import promptfoo_files  # noqa: PLC0415  scenarios take more than prompts do

    return promptfoo_files(library)


def _deepeval(library: Library) -> Mapping[str, str]:
    from fleet.integrations.deepeval import deepeval_files  # noqa: PLC0415  the same

    return deepeval_files(library)


_FOR_DEEPEVAL = generated("a library, for DeepEval")


_ALL = (
    Form(
        name=CompileFormat.markdown,
        noun="prompts",
        folder=Path("prompts/compiled"),
        pattern="*.md",
        mark=f"<!-- {GENERATED}",
        origin="its persona",
        shared=False,
        files=compiled_files,
    ),
    Form(
        name=CompileFormat.claude_code,
        noun="agents",
        folder=Path(".claude/agents"),
        pattern="*.md",
        mark=claude_code.MARK,
        origin="its persona",
        shared=True,
        files=claude_code.agent_files,
    ),
    Form(
        name=CompileFormat.crewai,
        noun="agents",
        folder=Path("config"),
        pattern=crewai.FILE,
        mark=crewai.MARK,
        origin="the library",
        shared=True,
        files=_crew,
    ),
    Form(
        name=CompileFormat.promptfoo,
        noun="personas",
        folder=Path("evals/promptfoo"),
        pattern="*",
        mark=f"# {generated('a library, for promptfoo')}\n",
        origin="the library",
        shared=True,
        files=_promptfoo,
    ),
    Form(
        name=CompileFormat.deepeval,
        noun="personas",
        folder=Path("evals/deepeval"),
        pattern="*",
        mark=(f"# {_FOR_DEEPEVAL}\n", f'[\n {{"comments": "{_FOR_DEEPEVAL}"'),
        origin="the library",
        shared=True,
        files=_deepeval,
    ),
)

FORMS: Mapping[CompileFormat, Form] = {form.name: form for form in _ALL}
"""Every format with what it writes."""
