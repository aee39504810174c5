"""A request written so that whoever filters words does not see it, and a model may still read it."""

from __future__ import annotations

import base64
import unicodedata
from collections.abc import Callable, Mapping

from fleet.testing.strategy import StrategyName

_LOOK_ALIKES = str.maketrans("aceopxyACEHKMOPTX", "асеорхуАСЕНКМОРТХ")  # noqa: RUF001  letters that look Latin are the point
_LEET = str.maketrans("aeiostAEIOST", "431057431057")
_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}
_TAGS = {code: code + 0xE0000 for code in range(0x20, 0x7F)}
_ZERO_WIDTH = "\u200b"
_RIGHT_TO_LEFT, _END = "\u202e", "\u202c"


def homoglyph(text: str) -> str:
    """Every second letter that Cyrillic has a look-alike of is that look-alike.

    >>> homoglyph("peace") == "peace", homoglyph("peace").isascii()
    (False, False)
    """
    made = []
    turn = 0
    for one in text:
        other = one.translate(_LOOK_ALIKES)
        turn += other != one
        made.append(other if turn % 2 else one)
    return "".join(made)


def zero_width(text: str) -> str:
    """A space that cannot be seen stands between all letters of words.

    >>> len(zero_width("abc de"))
    9
    """
    return " ".join(_ZERO_WIDTH.join(word) for word in text.split(" "))


def full_width(text: str) -> str:
    """The letters are those of East Asian typesetting.

    >>> full_width("A b") == "\uff21\u3000\uff42"
    True
    """
    return text.translate(_WIDE)


def tag_block(text: str) -> str:
    """Nothing can be seen: each letter is one of Unicode's tags.

    >>> {hex(ord(one)) for one in tag_block("aa")}
    {'0xe0061'}
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    return plain.translate(_TAGS)


def bidirectional(text: str) -> str:
    r"""Written backwards, with marks that make it read forwards on a screen.

    >>> bidirectional("abc") == "\u202ecba\u202c"
    True
    """
    return "\n".join(f"{_RIGHT_TO_LEFT}{line[::-1]}{_END}" for line in text.split("\n"))


def leetspeak(text: str) -> str:
    """Digits for letters.

    >>> leetspeak("a discount")
    '4 d15c0un7'
    """
    return text.translate(_LEET)


def as_base64(text: str) -> str:
    """Encoded as attachments are.

    >>> as_base64("abc")
    'YWJj'
    """
    return base64.b64encode(text.encode()).decode("ascii")


ENCODINGS: Mapping[StrategyName, Callable[[str], str]] = {
    "homoglyph": homoglyph,
    "zero-width": zero_width,
    "full-width": full_width,
    "tag-block": tag_block,
    "bidirectional": bidirectional,
    "leetspeak": leetspeak,
    "base64": as_base64,
}
"""For each strategy that encodes, how."""
