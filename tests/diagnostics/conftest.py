"""The pages as fixtures: blocks marked ``bad=`` and ``good=`` are laid over a small library that is sound."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from fleet.diagnostics import CODES
from fleet.library import examined

_BASES = Path(__file__).resolve().parents[1] / "fixtures"
_FENCE = re.compile(r"^```(?P<kind>\w+)(?P<marks>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_KEY = re.compile(r"^(?=[A-Za-z_])", re.MULTILINE)


class Block(NamedTuple):
    """A fenced block: what it is, its marks (``bad=path``, ``good=path``, ``base=name``), and its text."""

    kind: str
    marks: dict[str, str]
    text: str


def _blocks(page):
    for match in _FENCE.finditer(page):
        marks = dict(mark.split("=", 1) for mark in match["marks"].split())
        yield Block(match["kind"], marks, match["text"])


def _replaced(text, key, part):
    """`text` with the lines of one top-level key replaced, or added at the end."""
    parts = _KEY.split(text)
    places = [index for index, one in enumerate(parts) if one.startswith(f"{key}:")]
    if not places:
        return text + part
    parts[places[0]] = part
    return "".join(parts)


def _not_utf8(root, which):
    text = "trait: plain-spoken\ntitle: Plain-spoken\ntext: You say résumé.\n"
    (root / "traits/plain-spoken.yaml").write_bytes(text.encode("latin-1" if which == "bad" else "utf-8"))
    return ["traits/plain-spoken.yaml"]


def _too_large(root, which):
    path = root / "training/field-trainer.examples.yaml"
    line = "# what arrived\n"
    path.write_text(path.read_text("utf-8") + line * (20_000 if which == "bad" else 200), "utf-8")
    return ["training/field-trainer.examples.yaml"]


def _outside(root, which):
    path = root / "training/field-trainer.yaml"
    moved = root.with_name("drafts.yaml")
    shutil.move(path, moved)
    if which == "bad":
        path.symlink_to(moved)
    else:
        shutil.copy(moved, path)
    return ["training/field-trainer.yaml"]


_BUILT = {"FLT002": _not_utf8, "FLT003": _too_large, "FLT013": _outside}


def _laid(code, which, root):
    """Write the library of a page into `root`; return the paths that the page names, or None if it shows none."""
    page = CODES[code].page
    shown = [block for block in _blocks(page) if which in block.marks]
    base = next((block.marks["base"] for block in shown if "base" in block.marks), "tiny")
    shutil.copytree(_BASES / base, root)
    if code in _BUILT:
        return _BUILT[code](root, which)
    for block in shown:
        name, _, key = block.marks[which].partition("#")
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_replaced(path.read_text("utf-8"), key, block.text) if key else block.text, "utf-8")
    return [block.marks[which].partition("#")[0] for block in shown]


@pytest.fixture(scope="session")
def blocks_of():
    """A function that lists the fenced blocks of a page."""
    return lambda page: tuple(_blocks(page))


@pytest.fixture
def lay(tmp_path):
    """A function that writes the ``bad`` or ``good`` library of a code and returns its folder and the paths shown."""

    def write(code, which):
        root = tmp_path / which / "library"
        return root, _laid(code, which, root)

    return write


@pytest.fixture(scope="session")
def all_bad_findings(tmp_path_factory):
    """Every finding of every bad library of the pages."""
    found = []
    for code in CODES.values():
        if code.id < "FLT300" and code.severity == "error":
            root = tmp_path_factory.mktemp(code.id) / "library"
            _laid(code.id, "bad", root)
            found += examined(root)[1]
    return tuple(found)


@pytest.fixture(params=sorted(CODES))
def code(request):
    """Each code in turn."""
    return CODES[request.param]


@pytest.fixture(params=sorted(id_ for id_, one in CODES.items() if id_ < "FLT300" and one.severity == "error"))
def error_code(request):
    """Each code of an error that a load can find."""
    return request.param


@pytest.fixture(params=sorted(id_ for id_ in CODES if "FLT400" <= id_ < "FLT500"))
def decision_code(request):
    """Each code of a decision."""
    return request.param
