"""One difference between two libraries, what it does to the fleet, and where it is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fleet.diagnostics import Span
from fleet.spec import Context

Kind = Literal["persona", "lane", "power", "tool", "boundary", "fact", "prompt"]
Verdict = Literal["widens", "weakens", "moves", "narrows", "strengthens", "rewords"]

VERDICTS: tuple[Verdict, ...] = ("widens", "weakens", "moves", "narrows", "strengthens", "rewords")
"""What a change can do, from what a reviewer must see first to what only reads differently.

``widens``: some decision goes from refused to allowed. ``weakens``: less is told or tested, or a refusal is easier to
get around, while nobody may do more. ``moves``: a lane comes, goes or has another owner. ``narrows`` and
``strengthens`` are the opposites of the first two.
"""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    Attributes:
        verdict: what it does.
        kind: what of a library it is about.
        subject: the name: a class, a lane, ``class/lane``, ``class/boundary``, a tool, a fact.
        text: what is different, one line.
        span: where the new library says it; where the old one did if the new one no longer does.
        witness: a context in which a decision is another one; None where no decision changes.
        arguments: arguments of a call that is decided otherwise, as JSON; None where they do not matter.
    """

    verdict: Verdict
    kind: Kind
    subject: str
    text: str
    span: Span | None = None
    witness: Context | None = None
    arguments: str | None = None

    @property
    def order(self) -> tuple[int, str, str, str]:
        """The key that sorts changes: by verdict, kind and name."""
        return VERDICTS.index(self.verdict), self.kind, self.subject, self.text
