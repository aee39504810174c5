"""Letters of other scripts that look Latin, read as Latin where they stand in a word that otherwise is."""

from __future__ import annotations

import re

_SAME = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u043a\u0456\u0458\u0455\u0501\u051b\u051d\u04bb\u04cf"  # Cyrillic
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0406\u0408\u0405"  # Cyrillic capitals
    "\u03b1\u03b5\u03b9\u03ba\u03bd\u03bf\u03c1\u03c5\u03c7\u03f2"  # Greek
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7",  # Greek capitals
    "aeopcyxkijsdqwhlABEKMHOPCTYXIJSaeikvopuxcABEZHIKMNOPTYX",
)
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-z]")


def latin(text: str) -> str:
    r"""Return a text of the same length in which letters that look Latin are, inside words that otherwise are Latin.

    >>> latin("inv\u043ei\u0441e"), latin("5 \u03bcs") == "5 \u03bcs"
    ('invoice', True)
    """
    return text if text.isascii() else _WORD.sub(lambda word: _read(word[0]), text)


def _read(word: str) -> str:
    """A word in Latin letters, if it can be and some are; what is wholly in another script is a word of that script."""
    if word.isascii() or not _LATIN.search(word):
        return word
    read = word.translate(_SAME)
    return read if read.isascii() else word
