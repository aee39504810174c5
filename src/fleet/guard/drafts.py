"""The drafts that a guard reads, and with whose help."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fleet.guard.ledger import Ledger
from fleet.guard.opinion import ChatModel, Draft, is_unsure, second_opinion
from fleet.guard.reading import Reader
from fleet.guard.reply import Reply, closed_to
from fleet.library import Library
from fleet.prompts import is_redirect
from fleet.spec import Context, Tool


@dataclass(slots=True)
class Drafts:
    """Reads what a persona is about to say: by a reader of sentences, and by a chat model where that is unsure.

    Attributes:
        library: the personas and lanes.
        tools: the tools of the library and of the host.
        reader: None is the one that comes with the library, loaded at the first draft.
        judge: None asks no chat model.
    """

    library: Library
    tools: Mapping[str, Tool]
    reader: Reader | None
    judge: ChatModel | None

    def read(
        self, persona: str, draft: str, context: Context, ledger: Ledger | None, *, incoming: str | None = None
    ) -> Reply:
        """Say what each sentence of a draft does; a persona that does not exist says nothing."""
        if persona not in self.library.personas:
            return Reply(self.library, persona, context, (), 1.0, self.tools, ledger)
        reader = self._reading()
        closed = closed_to(self.library, persona, context)
        read = reader.read(draft, closed=closed, incoming=incoming)
        claims = tuple(one for one in read if not is_redirect(self.library, one.text))
        alone = False
        if self.judge is not None and is_unsure(claims):
            asked = second_opinion(self.judge, self.library, Draft(draft, incoming, persona, closed), claims)
            claims, alone = asked or claims, asked is None
        return Reply(self.library, persona, context, claims, reader.bar, self.tools, ledger, alone)

    def _reading(self) -> Reader:
        if self.reader is None:
            from fleet.routing.reading import reader_for  # noqa: PLC0415  loads models, and only a draft needs them

            self.reader = reader_for(self.library)
        return self.reader
