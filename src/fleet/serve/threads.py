"""Threads in which requests are worked on: a few at a time, and nobody waits for ever."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import TypeVar

from fleet.serve.limits import Limits
from fleet.serve.problem import BUSY, TOO_SLOW, ProblemError

T = TypeVar("T")


class Threads:
    """Works on requests beside the event loop, which stays free for health checks.

    What takes too long is answered at once as a problem. A thread cannot be stopped: it keeps its place until it is
    done, so that those who ask for too much never get more than all places.

    Args:
        limits: how many at once, how many may wait, and how long.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._pool = ThreadPoolExecutor(limits.at_once, "fleet-serve")
        self._lock = Lock()
        self._taken = 0
        self._warming: Future[None] | None = None

    def warm(self, work: Callable[[], None]) -> None:
        """Begin what requests wait for at first: an own library is learned once, which takes some seconds."""
        self._warming = self.begin(work)

    async def run(self, work: Callable[[], T]) -> T:
        """Work on one request.

        Raises:
            ProblemError: if too many wait already, it takes too long, or the library is still being learned.
        """
        future = self.begin(work)
        waiting = asyncio.wrap_future(future)
        try:
            done, _ = await asyncio.wait([waiting], timeout=self._limits.timeout)
        finally:
            future.cancel()  # what has not begun is not begun any more; what is done stays done
        if not done and self._warming is not None and not self._warming.done():
            detail = "the server still learns the library, once; ask again soon"
            raise ProblemError(BUSY, detail, headers={"Retry-After": "5"})
        if not done:
            detail = f"there was no answer within {self._limits.timeout:g} seconds; ask for less"
            raise ProblemError(TOO_SLOW, detail)
        return waiting.result()

    def begin(self, work: Callable[[], T]) -> Future[T]:
        """Begin to work on something, or put it in line.

        Raises:
            ProblemError: if too many wait already.
        """
        with self._lock:
            if self._taken >= self._limits.at_once + self._limits.waiting:
                detail = "too many requests wait already; ask again soon"
                raise ProblemError(BUSY, detail, headers={"Retry-After": "1"})
            self._taken += 1
        future = self._pool.submit(work)
        future.add_done_callback(self._left)
        return future

    def close(self) -> None:
        """Begin nothing more, and wait for nothing."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _left(self, _future: Future[T]) -> None:
        with self._lock:
            self._taken -= 1
