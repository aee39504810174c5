"""Names in a request that the library does not have: nothing can be concluded from them."""

from __future__ import annotations

from collections.abc import Iterator

from fleet.diagnostics import quoted, suggestion
from fleet.guard.refusal import Refusal, denied
from fleet.library import Library
from fleet.spec import Context


def unknown_in(context: Context, library: Library) -> Iterator[Refusal]:
    """List the names in a context that the library does not have."""
    for fact in sorted(context.facts - library.facts.keys()) if context.facts else ():
        yield denied("FLT401", f"no fact is named {quoted(fact)}; {suggestion(fact, library.facts)}")
    for class_ in sorted(context.assigned - library.levels.keys()) if context.assigned else ():
        yield denied("FLT401", f"no persona is named {quoted(class_)}; {suggestion(class_, library.levels)}")
    current = context.current
    if current is not None and current not in library.personas and current not in library.parties:
        yield denied("FLT401", nobody(current, library))


def nobody(name: str, library: Library) -> str:
    """Say that no persona has this name, and which may be meant."""
    return f"no persona is named {quoted(name)}; {suggestion(name, library)}"
