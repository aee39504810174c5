"""One piece of a spec on its way into a prompt: plain data for its partial, and the place it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from fleet.diagnostics import Span
from fleet.errors import UnknownNameError
from fleet.library import MANIFEST, Library
from fleet.prompts.flatten import one_line, paragraphs, sentence
from fleet.spec import fill


class Element(NamedTuple):
    """A piece of a spec: what it is called, where it is written, and the data that its partial gets.

    It has a `text` if its partial was rendered already.
    """

    name: str
    path: str
    line: int
    data: Mapping[str, object]
    text: str | None = None


@dataclass(frozen=True)
class Wording:
    """Texts of a library with the values of their variables in them, fit to stand in a prompt.

    Variables are replaced first and once; only then is the text neutralised, so a value cannot open a block either.
    """

    library: Library
    values: Mapping[str, str]

    def line(self, text: str) -> str:
        """A text of one line."""
        return one_line(self._filled(text))

    def sentence(self, text: str) -> str:
        """A text of one line that ends with a full stop."""
        return one_line(sentence(self._filled(text)))

    def phrase(self, text: str) -> str:
        """A text of one line that does not."""
        return one_line(self._filled(text).rstrip(". \n"))

    def paragraphs(self, text: str) -> str:
        """A text of several lines."""
        return paragraphs(self._filled(text))

    def title(self, name: str) -> str:
        """The title of a persona or party."""
        return self.line(self.library.title_of(name))

    def element(self, name: str, span: Span, data: Mapping[str, object]) -> Element:
        """An element that is written at `span`."""
        return Element(name, self._path(span), span.line, data)

    def _filled(self, text: str) -> str:
        try:
            return fill(text, self.values)
        except KeyError as error:
            raise UnknownNameError("variable", str(error.args[0]), self.values) from None

    def _path(self, span: Span) -> str:
        """The file of `span`, relative to the folder of the library that it belongs to."""
        root = self.library.manifest_place().path.removesuffix(MANIFEST)
        inside = span.path.removeprefix(root)
        if span.path.startswith(root) and inside.count("/") <= 1 and not inside.startswith("/"):
            return inside
        depth = 1 if inside.endswith(f"/{MANIFEST}") else 2
        return "/".join(("shipped", *inside.split("/")[-depth:]))
