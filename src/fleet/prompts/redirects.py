"""The sentences in which a persona says whose a request is: what `told` gives, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from fleet.library import Library
from fleet.prompts.told import told
from fleet.spec import Audience
from fleet.text import sentences


def is_redirect(library: Library, sentence: str) -> bool:
    """Whether a sentence is, word for word, one of those that `told` says for some lane of a library.

    Such a sentence hands work over and does none, whatever a reader that judges by likeness makes of it. Values that a
    host gives to variables are not known here; the library's defaults are.

    >>> import fleet
    >>> library = fleet.load()
    >>> is_redirect(library, "This is nothing that I can settle."), is_redirect(library, "I have settled it.")
    (True, False)
    """
    known = library.conclude("redirects", lambda: frozenset(_redirects(library)))
    return " ".join(sentence.split()) in known


def _redirects(library: Library) -> Iterator[str]:
    owned = [(None, name) for name in (*library.personas, *library.parties)]
    for lane, owner in (*owned, *library.owners.items()):
        for audience in get_args(Audience):
            text = told(library, lane, owner, audience=audience)
            yield from (" ".join(text[start:end].split()) for start, end in sentences(text))
