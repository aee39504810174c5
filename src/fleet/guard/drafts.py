"""The drafts that a guard reads, and with whose help."""

from __future__ import annotations

from collections.abc import Mapping

from fleet.guard.ledger import Ledger
from fleet.guard.opinion import ChatModel, Draft, is_unsure, second_opinion
from fleet.guard.reading import Reader
from fleet.guard.reply import Reply, closed_to
from fleet.library import Library
from fleet.prompts import is_redirect
from fleet.spec import Context, Tool


class Drafts:
    """Reads what a persona is about to say: by a reader of sentences, and by a chat model where that is unsure.

    Args:
        library: the personas and lanes.
        tools: the tools of the library and of the host.
        reader: None is the one that comes with the library, loaded at the first draft.
        judge: None asks no chat model.
    """

    def __init__(
        self, library: Library, tools: Mapping[str, Tool], reader: Reader | None, judge: ChatModel | None
    ) -> None:
        self._library = library
        self._tools = tools
        self._reader = reader
        self._judge = judge

    def read(
        self, persona: str, draft: str, context: Context, ledger: Ledger | None, *, incoming: str | None = None
    ) -> Reply:
        """Say what each sentence of a draft does; a persona that does not exist says nothing."""
        if persona not in self._library.personas:
            return Reply(self._library, persona, context, (), 1.0, self._tools, ledger)
        reader = self._loaded()
        closed = closed_to(self._library, persona, context)
        read = reader.read(draft, closed=closed, incoming=incoming)
        claims = tuple(one for one in read if not is_redirect(self._library, one.text))
        alone = False
        if self._judge is not None and is_unsure(claims):
            asked = second_opinion(self._judge, self._library, Draft(draft, incoming, persona, closed), claims)
            claims, alone = asked or claims, asked is None
        return Reply(self._library, persona, context, claims, reader.bar, self._tools, ledger, alone)

    def _loaded(self) -> Reader:
        if self._reader is None:
            from fleet.routing.reading import reader_for  # noqa: PLC0415  loads models, and only a draft needs them

            self._reader = reader_for(self._library)
        return self._reader
