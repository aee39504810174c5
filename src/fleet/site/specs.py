"""The files of a library as text with numbered lines: what every fact on the other pages links to."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from fleet.diagnostics import Diagnostic, Span
from fleet.library import Library, shipped_folder
from fleet.library.folder import library_files
from fleet.prompts import Wording
from fleet.site.fitting import clipped, in_parts, part_page, weight_of
from fleet.source import read_text

_LONGEST = 8_000
_ROOM = 200_000
_FRAME = "prompts/persona.md.j2"
_KEY = re.compile(r"^(\s*(?:- )*)([A-Za-z_][\w.-]*)(:)(?=\s|$)(.*)$")


class Line(NamedTuple):
    """A line of a file, cut so that a key and a comment can be told from the rest."""

    number: int
    lead: str
    key: str
    rest: str
    remark: bool


class SpecFile(NamedTuple):
    """A file as it is shown.

    Attributes:
        path: as the blocks of a prompt call it: below the library's folder, or below ``shipped/`` or ``prompts/``.
        parts: its lines, cut into pages.
    """

    path: str
    parts: tuple[tuple[Line, ...], ...]

    def page(self, part: int) -> str:
        """Where a part of it lies on the site, from 1."""
        return part_page(f"spec/{self.path}", part)

    def at(self, line: int) -> str:
        """Where a line of it is shown."""
        return f"{self.page(max(bisect_right(self.starts, line), 1))}#L{line}"

    @property
    def starts(self) -> tuple[int, ...]:
        """The first line of each part."""
        return tuple(part[0].number for part in self.parts if part)


class Specs:
    """All files of a library that are shown, by path; a file that cannot be read any more is not there."""

    def __init__(self, library: Library) -> None:
        self._wording = Wording(library, {})
        self.files: Mapping[str, SpecFile] = {file.path: file for file in self._all(library)}

    def path(self, span: Span) -> str:
        """How blocks of a prompt call the file of a place."""
        return self._wording.element("", span, {}).path

    def at(self, path: str, line: int) -> str | None:
        """The page and anchor of a line; None if the file is not shown."""
        file = self.files.get(path)
        return None if file is None or line < 1 else file.at(line)

    def _all(self, library: Library) -> Iterator[SpecFile]:
        root = Path(library.manifest_place().path).parent
        roots = [root, *([shipped_folder("personas")] if library.manifest.extends else [])]
        for folder in roots:
            for file in library_files(folder)[0]:
                text = read_text(file.path, root=folder, name=file.name)
                if not isinstance(text, Diagnostic):
                    yield _file(self.path(Span(file.name, 1, 1, 1, 1)), text)
        frame = shipped_folder("prompts") / Path(_FRAME).name
        yield _file(_FRAME, frame.read_text("utf-8"))


def _file(path: str, text: str) -> SpecFile:
    lines = tuple(_line(number, one) for number, one in enumerate(text.removesuffix("\n").split("\n"), start=1))
    return SpecFile(path, tuple(in_parts(lines, _weight, _ROOM)))


def _line(number: int, text: str) -> Line:
    text = clipped(text, _LONGEST)
    found = _KEY.match(text)
    if found is None:
        return Line(number, "", "", text, text.lstrip().startswith("#"))
    lead, key, colon, rest = found.groups()
    return Line(number, lead, key, f"{colon}{rest}", remark=False)


def _weight(line: Line) -> int:
    return weight_of(line.lead, line.key, line.rest, around=130)
