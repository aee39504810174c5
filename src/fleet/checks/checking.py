"""A library becomes the list of its warnings."""

from __future__ import annotations

from fleet.checks.rules import RULES
from fleet.diagnostics import Diagnostic
from fleet.library import Library


def check(library: Library) -> tuple[Diagnostic, ...]:
    """Return every warning about `library`, sorted by place; none about files of the library underneath.

    >>> import fleet
    >>> check(fleet.load())
    ()
    """
    return tuple(sorted((finding for rule in RULES for finding in rule(library)), key=lambda one: one.order))
