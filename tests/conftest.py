"""What tests of all rooms share: the shipped library, the files of the tiny one, and a library written for one test."""

from __future__ import annotations

import doctest
import functools
import os
import re
import shlex
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, is_hypothesis_test, settings

import fleet
from fleet.library import draft

settings.register_profile("short", max_examples=100, deadline=None)
settings.register_profile("long", max_examples=4000, deadline=None)
settings.register_profile(
    "mutation",  # each test is run for many mutants: the same examples every time, and none is made smaller
    max_examples=100,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "short"))

_TINY = Path(__file__).parent / "fixtures" / "tiny"
_DOCS = Path(__file__).parent.parent / "docs"
_WHOLE = frozenset({"everything", "followed"})
_BLOCK = re.compile(r"^```(python|console)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def pytest_addoption(parser):
    parser.addoption("--data", metavar="DIR", help="folder with the public data of the replays; see docs/replays.md")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """What shares a costly fixture comes first, in whatever order else: one worker has all of it, and makes it once."""
    items.sort(key=lambda item: "everything" not in getattr(item, "fixturenames", ()))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    """What asks in bulk runs without the tracer of coverage, which makes it several times slower.

    That is what is marked so, properties with their hundreds of examples, whole pages that are followed or made, and
    the thousands of exact cases.
    """
    tracer = sys.gettrace()
    function = item.obj if isinstance(item, pytest.Function) else None
    few = function is not None and not is_hypothesis_test(function) and item.get_closest_marker("bulk") is None
    few = few and _WHOLE.isdisjoint(item.fixturenames)
    if tracer is None or few:
        return (yield)
    sys.settrace(None)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)  # nor are the processes traced that they start
            return (yield)
    finally:
        sys.settrace(tracer)


@pytest.fixture
def followed(tmp_path, monkeypatch, capsys):
    """Follow a page of the docs in an empty folder: sessions and commands must give what it shows."""
    from fleet.cli import main

    monkeypatch.chdir(tmp_path)

    def follow(name, options=0):
        """The kinds of its blocks, in order; `options` are those of doctest for its sessions."""
        names, kinds = {}, []
        for kind, text in _BLOCK.findall((_DOCS / name).read_text("utf-8")):
            kinds.append(kind)
            if kind == "python":
                session = doctest.DocTestParser().get_doctest(text, names, name, None, 0)
                runner, said = doctest.DocTestRunner(optionflags=options), []
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
        return kinds

    return follow


@pytest.fixture(scope="session", autouse=True)
def _cache_of_the_session(tmp_path_factory):
    """What routers learn in tests is kept apart from what the user's routers learned."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FLEET_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def shipped():
    return fleet.load()


@pytest.fixture(scope="session")
def tiny_files():
    """Path -> text of each file of the tiny library; copy it before changing it."""
    return {path.relative_to(_TINY).as_posix(): path.read_text("utf-8") for path in sorted(_TINY.rglob("*.yaml"))}


@pytest.fixture(scope="module")
def composed_once():
    """Files that were composed before are not composed again: for tests that load hundreds of libraries."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(draft, "compose", functools.cache(draft.compose))
        yield


@pytest.fixture
def write_library(tmp_path):
    """A function that writes files (path -> text or bytes) into a folder of this test and returns the folder."""

    def write(files, folder="library"):
        root = tmp_path / folder
        for name, content in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return root

    return write
