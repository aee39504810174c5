"""Two libraries become their plan."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from itertools import chain

from fleet.library import Library
from fleet.plan.boundaries import boundaries
from fleet.plan.facts import facts
from fleet.plan.lanes import lanes, personas
from fleet.plan.plan import Plan, PromptDiff, ordered
from fleet.plan.powers import powers
from fleet.plan.tools import tools
from fleet.prompts import compile_prompt

_PARTS = (powers, tools, boundaries, lanes, facts, personas)


def compared(old: Library, new: Library) -> Plan:
    """Return what changes from `old` to `new`.

    A decision is that about a persona, a lane or a tool, and a context; it is refused where one of them does not exist.
    A name that only one library declares (a fact, a class) counts for nothing in the other.

    >>> import fleet
    >>> bool(compared(fleet.load(), fleet.load()))
    False
    """
    if old == new:
        return Plan((), ())
    return Plan(ordered(chain.from_iterable(part(old, new) for part in _PARTS)), tuple(_prompts(old, new)))


def _prompts(old: Library, new: Library) -> Iterator[PromptDiff]:
    for persona in sorted(set(old) & set(new)):
        was, now = (compile_prompt(library, persona).text.splitlines() for library in (old, new))
        if was != now:
            lines = tuple(difflib.unified_diff(was, now, lineterm="", n=2))[2:]
            yield PromptDiff(persona, lines)
