"""A guard and a router whose answers are put into the stream of the graph that asks them, for whoever watches it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from langgraph.config import get_stream_writer
from typing_extensions import override

from fleet.guard import Approval, Decision, Guard, Handoff, Ledger
from fleet.integrations.langgraph.office import Routing
from fleet.routing import Route
from fleet.spec import Context

_Shown = TypeVar("_Shown", Route, Decision)


class WatchedGuard(Guard):
    """A guard whose decisions are seen by whoever streams the graph that asks it.

    >>> import fleet
    >>> guard = WatchedGuard(fleet.load())
    >>> guard.check_call("support-agent", "tickets.resolve", {"id": 4411}).outcome
    'allow'
    """

    @override
    def check_call(
        self,
        persona: str,
        tool: str,
        args: Mapping[str, object] | str,
        *,
        context: Context | None = None,
        ledger: Ledger | None = None,
        approval: Approval | None = None,
        key: str | None = None,
    ) -> Decision:
        return _shown(
            super().check_call(persona, tool, args, context=context, ledger=ledger, approval=approval, key=key)
        )

    @override
    def check_reply(
        self,
        persona: str,
        draft: str,
        *,
        context: Context | None = None,
        incoming: str | None = None,
        ledger: Ledger | None = None,
    ) -> Decision:
        return _shown(super().check_reply(persona, draft, context=context, incoming=incoming, ledger=ledger))

    @override
    def check_handoff(
        self,
        handoff: Handoff,
        *,
        context: Context | None = None,
        earlier: Sequence[Handoff] = (),
        ledger: Ledger | None = None,
    ) -> Decision:
        return _shown(super().check_handoff(handoff, context=context, earlier=earlier, ledger=ledger))


@dataclass(frozen=True, slots=True)
class WatchedRouter:
    """A router whose answers are seen by whoever streams the graph that asks it.

    Attributes:
        router: the router.
    """

    router: Routing

    def route(self, message: str, *, context: Context | None = None, history: Sequence[str] = ()) -> Route:
        """Say where a message goes."""
        return _shown(self.router.route(message, context=context, history=history))


def _shown(happening: _Shown) -> _Shown:
    """Put something into the stream of the graph that runs, if one does."""
    with suppress(RuntimeError):  # asked outside of a graph
        get_stream_writer()(happening)
    return happening
