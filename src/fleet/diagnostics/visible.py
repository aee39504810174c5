"""Which characters a reader cannot see, and how text from outside is shown so that nothing hides in it."""

from __future__ import annotations

import re
import unicodedata

# C0 and C1 controls but tab and line feed; soft hyphen; zero-width; bidirectional; line and paragraph separators;
# the invisible operators; interlinear marks; variation selectors; formats of shorthand and music; tags; surrogates.
_RANGES = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff\ud800-\udfff"
)
_HIDDEN = re.compile(f"[{_RANGES}]")
_UNSEEN = re.compile(f"[{_RANGES}\ufffe\uffff]")  # and what is no character at all, which no file can hold either


def hidden_characters(text: str) -> tuple[tuple[int, str], ...]:
    r"""List the characters of `text` that cannot be seen, as ``(offset, name)``.

    Tab and line feed are fine; every other control, zero-width, bidirectional or tag character is listed.

    >>> hidden_characters("pay\u200bload")
    ((3, 'U+200B zero width space'),)
    """
    if text.isascii() and text.isprintable():
        return ()
    return tuple((match.start(), _name(match.group())) for match in _HIDDEN.finditer(text))


def visible(text: str) -> str:
    r"""Return `text` with every character that cannot be seen written as ``<U+XXXX>``.

    >>> visible("a\x1b[2Jb")
    'a<U+001B>[2Jb'
    """
    return _UNSEEN.sub(lambda match: f"<U+{ord(match.group()):04X}>", text)


def quoted(text: object, *, limit: int = 60) -> str:
    r"""Return a value from outside in backticks: on one line, visible, and at most `limit` characters long.

    >>> quoted("two\nlines")
    '`two lines`'
    """
    line = visible(" ".join(str(text).split())).replace("`", "'")
    if len(line) > limit:
        line = line[: limit - 1] + "…"
    return f"`{line}`"


def _name(character: str) -> str:
    try:
        name = unicodedata.name(character).lower()
    except ValueError:
        name = "control character"
    return f"U+{ord(character):04X} {name}"
