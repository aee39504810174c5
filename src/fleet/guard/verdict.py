"""Whether a record hangs together, and whether it still holds what somebody noted of it elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from fleet.guard.chain import Chain


class Found(NamedTuple):
    """Where a hash that was noted elsewhere stands: the place, as ``chain:number``, and how many lines follow."""

    place: str
    after: int


class Verdict(NamedTuple):
    """What can be said of some chains.

    Attributes:
        chains: all of them, read to their end.
        heads: each hash that was noted elsewhere, and where it was found; None if no chain has it or passed through it.
    """

    chains: tuple[Chain, ...]
    heads: tuple[tuple[str, Found | None], ...]

    def __bool__(self) -> bool:
        """Whether nothing was changed and nothing noted is missing; a chain that broke off is no change."""
        return all(chain.fault is None for chain in self.chains) and all(found for _, found in self.heads)


def verified(chains: Iterable[Chain], heads: Iterable[str] = ()) -> Verdict:
    """Read all chains and look for the hashes that were noted elsewhere.

    Raises:
        OSError: if one cannot be read.
    """
    noted: dict[str, Found | None] = dict.fromkeys(heads)
    read = []
    for chain in chains:
        seen = {line.hash: number for number, line in enumerate(chain) if line.hash in noted}
        for hash_, number in seen.items():
            noted[hash_] = Found(f"{chain.name}:{number}", chain.count - number - 1)
        read.append(chain)
    return Verdict(tuple(read), tuple(noted.items()))
