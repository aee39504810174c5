"""Who takes the lanes of roles that a library does not keep, so that nobody may suddenly do more than was meant."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from fleet.library import Library

COLLEAGUES = "colleagues"
"""The party that takes what no kept role does anyway: people."""


def heirs_of(library: Library, keep: Collection[str]) -> Mapping[str, str]:
    """Lane that loses its owner -> who takes it, in alphabetical order.

    A kept role takes a lane only if it may always work there already: it stands above the owner on its ladder, or
    always assists. Everything else goes to people.

    >>> import fleet
    >>> heirs = heirs_of(fleet.load(), ["customer-success-manager", "support-agent"])
    >>> heirs["voice-of-customer"], heirs["escalated-support"]
    ('customer-success-manager', 'colleagues')
    """
    return {
        lane: _heir(library, keep, lane)
        for lane, owner in library.owners.items()
        if owner in library.personas and owner not in keep
    }


def _heir(library: Library, keep: Collection[str], lane: str) -> str:
    able = [one for one in sorted(keep) if any(assist.always for assist in library.grants.get((one, lane), ()))]
    owner = library.owner_of(lane)
    above = [one for one in able if owner in library.below(one)]
    nearest = sorted(above, key=lambda one: len(library.below(one)))
    return next(iter([*nearest, *able]), COLLEAGUES)
