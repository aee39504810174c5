"""From a message to who takes it: which lane it is in is learned from examples, who owns the lane is looked up."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence

from fleet.diagnostics import quoted
from fleet.errors import FleetError, UnknownNameError
from fleet.library import Library
from fleet.routing.deciding import Asked, Decider
from fleet.routing.encoder import Embeddings
from fleet.routing.judge import ChatModel
from fleet.routing.judging import Bench, EncoderName
from fleet.routing.message import encoded, read
from fleet.routing.model import Taught
from fleet.routing.route import Route
from fleet.spec import Context

_NOTHING_KNOWN = Context()


class Router:
    """Decides which lanes a message is in, and who takes each of them.

    It loads its encoder when it is first asked, learns a library once (the shipped one comes learned), keeps what it
    learned in a cache folder, and may be shared by threads. Nothing is sent anywhere unless `judge` does.

    Args:
        library: whose lanes there are, with the examples that it learns from.
        encoder: ``accurate`` (a small transformer), ``fast`` (a table of token vectors), ``auto`` (fast where it is
            sure enough, else accurate), or embeddings of the host, such as LangChain's.
        judge: a chat model that is asked where the router is unsure; it chooses among lanes that are close.
        wrong_at_most: the part of what is routed that may go wrong; the rest is asked about.

    Raises:
        FleetError: if the library has fewer than two lanes, or `wrong_at_most` is not between 0 and 1.

    >>> import fleet
    >>> route = Router(fleet.load()).route("Deployments fail with a 500 since last night")
    >>> route.persona, route.lane
    ('support-agent', 'ticket-resolution')
    """

    def __init__(
        self,
        library: Library,
        *,
        encoder: EncoderName | Embeddings = "auto",
        judge: ChatModel | None = None,
        wrong_at_most: float = 0.05,
    ) -> None:
        if not 0 < wrong_at_most < 1:
            message = f"the part of what is routed that may go wrong is over 0 and under 1, not {quoted(wrong_at_most)}"
            raise FleetError(message)
        self.library = library
        self.wrong_at_most = wrong_at_most
        taught = Taught(library)
        if len(taught.lanes) < 2:
            message = "a router needs a library with at least two lanes to tell apart"
            raise FleetError(message)
        self._decider = Decider(library, Bench(encoder, taught), wrong_at_most, judge)

    def route(self, message: str, *, context: Context | None = None, history: Sequence[str] = ()) -> Route:
        """Route one message.

        Args:
            message: what was written: one line to a long mail, HTML or plain, at most 100,000 characters are read.
            context: what the host knows; stage and audience leave out lanes, ``current`` keeps work it may do.
            history: what the same person wrote before, oldest first; a short answer is read with the last of it.

        Raises:
            UnknownNameError: if the context names a persona that the library does not have.
        """
        asked = self._asked(message, context or _NOTHING_KNOWN)
        return asked if isinstance(asked, Route) else self._decider.decided(asked, history)

    async def aroute(self, message: str, *, context: Context | None = None, history: Sequence[str] = ()) -> Route:
        """Route one message without blocking the event loop."""
        return await asyncio.to_thread(self.route, message, context=context, history=history)

    def route_many(
        self, messages: Iterable[str], *, context: Context | Sequence[Context] | None = None
    ) -> tuple[Route, ...]:
        """Route messages that have nothing to do with each other; all are encoded in one batch, and each text once.

        Args:
            messages: what was written.
            context: what the host knows: one for all, or one for each.

        Raises:
            FleetError: if there are more contexts than messages, or fewer.
            UnknownNameError: if a context names a persona that the library does not have.
        """
        given = list(messages)
        contexts = list(context) if isinstance(context, Sequence) else [context or _NOTHING_KNOWN] * len(given)
        if len(contexts) != len(given):
            numbers = f"{len(given)} and {len(contexts)}"
            message = f"messages and contexts differ in number, {numbers}; give one for each, or one for all"
            raise FleetError(message)
        found = [self._asked(message, one) for message, one in zip(given, contexts, strict=True)]
        asked = [one for one in found if not isinstance(one, Route)]
        decided = iter(self._decider.decided_many(asked))
        return tuple(one if isinstance(one, Route) else next(decided) for one in found)

    def _asked(self, message: str, context: Context) -> Route | Asked:
        """A message that is to be judged; or at once where it goes, if it cannot be."""
        if context.current is not None and context.current not in {*self.library, *self.library.parties}:
            raise UnknownNameError("persona", context.current, self.library)
        found = read(message)
        if not any(one.isalpha() for one in found.text):
            return self._decider.nowhere(found, "it has no words")
        if encoded(found.text):
            return self._decider.nowhere(found, "it is encoded, not written in a language")
        return Asked(found, context)
