"""How much one process takes on."""

from __future__ import annotations

from dataclasses import dataclass

from fleet.diagnostics import quoted
from fleet.errors import FleetError


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a server.

    Attributes:
        max_bytes: the most bytes that the body of a request may have.
        timeout: how many seconds a request may take: so long for its body to arrive, so long for its answer.
        at_once: how many requests are worked on at a time, each in a thread.
        waiting: how many more may wait for their turn.

    Raises:
        FleetError: for a limit that lets nothing through.

    >>> Limits(max_bytes=1000).timeout
    15.0
    """

    max_bytes: int = 64 * 1024
    timeout: float = 15.0
    at_once: int = 4
    waiting: int = 32

    def __post_init__(self) -> None:
        if not (self.max_bytes > 0 and self.timeout > 0 and self.at_once > 0 and self.waiting >= 0):
            given = f"{self.max_bytes} bytes, {self.timeout} seconds, {self.at_once} at once"
            message = f"limits of a server are over 0, not {quoted(given)}"
            raise FleetError(message)
