"""The sentences of a reply as token ids, read together: with each other, the message, and what the writer may do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from fleet.routing.encoder import tokens_of
from fleet.text import fold

_LANES = 64
_MESSAGE = 96
_SENTENCE = 96
_ALL = 384
"""The most tokens of the names of lanes, of the message, of one sentence, and of everything."""


class Framed(NamedTuple):
    """Token ids of lanes, message and sentences, and which of them each sentence is: start and end."""

    ids: list[int]
    spans: list[tuple[int, int]]


def framed(sentences: Sequence[str], incoming: str | None = None, lanes: Iterable[str] | None = None) -> Framed:
    """Put lanes, message and as many of the sentences together as fit; what is too long is cut.

    Args:
        sentences: of the reply, in order.
        incoming: the message that is answered.
        lanes: those that are open to the writer, in any order; None where that is not known.

    >>> framed(["Done.", "Best, Ada"], "Is it done?").spans
    [(6, 8), (8, 11)]
    >>> framed(["Done.", "Best, Ada"], "Is it done?", ["renewal"]).spans
    [(8, 10), (10, 13)]
    """
    first, *_, last = tokens_of([""])[0]
    (known, before, *each) = tokens_of([_named(lanes), fold(incoming or ""), *map(fold, sentences)], special=False)
    ids = [first, *([*known[:_LANES], last] if known else ()), *before[:_MESSAGE], last]
    spans: list[tuple[int, int]] = []
    for tokens in each:
        kept = tokens[:_SENTENCE]
        if spans and len(ids) + len(kept) + 1 > _ALL:
            break
        spans.append((len(ids), len(ids) + len(kept)))
        ids += kept
    return Framed([*ids, last], spans)


def _named(lanes: Iterable[str] | None) -> str:
    if lanes is None:
        return ""
    return ", ".join(sorted(lane.replace("-", " ") for lane in lanes)) or "nothing"
