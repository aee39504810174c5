"""Which names of a library an editor may offer while somebody types; one that is not among them is no mistake there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from fleet.library import Library

Names = Mapping[str, tuple[str, ...]]
"""Field -> the names that may be offered as its value, or as an item of it."""


class Vocabulary(NamedTuple):
    """What schemas know about a library.

    Attributes:
        names: what may be offered in which field; one field means the same in every kind of file.
        underneath: the classes of the library it extends, whose files may be patches.
    """

    names: Mapping[str, tuple[str, ...]] = {}
    underneath: tuple[str, ...] = ()


def vocabulary_of(library: Library, underneath: Collection[str] = ()) -> Vocabulary:
    """Return the names of a library; `underneath` are the classes of the one that it extends.

    >>> from fleet.library import load
    >>> vocabulary_of(load()).names["facts"][0]
    'customer-asked'
    """
    personas, parties, lanes = sorted(library), sorted(library.parties), sorted(library.lanes)
    owners = sorted([*personas, *parties])
    boundaries = sorted(f"{class_}/{one.id}" for class_, persona in library.items() for one in persona.boundaries)
    offered = {
        "lane": lanes,
        "lanes": [*owners, "none"],
        "reads": lanes,
        "owner": owners,
        "target": owners,
        "source": personas,
        "above": personas,
        "current": personas,
        "assigned": personas,
        "unassigned": personas,
        "handed_by": [*personas, "owner"],
        "fallback": parties,
        "facts": sorted(library.facts),
        "traits": sorted(library.traits),
        "tool": sorted(library.tools),
        "boundary": boundaries,
        "keep": sorted(underneath),
        "retire": sorted(underneath),
    }
    return Vocabulary({word: tuple(names) for word, names in offered.items()}, tuple(sorted(underneath)))
