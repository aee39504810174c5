"""Which lines of a record somebody wants to see, and what each of them says in a few words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from fleet.guard.decision import Outcome

_TEXTS: Mapping[str, str] = {"call": "digest", "reply": "text", "handoff": "text", "outcome": "output"}


class Selection(NamedTuple):
    """What a line must say to be shown; None asks for nothing. Lines that do not speak of it are left out."""

    persona: str | None = None
    lane: str | None = None
    outcome: Outcome | None = None
    conversation: str | None = None

    def fits(self, fields: Mapping[str, object]) -> bool:
        """Whether a line is wanted.

        >>> Selection(outcome="deny").fits({"kind": "call", "outcome": "allow"})
        False
        """
        return all(wanted is None or fields.get(name) == wanted for name, wanted in self._asdict().items())


def text_digest(fields: Mapping[str, object]) -> str | None:
    """The digest behind which the text of a line is kept, if its kind has one: arguments, draft, words or output."""
    digest = fields.get(_TEXTS.get(str(fields.get("kind")), ""))
    return None if digest is None else str(digest)
