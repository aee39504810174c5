"""Text from outside as it may stand in a page: one line, in which Markdown has nothing to act on."""

from __future__ import annotations

import re

_ACTIVE = re.compile(r"([\\`*_{}\[\]<>|#])")


def escaped(text: str) -> str:
    r"""Return `text` on one line, with a backslash before everything that Markdown or HTML would act on inside a line.

    >>> escaped("a <!-- note --> about *this*")
    'a \\<!-- note --\\> about \\*this\\*'
    """
    return _ACTIVE.sub(r"\\\1", " ".join(text.split()))
