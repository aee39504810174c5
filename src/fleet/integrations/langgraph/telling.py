"""The system message of a persona: what never changes first, what does last, so that prompt caches hit."""

from __future__ import annotations

from collections.abc import Mapping

from langchain_core.messages import SystemMessage

from fleet.errors import FleetError
from fleet.library import Library
from fleet.memory import Journal
from fleet.prompts import compile_prompt
from fleet.spec import Context

_MARK = "fleet_persona"
_MOST = 256
_Key = tuple[Context, str | None, str]


class Telling:
    """Makes the system messages of one persona, and keeps the last ones: the steps of a conversation have the same.

    Args:
        library: where the persona is from.
        persona: its class.
        variables: values for the variables of the library's texts.
        journal: what it keeps in mind about accounts, if it is one that does.

    Raises:
        UnknownNameError: for a persona or a variable that the library does not have.
        PromptError: for a value of a variable that may not stand in a prompt.
    """

    def __init__(
        self, library: Library, persona: str, variables: Mapping[str, str], journal: Journal | None = None
    ) -> None:
        self._library = library
        self._persona = persona
        self._variables = variables
        self.journal = journal if library[persona].persistent_persona else None
        self._made: dict[_Key, SystemMessage] = {}
        compile_prompt(library, persona, variables=variables)  # what is wrong with it is said at once

    def message(self, context: Context, before: SystemMessage | None) -> SystemMessage:
        """The system message in a context; what the host says in `before` stands before what changes.

        Raises:
            FleetError: if `before` is one that was made here already: for two personas in one agent.
        """
        if before is not None and _MARK in before.additional_kwargs:
            message = "an agent has one `LaneMiddleware`: it works for one persona"
            raise FleetError(message)
        key = (context, self._remembered(context), before.text.strip() if before is not None else "")
        found = self._made.pop(key, None) or self._make(*key)
        self._made[key] = found  # the last used is the last to go
        while len(self._made) > _MOST:
            self._made.pop(next(iter(self._made), key), None)
        return found

    def _make(self, context: Context, memory: str | None, between: str) -> SystemMessage:
        prompt = compile_prompt(self._library, self._persona, variables=self._variables, context=context, memory=memory)
        text = f"{prompt.stable}\n{between}\n{prompt.changing}" if between else prompt.text
        return SystemMessage(content=text, additional_kwargs={_MARK: self._persona})

    def _remembered(self, context: Context) -> str | None:
        if self.journal is None or context.account is None:
            return None
        return self.journal.brief(self._library, account=context.account, persona=self._persona, context=context)
