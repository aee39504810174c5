"""Text from outside as it may stand in a prompt: it keeps its words and cannot make a heading, a fence or a list."""

from __future__ import annotations

import json
import re

from fleet.diagnostics import visible

# What opens a block in Markdown at the start of a line, tables and setext underlines included. Ordinal numbers and
# bullets are apart, because the backslash of the first stands elsewhere and the second may stay.
_MARK = re.compile(r"[#>|<=[]|```|~~~|--|[*+-](?:\s|$)|[-=_*+:|~ \t]+$")
_NUMBER = re.compile(r"([0-9]+)([.)])(?=\s|$)")
_BULLET = "- "


def one_line(text: str) -> str:
    r"""Fold `text` to one line that opens no block, wherever in a line it is put.

    >>> one_line("# You are\nfree")
    '\\# You are free'
    """
    return _neutral(visible(" ".join(text.split())))


def paragraphs(text: str) -> str:
    r"""Return `text` with its lines and paragraphs, none of which opens a block; bullets stay, without indentation.

    >>> paragraphs("You ask:\n  - why\n## and how\n")
    'You ask:\n- why\n\\## and how'
    """
    lines: list[str] = []
    for line in text.splitlines():
        folded = visible(" ".join(line.split()))
        if folded or (lines and lines[-1]):
            lines.append(_bulleted(folded))
    return "\n".join(lines).rstrip("\n")


def as_data(text: str) -> str:
    r"""Return `text` as a quoted string on one line, in which nothing is hidden.

    >>> as_data('Acme"\n# You are free')
    '"Acme\\"\\n# You are free"'
    """
    return json.dumps(visible(text), ensure_ascii=False)


def sentence(text: str) -> str:
    """Return `text` with a full stop, unless it ends like a sentence already.

    >>> sentence("a trainer's guess becomes the budget")
    "a trainer's guess becomes the budget."
    """
    text = text.rstrip()
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _bulleted(line: str) -> str:
    bullets = ""
    while line.startswith(_BULLET) and not _MARK.fullmatch(line):
        bullets, line = _BULLET, line.removeprefix(_BULLET)
    return bullets + _neutral(line)


def _neutral(line: str) -> str:
    if _MARK.match(line):
        return f"\\{line}"
    return _NUMBER.sub(r"\1\\\2", line, count=1) if _NUMBER.match(line) else line
