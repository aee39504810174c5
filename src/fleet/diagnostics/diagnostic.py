"""One finding: its code, what is wrong, where, why it matters and what to type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from fleet.diagnostics.code import CODES, Severity
from fleet.diagnostics.span import Span

__all__ = ["Diagnostic", "Label", "Severity"]


class Label(NamedTuple):
    """A second place that a finding is about, and what is there."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A located finding.

    ``message`` is lowercase, has no period and stands alone; ``note`` says why it matters; ``help`` what to type.

    >>> print(Diagnostic("FLT110", "boundary `no-pricing` appears twice").name)
    duplicate-item
    """

    code: str
    message: str
    span: Span | None = None
    labels: tuple[Label, ...] = ()
    note: str | None = None
    help: str | None = None

    @property
    def name(self) -> str:
        """The kebab name of the code."""
        return CODES[self.code].name

    @property
    def severity(self) -> Severity:
        """Whether the finding stops a load or only shows in a check."""
        return CODES[self.code].severity

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """The key that sorts findings: by file, place, code and message."""
        span = self.span or Span("", 0, 0, 0, 0)
        return span.path, span.line, span.column, self.code, self.message
