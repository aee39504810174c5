"""The sentences of a reply as token ids, read together with each other and with the message that is answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from fleet.routing.encoder import tokens_of
from fleet.text import fold

_MESSAGE = 96
_SENTENCE = 96
_ALL = 384
"""The most tokens of the message, of one sentence, and of everything."""


class Framed(NamedTuple):
    """Token ids of message and sentences, and which of them each sentence is: start and end."""

    ids: list[int]
    spans: list[tuple[int, int]]


def framed(sentences: Sequence[str], incoming: str | None = None) -> Framed:
    """Put the message and as many of the sentences together as fit; what is too long is cut.

    >>> framed(["Done.", "Best, Ada"], "Is it done?").spans
    [(6, 8), (8, 11)]
    """
    first, *_, last = tokens_of([""])[0]
    (before, *each) = tokens_of([fold(incoming or ""), *map(fold, sentences)], special=False)
    ids = [first, *before[:_MESSAGE], last]
    spans: list[tuple[int, int]] = []
    for tokens in each:
        kept = tokens[:_SENTENCE]
        if spans and len(ids) + len(kept) + 1 > _ALL:
            break
        spans.append((len(ids), len(ids) + len(kept)))
        ids += kept
    return Framed([*ids, last], spans)
