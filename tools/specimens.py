"""Bad inputs and what the library says about each: those of the pages, and those of `tests/fixtures/messages`."""

from __future__ import annotations

import ast
import doctest
import os
import re
import shlex
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, redirect_stderr, redirect_stdout
from dataclasses import replace
from functools import partial
from io import BytesIO, StringIO, TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import NamedTuple
from unittest import mock

import pytest
import yaml
from langchain_core.language_models import BaseChatModel, FakeListChatModel
from langgraph.store.memory import InMemoryStore

import fleet
from fleet import memory, testing
from fleet.checks import check
from fleet.cli import main
from fleet.cli.mutating import survivor_lines
from fleet.cli.suite import missing_lines
from fleet.diagnostics import CODES, Diagnostic, to_text
from fleet.errors import FleetError, LibraryError
from fleet.guard import Decision
from fleet.library import CASES, CASSETTES, SHIPPED, examined, load, shipped_folder
from fleet.pytest_plugin.failure import failure_text
from fleet.routing.alike import look_alikes
from fleet.testing import cassette
from overlay import blocks, lay, page_overlay
from unimportable import Unimportable

DATA = Path(__file__).resolve().parents[1] / "tests" / "fixtures" / "messages"
FOLDER = "my-library"

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FREE = ("FLEET_HOME", "NO_COLOR", "FORCE_COLOR", "_FLEET_COMPLETE")
_ENVIRONMENT = {"COLUMNS": "120", "LC_ALL": "C", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
_ENVIRONMENT |= {f"GIT_{who}_{what}": "me@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
_CHECKED_BY = {"FLT015": "fleet fmt --check my-library"}
_GIVEN = ("import fleet\n", "guard = fleet.Guard(fleet.load())\n")  # what a specimen has without saying so
_NAMES = {
    "fleet": fleet,
    "testing": testing,
    "Tool": fleet.Tool,
    "Handoff": fleet.Handoff,
    "Baton": fleet.Baton,
    "Context": fleet.Context,
    "failure_text": failure_text,
    "survivor_lines": survivor_lines,
    "missing_lines": missing_lines,
    "replace": replace,
    "Path": Path,
}


class Said(NamedTuple):
    """One text that somebody gets to read, and what it is.

    The kind is ``message``, ``label``, ``note``, ``help`` of a finding, ``reason`` of a decision, ``model`` for what a
    model reads, ``error`` for an exception or an ``error:`` line, ``line`` for any other line of output.
    """

    kind: str
    text: str


class Specimen(NamedTuple):
    """A bad input, and how it is given to the library.

    Attributes:
        about: what is wrong, in a few words; None for the example of a page, which speaks for itself.
        code: the code that it must give; None for an error without one.
        base: the library that `files` are laid over, see `overlay.lay`.
        files: what is laid over it.
        load: what is loaded of it.
        cases: a file of cases to read.
        cassette: a cassette to read.
        run: the words of a command line.
        python: statements, the last of which ends in a decision, an error or lines.
        before: commands to run before `files` are laid.
        closed: the end of the path of a folder that the system lets nobody list.
        env: variables of the environment.
        stdin: what a command reads.
    """

    about: str | None = None
    code: str | None = None
    base: str = "tiny"
    files: Mapping[str, object] = {}
    load: str = FOLDER
    cases: str | None = None
    cassette: str | None = None
    run: str | None = None
    python: str | None = None
    before: Sequence[str] = ()
    closed: str | None = None
    env: Mapping[str, str] = {}
    stdin: str = ""


class Shown(NamedTuple):
    """What came of a specimen: the rendered text, the findings if there are any, and every text in it."""

    specimen: Specimen
    text: str
    findings: tuple[Diagnostic, ...]
    said: tuple[Said, ...]


def specimens() -> Iterator[Specimen]:
    """All specimens: for each code that of its page first, and at the end those without a code."""
    written = [Specimen(**one) for path in sorted(DATA.glob("*.yaml")) for one in _read(path)]
    for code in CODES:
        yield from _of_page(code)
        yield from (one for one in written if one.code == code)
    yield from (one for one in written if one.code is None)


def shown(specimen: Specimen) -> Shown:
    """Give a specimen to the library, in a folder of its own, and say what came of it."""
    with tempfile.TemporaryDirectory() as folder, _alone(Path(folder), specimen):
        if specimen.base != SHIPPED:
            lay(Path(FOLDER), specimen.base, {} if specimen.before else specimen.files)
        for command in specimen.before:
            _done(shlex.split(command))
        if specimen.before:
            lay(Path(FOLDER), "", specimen.files)
        if specimen.python is not None:
            return _of_python(specimen)
        if specimen.run is not None:
            return _of_command(specimen)
        return _of_findings(specimen, _findings(specimen))


def _done(words: list[str]) -> None:
    """Do what a command does, and hear nothing of it."""
    if words[0] == "fleet":
        with redirect_stdout(StringIO()):
            main(words[1:])
    else:
        subprocess.run(words, check=True, capture_output=True)


def _read(path: Path) -> list[dict[str, object]]:
    return yaml.load(path.read_text("utf-8"), Loader=_LOADER)  # noqa: S506  safe either way, and these are our own


def _of_page(code: str) -> Iterator[Specimen]:
    base, files = page_overlay(code, "bad")
    example = CODES[code].page.split("## Example")[1].split("## Instead")[0]
    sessions = [block.text for block in blocks(example) if block.kind == "python"]
    if code in _CHECKED_BY:
        yield Specimen(code=code, base=base, files=files, run=_CHECKED_BY[code])
    elif files:
        named = {end: f"{FOLDER}/{name}" for name in files for end in (CASES, CASSETTES) if name.endswith(end)}
        yield Specimen(code=code, base=base, files=files, cases=named.get(CASES), cassette=named.get(CASSETTES))
    elif sessions:
        yield Specimen(code=code, base=SHIPPED, python=_until_decided("".join(sessions)))


def _until_decided(session: str) -> str:
    """The statements of an interactive session up to the one that makes the decision, or that raises an error."""
    examples = doctest.DocTestParser().get_examples(session)
    last = next(n for n, one in enumerate(examples) if one.source.startswith("decision =") or one.exc_msg)
    return "".join(one.source for one in examples[: last + 1] if one.source not in _GIVEN)


@contextmanager
def _alone(folder: Path, specimen: Specimen) -> Iterator[None]:
    """An empty working folder in which nothing of the surroundings shows."""
    here, listed = Path.cwd(), os.scandir
    environment = {name: value for name, value in os.environ.items() if name not in _FREE}

    def listing(path: str = ".") -> object:
        if specimen.closed is not None and str(path).endswith(specimen.closed):
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    os.chdir(folder)
    try:
        with (
            mock.patch.dict(os.environ, environment | _ENVIRONMENT | dict(specimen.env), clear=True),
            mock.patch("os.scandir", listing),
            mock.patch("sys.stdin", TextIOWrapper(BytesIO(specimen.stdin.encode()))),
        ):
            yield
    finally:
        os.chdir(here)


def _findings(specimen: Specimen) -> tuple[Diagnostic, ...]:
    if specimen.cases is not None:
        try:
            testing.read_cases(Path(specimen.cases), load(FOLDER))
        except LibraryError as error:
            return error.diagnostics
    if specimen.cassette is not None:
        try:
            cassette.read_cassette(Path(specimen.cassette))
        except LibraryError as error:
            return error.diagnostics
    library, findings = examined(specimen.load)
    if library is None:
        return findings
    warnings = look_alikes(library) if specimen.code == "FLT254" else check(library)
    return tuple(one for one in warnings if one.code == specimen.code)


def _of_findings(specimen: Specimen, findings: tuple[Diagnostic, ...]) -> Shown:
    said = tuple(text for one in findings for text in said_in(one))
    return Shown(specimen, _stable("\n\n".join(map(to_text, findings))), findings, said)


def said_in(finding: Diagnostic) -> Iterator[Said]:
    """The texts of a finding."""
    yield Said("message", finding.message)
    yield from (Said("label", label.text) for label in finding.labels)
    yield from (Said(kind, text) for kind, text in (("note", finding.note), ("help", finding.help)) if text)


def _of_command(specimen: Specimen) -> Shown:
    """What a command writes to stderr."""
    heard = StringIO()
    with redirect_stdout(StringIO()), redirect_stderr(heard):
        main(shlex.split(str(specimen.run))[1:])
    text = _stable(heard.getvalue().rstrip())
    said = [
        Said("error" if line.startswith("error: ") else "line", line.removeprefix("error: "))
        for line in text.split("\n")
    ]
    return Shown(specimen, f"$ {specimen.run}\n{text}", (), tuple(said))


def _of_python(specimen: Specimen) -> Shown:
    """What comes of the last statement: a decision in words, the error that it raises, or the lines that it lists."""
    source = str(specimen.python).strip()
    names: dict[str, object] = {**_NAMES, "asked": asked, "rewritten": rewritten, "noted": noted, "without": without}
    if {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)} & {"library", "guard"}:
        names["library"] = library = load() if specimen.base == SHIPPED else load(FOLDER)
        names["guard"] = fleet.Guard(library)
    try:
        came = _last_value(source, names)
    except (FleetError, pytest.UsageError) as error:
        kind, text = type(error).__name__, _stable(str(error))
        home = "fleet" if hasattr(fleet, kind) else type(error).__module__.removeprefix("_").split(".config")[0]
        return Shown(specimen, _session(source, f"{home}.{kind}: {text}"), (), (Said("error", text),))
    if isinstance(came, Decision):
        said = [*(Said("reason", one.message) for one in came.reasons), Said("model", came.explain())]
        text = f"{came.explain(to='person')}\na model reads: {came.explain()}"
        return Shown(specimen, _session(source, text), (), tuple(said))
    text = came if isinstance(came, str) else "\n".join(came)
    return Shown(specimen, _session(source, _stable(text)), (), tuple(Said("line", line) for line in text.split("\n")))


def _last_value(source: str, names: dict[str, object]) -> object:
    *first, last = ast.parse(source).body
    exec(compile(ast.Module(first, []), "specimen", "exec"), names)  # noqa: S102  our own files
    return eval(compile(ast.Expression(last.value), "specimen", "eval"), names)  # noqa: S307  our own files


def asked(
    mode: cassette.Mode,
    *said: str,
    tools: Sequence[str] = (),
    run: str = "",
    times: int = 1,
    hear: int | None = None,
    stop: Sequence[str] | None = None,
    **settings: object,
) -> list[str]:
    """Ask a wrapped model, and return the chunks of its reply: as many as `hear` says, at the last of `times`.

    ``@class`` in front of a text stands for the compiled prompt of a persona, ``agent:`` for the agent's own words. A
    tool is a name, with a comma and what it does behind it, if that is told.
    """
    library = load(FOLDER)
    messages = [_message(text, library) for text in said]
    told = [dict(zip(("name", "description"), tool.split(", "), strict=False)) for tool in tools]
    named = cassette.recording("talk.cassette.yaml", mode=mode, library=library)
    with named as tape, tape.run(run) if run else nullcontext():
        model = cassette.cassette_model(partial(_made, **settings))
        for _ in range(times - 1):
            model.invoke(messages)
        stream = model.bind(tools=told or None).stream(messages, stop=stop)
        chunks = list(islice((str(chunk.text) for chunk in stream), hear))
        stream.close()
        return [*chunks, *map(to_text, tape.unused())]


def _message(text: str, library: fleet.Library) -> tuple[str, str]:
    if not text.startswith("@"):
        return ("ai" if text.startswith("agent:") else "human"), text
    persona, _, rest = text.removeprefix("@").partition(" ")
    return "system", fleet.compile_prompt(library, persona).text + rest


def _made(**_: object) -> BaseChatModel:
    return FakeListChatModel(responses=["no"])


def noted(persona: str, account: str = "acme", **note: object) -> memory.Entry:
    """Write a note into a journal of the shipped library."""
    journal = memory.Journal(InMemoryStore())
    return journal.add(load(), memory.Note(**note), account=account, persona=persona)  # type: ignore[arg-type]


def without(package: str, run: str, *, in_module: str | None = None) -> str:
    """What a command says on stderr where a package is not installed, which a module of ours needs."""
    gone = {package: None} if in_module is None else {in_module: Unimportable(in_module, package)}
    heard = StringIO()
    with mock.patch.dict("sys.modules", gone), redirect_stdout(StringIO()), redirect_stderr(heard):
        main(shlex.split(run)[1:])
    return heard.getvalue().rstrip()


def rewritten(file: str, old: str, new: str) -> None:
    """Put other words into a file of the library; three dots in the old ones stand for anything."""
    path = Path(FOLDER, file)
    pattern = ".*?".join(map(re.escape, old.split("...")))
    path.write_text(re.sub(pattern, new, path.read_text("utf-8"), flags=re.DOTALL), "utf-8")


def _session(source: str, came: str) -> str:
    """Statements as somebody would type them, and what came of them."""
    lines = []
    for statement in ast.parse(source).body:
        first, *rest = (ast.get_source_segment(source, statement) or "").split("\n")
        lines += [f">>> {first}", *(f"... {line}" for line in rest)]
    return "\n".join([*lines, came])


def _stable(text: str) -> str:
    """Text in which the place of the shipped library is not that of this machine."""
    return text.replace(shipped_folder("personas").as_posix(), "shipped")
