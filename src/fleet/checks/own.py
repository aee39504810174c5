"""Which files a library can mend: its own, and not those of the library underneath."""

from __future__ import annotations

from fleet.diagnostics import Span
from fleet.library import Library


def is_own(library: Library, span: Span) -> bool:
    """Whether a place lies in a file of this library's own folder."""
    return span.path in library.parts.draft.own
