"""How every persona stands to every lane, as one mark each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from fleet.library.library import Library
from fleet.spec import Persona

Mark = Literal["owns", "assists", "sometimes", "boundary", "none"]

SIGNS: Mapping[Mark, str] = {"owns": "O", "assists": "+", "sometimes": "~", "boundary": "x", "none": "."}
"""One sign a mark: told apart without color and without case."""

MEANINGS: Mapping[Mark, str] = {
    "owns": "owns it",
    "assists": "may work in it",
    "sometimes": "may at times or in part",
    "boundary": "says that it does not",
    "none": "does not",
}
"""What each mark says about a persona and a lane."""


def by_domain(library: Library) -> list[Persona]:
    """The personas, those of one domain together, and on a ladder from the lowest level up."""
    return sorted(library.values(), key=lambda one: (one.domain, [*reversed(library.below(one.class_)), one.class_]))


def columns_of(library: Library) -> tuple[str, ...]:
    """Who stands in a matrix: the personas by domain, then the parties that own a lane."""
    parties = (name for name, party in library.parties.items() if party.lanes)
    return (*(persona.class_ for persona in by_domain(library)), *parties)


def mark_of(library: Library, name: str, lane: str) -> Mark:
    """How a persona or party stands to a lane in general, before anything is known about the work.

    >>> import fleet
    >>> mark_of(fleet.load(), "account-manager", "renewal")
    'boundary'
    """
    if library.owner_of(lane) == name:
        return "owns"
    grants = library.grants.get((name, lane), ())
    if grants:
        return "assists" if any(assist.always for assist in grants) else "sometimes"
    return "boundary" if library.exclusions.get((name, lane)) else "none"
