"""What a persona may ever do, in whatever context: the tools that are shown to it, and whom work may go to."""

from __future__ import annotations

from collections.abc import Iterator

from fleet.guard import Guard
from fleet.library import Library
from fleet.relation import EFFECTS
from fleet.spec import Effect, Tool


def ever_in(library: Library, persona: str, lane: str) -> frozenset[Effect]:
    """The effects that the tools of a persona may have in a lane, in some context.

    >>> import fleet
    >>> sorted(ever_in(fleet.load(), "support-agent", "deal-negotiation"))
    []
    """
    if library.owners.get(lane) == persona:
        return EFFECTS["whole"]
    found: set[Effect] = {
        effect for one in library.grants.get((persona, lane), ()) for effect in EFFECTS[one.only or "whole"]
    }
    reads: frozenset[Effect] = frozenset({"read"}) if lane in library[persona].reads else frozenset()
    return reads | found


def ever_calls(library: Library, persona: str, tool: Tool) -> bool:
    """Whether a persona may call a tool in some context."""
    return tool.lane is None or tool.effect in ever_in(library, persona, tool.lane)


def tools_for(guard: Guard, persona: str) -> tuple[str, ...]:
    """The tools that a persona may ever call, by the library's names; at each call the guard decides anew.

    >>> import fleet
    >>> tools_for(fleet.Guard(fleet.load()), "support-agent")[:2]
    ('tickets.resolve', 'guidance.record')
    """
    return tuple(name for name, tool in guard.tools.items() if ever_calls(guard.library, persona, tool))


def lanes_for(library: Library, source: str, target: str) -> tuple[str, ...]:
    """The lanes in which `source` can hand work over to `target`, if the context allows it: the choices of a model.

    >>> import fleet
    >>> lanes_for(fleet.load(), "customer-success-manager", "product-engineering")
    ('product-delivery',)
    """
    if target in library.parties:
        return tuple(lane for lane in library.lanes if library.owner_of(lane) == target)
    up = library[target].above == source
    return tuple(
        dict.fromkeys(lane for one in ((target, source) if up else (target,)) for lane in _lanes(library, one))
    )


def _lanes(library: Library, persona: str) -> Iterator[str]:
    spec = library[persona]
    yield from (duty.lane for duty in spec.mandate)
    yield from (assist.lane for assist in spec.assists)
