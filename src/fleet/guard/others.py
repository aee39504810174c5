"""What other processes write into the folder of a record while this one runs."""

from __future__ import annotations

import os
import time
from collections.abc import Container, Iterator
from pathlib import Path

from fleet.guard.chain import ENDING, Chain

_SETTLED = 2_000_000_000
"""After so many nanoseconds a folder's time of change says for sure that no file came since: its clock is coarse."""


class Others:
    """The chains of a folder that other processes write, read as far as they went when they were looked at last.

    Args:
        folder: the folder of the record.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._chains: dict[str, Chain] = {}
        self._trusted = -1

    def grown(self, own: Container[str]) -> Iterator[Chain]:
        """The chains that have grown since, or are new, with what they have more of yet unread.

        Args:
            own: the names of the chains that this process wrote.

        Raises:
            OSError: if the folder or a chain cannot be read.
        """
        self._find(own)
        for chain in tuple(self._chains.values()):
            try:
                size = os.stat(chain.path).st_size  # noqa: PTH116  before and after every change: a path object takes its time
            except FileNotFoundError:  # kept elsewhere now; what it said is known
                del self._chains[chain.name]
                continue
            if chain.fault is None and size > chain.size + chain.torn:
                yield chain

    def forget(self) -> None:
        """Look for new chains next time in any case: to a child, those of the process that forked it are new."""
        self._trusted = -1

    def _find(self, own: Container[str]) -> None:
        changed = os.stat(self._folder).st_mtime_ns  # noqa: PTH116  the same
        if changed == self._trusted:
            return
        self._trusted = changed if time.time_ns() - changed > _SETTLED else -1
        for file in sorted(os.listdir(self._folder)):  # noqa: PTH208  the same
            name = file.removesuffix(ENDING)
            if name != file and name not in own and name not in self._chains:
                self._chains[name] = Chain(self._folder / file)
