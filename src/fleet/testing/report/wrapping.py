"""Text in lines that are not too long, as HTML, with what is marked in bold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape

from fleet.testing.report.transcript import Piece

_WIDEST = 100
_WORD = re.compile(r"\n|[^\S\n]+|\S+")


def wrapped(pieces: Iterable[Piece], *, indent: int) -> str:
    """Break pieces into lines, each but the first after so many blanks; all that is in them is escaped.

    >>> print(wrapped([Piece("A <b>"), Piece("bold & brave", marked=True), Piece(" end")], indent=4))
    A &lt;b&gt;<strong>bold &amp; brave</strong> end
    """
    made: list[str] = []
    lead = " " * indent
    column, between, bold = indent, "", False
    for word, marked in _words(pieces):
        if word == "\n":
            between = between.rstrip(" ") + "\n"
        elif word.isspace():
            between = between or " "
        else:
            if between == " " and column + 1 + len(word) > _WIDEST:
                between = "\n"
            opening, closing = "<strong>" * (marked and not bold), "</strong>" * (bold and not marked)
            made += [closing, between, lead if "\n" in between else "", opening, escape(word, quote=False)]
            column = (indent if "\n" in between else column + len(between)) + len(word)
            between, bold = "", marked
    return "".join([*made, "</strong>" * bold])


def _words(pieces: Iterable[Piece]) -> Iterator[tuple[str, bool]]:
    """Words, ends of lines, and the white space between them."""
    for piece in pieces:
        yield from ((word, piece.marked) for word in _WORD.findall(piece.text))
