"""Who can call a tool at all, and in which context: its owner, or else somebody who may assist in its lane."""

from __future__ import annotations

from collections.abc import Iterator

from fleet.library import Library
from fleet.spec import Context, Tool
from fleet.testing.contexts import at_rest, conditioned
from fleet.testing.oracle import expected_verdict


def caller_of(library: Library, tool: Tool) -> tuple[str, Context] | None:
    """A persona and a context in which it may call `tool`; None if nobody ever may.

    >>> import fleet
    >>> library = fleet.load()
    >>> caller_of(library, library.tools["tickets.resolve"])[0]
    'support-agent'
    """
    if tool.lane is None:
        first = next(iter(library))
        return first, Context(current=first)
    owner = library.owner_of(tool.lane)
    if owner in library.personas:
        return owner, at_rest(library.lanes[tool.lane], owner)
    able = _assisting(library, tool.lane)
    return next(
        (one for one in able if expected_verdict(library, one[0], tool.lane, tool.effect, one[1]).allowed), None
    )


def _assisting(library: Library, lane: str) -> Iterator[tuple[str, Context]]:
    """Everybody who might work in a lane of a party, at rest and with each condition met."""
    duty = library.lanes[lane]
    for class_ in library:
        yield class_, at_rest(duty, class_)
        for assist in library.grants.get((class_, lane), ()):
            yield from (
                (class_, context) for name, context in conditioned(library, class_, assist, duty) if name == "all-true"
            )
