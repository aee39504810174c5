"""Where a library says what a change is about."""

from __future__ import annotations

from fleet.diagnostics import Span
from fleet.library import Library


def power_place(library: Library, persona: str, lane: str) -> Span:
    """Where a persona gets its power in a lane from; where it is named if it has none.

    What came along a ladder is written at the level that it is from.
    """
    if library.owners.get(lane) == persona:
        return duty_place(library, lane)
    assist = next(iter(library.grants.get((persona, lane), ())), None)
    if assist is not None:
        home = assist.origin or persona
        owns = assist.origin is not None and library.owners.get(lane) == home
        return duty_place(library, lane) if owns else library.place(home, "assists", lane, "lane")
    if lane in library[persona].reads:
        return library.place(persona, "reads", lane)
    return library.place(persona, "class")


def duty_place(library: Library, lane: str, key: str = "lane") -> Span:
    """Where a lane is written: in the mandate of its owner, or where a library gave it to somebody else."""
    owner = library.owner_of(lane)
    if lane in library.manifest.lanes:
        return library.parts.draft.manifest.mapping["lanes"].key(lane)
    if owner in library.personas:
        return library.place(owner, "mandate", lane, key)
    return library.manifest_place("parties", owner, "lanes", lane, key)
