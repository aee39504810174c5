"""An agent under test: a function from the turns so far to what it does next."""

from __future__ import annotations

import asyncio
import inspect
import threading
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any, TypeVar

from fleet.diagnostics import quoted
from fleet.errors import FleetError
from fleet.testing.language.reply import Reply
from fleet.testing.language.scenario import Turn

Agent = Callable[[Sequence[Turn]], Reply | Awaitable[Reply]]
"""Answers a conversation whose last turn is the user's, at once or as a coroutine."""

Build = Callable[[str], object]
"""Makes the agent of a persona: an `Agent`, or anything that `fleet.testing.agents.agent_of` makes one of."""

_T = TypeVar("_T")


def answered(agent: Agent, turns: Sequence[Turn]) -> Reply:
    """Put turns to an agent, and wait for what it does.

    Raises:
        FleetError: if it gives anything but a `Reply`. What the agent itself raises comes through.

    >>> answered(lambda turns: Reply(f"You wrote: {turns[-1].text}"), [Turn("user", "Hello")]).text
    'You wrote: Hello'
    """
    given = agent(tuple(turns))
    reply: object = _waited_for(given) if inspect.isawaitable(given) else given
    if not isinstance(reply, Reply):
        message = f"an agent answers with a `fleet.testing.language.Reply`, and this one gave {quoted(str(reply)[:80])}"
        raise FleetError(message)
    return reply


def _waited_for(awaitable: Awaitable[_T]) -> _T:
    """Run to its end what an agent began; beside a loop that runs already, in a thread with a loop of its own."""

    async def wait() -> _T:
        return await awaitable

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(wait())
    return _in_a_thread(wait())


def _in_a_thread(coroutine: Coroutine[Any, Any, _T]) -> _T:
    found: list[_T] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            found.append(asyncio.run(coroutine))
        except BaseException as error:  # noqa: BLE001  raised again below, where somebody waits for it
            failed.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if failed:
        raise failed[0]
    return found[0]
