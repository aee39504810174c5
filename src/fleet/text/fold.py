"""One spelling for what reads the same: case, width, the encoding of accents, quotes and white space do not count."""

from __future__ import annotations

import re
import unicodedata

_QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-"})
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


def fold(text: str) -> str:
    r"""Return `text` in the form in which texts are compared: NFKC of the case-folded text, with plain quotes and
    single spaces, and without characters that only format.

    Folding a folded text changes nothing.

    >>> fold("  Don\u2019t\nSHOUT\u200b ")
    "don't shout"
    """
    if text.isascii():
        return " ".join(text.lower().split())
    folded = unicodedata.normalize("NFD", text).casefold()
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", folded).casefold())
    folded = "".join(character for character in folded if unicodedata.category(character) != "Cf")
    return " ".join(folded.translate(_QUOTES).split())


def words(text: str) -> tuple[str, ...]:
    """List the words of `text`, folded, without punctuation.

    >>> words("Well, it's broken (again)!")
    ('well', "it's", 'broken', 'again')
    """
    return tuple(_WORD.findall(fold(text)))
