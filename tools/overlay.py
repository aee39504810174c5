"""Small libraries to spoil: a sound one of `tests/fixtures`, and what a page or a specimen lays over its files."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import fleet
from fleet.diagnostics import CODES

BASES = Path(__file__).resolve().parents[1] / "tests" / "fixtures"

_PACKAGE = "{package}"
_FENCE = re.compile(r"^```(?P<kind>\w+)(?P<marks>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_KEY = re.compile(r"^(?=[A-Za-z_])", re.MULTILINE)


class Block(NamedTuple):
    """A fenced block of a page: what it is, its marks (``bad=path``, ``good=path``, ``base=name``), and its text."""

    kind: str
    marks: dict[str, str]
    text: str


def blocks(page: str) -> Iterator[Block]:
    """List the fenced blocks of a page."""
    for match in _FENCE.finditer(page):
        marks = dict(mark.split("=", 1) for mark in match["marks"].split())
        yield Block(match["kind"], marks, match["text"])


def lay(root: Path, base: str, files: Mapping[str, object]) -> None:
    """Copy the library `base` to `root`, if one is named, and lay `files` over what is there.

    A name is a path, or ``path#key`` for the lines of one top-level key. A value is the text; or null, and the file is
    taken away; or a mapping: `bytes` (text, one byte a character), `link` (where to; ``{package}`` is the installed
    one), `pipe`, or `again` with `times` after `start` (a line, so many times, with its number for ``{n}``).
    """
    if base:
        shutil.copytree(BASES / base, root)
    for name, content in files.items():
        path = root / name.partition("#")[0]
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            path.unlink()
        elif isinstance(content, Mapping):
            path.unlink(missing_ok=True)
            _lay_odd(path, content)
        else:
            key = name.partition("#")[2]
            path.write_text(_replaced(path.read_text("utf-8"), key, str(content)) if key else str(content), "utf-8")


def page_overlay(code: str, which: str) -> tuple[str, dict[str, object]]:
    """The base and the files of the ``bad`` or ``good`` library of a page; no files if it shows none."""
    shown = [block for block in blocks(CODES[code].page) if which in block.marks]
    base = next((block.marks["base"] for block in shown if "base" in block.marks), "tiny")
    return base, _BUILT.get(code, {}).get(which) or {block.marks[which]: block.text for block in shown}


def _replaced(text: str, key: str, part: str) -> str:
    """`text` with the lines of one top-level key replaced, or added at the end."""
    parts = _KEY.split(text)
    places = [index for index, one in enumerate(parts) if one.startswith(f"{key}:")]
    if not places:
        return text + part
    parts[places[0]] = part
    return "".join(parts)


def _lay_odd(path: Path, content: Mapping[str, object]) -> None:
    if "link" in content:
        path.symlink_to(str(content["link"]).replace(_PACKAGE, str(Path(fleet.__file__).parent)))
    elif "pipe" in content:
        os.mkfifo(path)
    elif "bytes" in content:
        path.write_bytes(str(content["bytes"]).encode("latin-1"))
    else:
        lines = "".join(str(content["again"]).replace("{n}", str(n)) for n in range(int(str(content["times"]))))
        path.write_text(f"{content.get('start', '')}{lines}", "utf-8")


def _base(name: str) -> str:
    return (BASES / "tiny" / name).read_text("utf-8")


_TRAIT = "trait: plain-spoken\ntitle: Plain-spoken\ntext: You say résumé.\n"
_EXAMPLES, _PERSONA = "training/field-trainer.examples.yaml", "training/field-trainer.yaml"
_LINE = "# what arrived\n"

# What cannot stand in a Markdown file as it is: bytes that are no text, a file of many lines, a link.
_BUILT: Mapping[str, Mapping[str, dict[str, object]]] = {
    "FLT002": {"bad": {"traits/plain-spoken.yaml": {"bytes": _TRAIT}}, "good": {"traits/plain-spoken.yaml": _TRAIT}},
    "FLT003": {
        "bad": {_EXAMPLES: {"start": _base(_EXAMPLES), "again": _LINE, "times": 20_000}},
        "good": {_EXAMPLES: {"start": _base(_EXAMPLES), "again": _LINE, "times": 200}},
    },
    "FLT013": {"bad": {_PERSONA: {"link": BASES / "tiny" / _PERSONA}}, "good": {_PERSONA: _base(_PERSONA)}},
}
