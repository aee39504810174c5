"""A place in a file: path, line and columns, with the text of its first line so that it can be shown anywhere."""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    """A stretch of text in one file.

    Lines and columns count from 1, in code points; the end is exclusive. ``excerpt`` is the whole text of the first
    line, so that a diagnostic can be rendered without reading the file again.

    >>> Span("personas/library.yaml", 1, 1, 1, 7, "format: 1").where
    'personas/library.yaml:1:1'
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    excerpt: str = ""

    @property
    def where(self) -> str:
        """The place as ``path:line:column``."""
        return f"{self.path}:{self.line}:{self.column}"

    @property
    def covered(self) -> str:
        """The text on the first line that the span covers."""
        end = self.end_column - 1 if self.end_line == self.line else len(self.excerpt)
        return self.excerpt[self.column - 1 : end]
