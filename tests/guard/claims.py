"""What a reader says of a sentence, where a test says it, and a reader that is sure of nothing."""

from __future__ import annotations

from typing import NamedTuple


class Claim(NamedTuple):
    """A sentence, how likely it crosses, into which lane, and what it says was done."""

    text: str
    crossing: float
    crossed: str | None = "deal-negotiation"
    finished: str | None = None


class Unsure:
    """A reader that is not sure of any draft."""

    bar = 0.5

    def read(self, draft, *, closed, incoming=None):
        return [Claim(draft, 0.3)]
