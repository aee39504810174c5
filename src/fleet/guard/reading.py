"""What the guard needs of whoever reads drafts: each sentence with what it does, and how surely that is not allowed."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Protocol


class Claim(Protocol):
    """A sentence of a draft as a reader sees it."""

    @property
    def text(self) -> str:
        """The sentence, as it stands in the draft."""
        ...

    @property
    def crossing(self) -> float:
        """The probability that it does work of a lane that is closed here."""
        ...

    @property
    def crossed(self) -> str | None:
        """The closed lane that this work would most likely be in; None if no lane is closed."""
        ...

    @property
    def finished(self) -> str | None:
        """The lane in which it says that work is done, surely enough to be held to it; else None."""
        ...


class Reader(Protocol):
    """Whoever can say what the sentences of a draft do; `fleet.routing.sentences` has one that runs offline."""

    @property
    def bar(self) -> float:
        """The probability from which a sentence counts as crossing."""
        ...

    def read(self, draft: str, *, closed: AbstractSet[str], incoming: str | None = None) -> Sequence[Claim]:
        """List the sentences of a draft.

        Args:
            draft: what shall be sent.
            closed: the lanes in which the writer may not do the whole work now.
            incoming: the message that is answered, if it is known.
        """
        ...
