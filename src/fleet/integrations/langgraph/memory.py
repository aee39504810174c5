"""The memory of a persona as tools of its agent: typed notes about the account at hand, written into its journal."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from langchain.tools import ToolRuntime
from langchain_core.tools import BaseTool, StructuredTool, ToolException

from fleet.diagnostics import quoted
from fleet.errors import FleetError, JournalError
from fleet.guard import Guard
from fleet.guard.schema import validator_of
from fleet.integrations.langgraph.account import known_of
from fleet.integrations.langgraph.forms import Form, closing_form, form_of
from fleet.library import Library
from fleet.memory import KINDS, OUTCOMES, TRENDS, Journal, Kind, Note, day_of, may_keep, remembering
from fleet.spec import Context

_Write = Callable[[Mapping[str, object], Context, str | None], str]


def memory_tools(library: Library, journal: Journal, *, persona: str, guard: Guard | None = None) -> list[BaseTool]:
    """The tools with which a persona keeps something in mind about the account at hand.

    A model chooses kind, lane and trend, and says the rest in a sentence; the account comes from the runtime: from the
    context of the run, its configuration or the state of the graph. In which lane a note may be is decided exactly by
    the journal; a promise in a lane of somebody else is refused with the owner's name. What the sentence does is
    language, and is judged where the call is decided: by the guard of the agent, which is to know
    `memory_declarations`, or by `guard` where an agent has none.

    A tool that runs again after a crash writes the same note, not a second one.

    Args:
        library: who may work where.
        journal: where the notes go.
        persona: who writes.
        guard: decides each call here, for an agent whose tools no other guard decides; it must know
            `memory_declarations`.

    Raises:
        JournalError: if the persona starts every conversation fresh.
        UnknownNameError: if the library has no such persona.
        FleetError: if the guard does not know a tool.

    >>> import fleet
    >>> from langgraph.store.memory import InMemoryStore
    >>> library = fleet.load()
    >>> tools = memory_tools(library, Journal(InMemoryStore()), persona="account-manager")
    >>> [tool.name for tool in tools]
    ['note_touch', 'note_signal', 'note_commitment', 'note_question', 'note_date', 'close_note']
    """
    remembering(library, persona)
    keeper = _Keeper(library, journal, persona)
    tools: list[BaseTool] = []
    for kind in KINDS:
        lanes = _choices(library, persona, kind)
        if lanes:
            tools.append(_tool(form_of(kind, lanes), form_of(kind), keeper.writes(kind), keeper, guard))
    return [*tools, _tool(closing_form(), closing_form(), keeper.closes, keeper, guard)] if tools else []


class _Keeper:
    """Whose notes go where."""

    def __init__(self, library: Library, journal: Journal, persona: str) -> None:
        self.library, self.journal, self.persona = library, journal, persona

    def writes(self, kind: Kind) -> _Write:
        """A function that writes a note of a kind."""

        def write(said: Mapping[str, object], context: Context, once: str | None) -> str:
            note = Note(
                kind=kind,
                lane=str(said["lane"]),
                text=str(said["text"]),
                due=day_of(str(said["due"])) if "due" in said else None,
                trend=next((one for one in TRENDS if one == said.get("trend")), None),
            )
            entry = self.journal.add(
                self.library, note, account=str(context.account), persona=self.persona, context=context, once=once
            )
            return f"Noted as {entry.id}."

        return write

    def closes(self, said: Mapping[str, object], context: Context, once: str | None) -> str:  # noqa: ARG002  a _Write
        """Close a note."""
        entry = self.journal.close(
            str(said["id"]),
            account=str(context.account),
            persona=self.persona,
            outcome=next(one for one in OUTCOMES if one == said["outcome"]),
            text=str(said.get("text", "")),
        )
        return f"Closed {entry.id}: {entry.closing.outcome if entry.closing else ''}."


def _choices(library: Library, persona: str, kind: Kind) -> list[str]:
    """The lanes that a model may choose from; which of them are open is asked again with what is known then."""
    assists = library[persona].assists
    lanes = {one.lane for one in assists if kind != "commitment" or one.only is None}
    owned = set(library[persona].lanes)
    if kind == "commitment":
        return sorted(lanes | owned)
    return sorted(lanes | {lane for lane in library.lanes if may_keep(library, persona, lane)} | owned)


def _tool(shown: Form, form: Form, write: _Write, keeper: _Keeper, guard: Guard | None) -> BaseTool:
    """A tool that shows a model the lanes of its persona, and knows all lanes: so a refusal can name the owner."""
    validate = validator_of(form.schema)
    if guard is not None and form.name not in guard.tools:
        message = f"the guard knows no {quoted(form.name)}; give it `tools=memory_declarations()`"
        raise FleetError(message)

    def run(runtime: ToolRuntime, **said: object) -> str:
        try:
            known = known_of(runtime)
        except FleetError as error:
            raise ToolException(_told(error)) from None
        wrong = validate(said)
        if wrong:
            raise ToolException(" ".join(map(_sentence, wrong)))
        decision = guard.check_call(keeper.persona, form.name, said, context=known) if guard is not None else None
        if decision is not None and not decision:
            raise ToolException(decision.explain())
        done = False
        try:
            answer = write(said, known, _once(runtime))
            done = True
        except FleetError as error:
            raise ToolException(_told(error)) from None
        finally:
            if guard is not None and decision is not None:
                guard.settle(decision, ok=done)
        return answer

    return StructuredTool(
        name=shown.name, description=f"{shown.about}.", args_schema=shown.schema, func=run, handle_tool_error=True
    )


def _once(runtime: ToolRuntime) -> str | None:
    """What this call is called in its conversation; None if it has no name."""
    configurable = runtime.config.get("configurable", {})
    return None if runtime.tool_call_id is None else f"{configurable.get('thread_id')} {runtime.tool_call_id}"


def _told(error: FleetError) -> str:
    """A refusal in words that a model can act on: what is wrong, and what to do; places in files are not for it."""
    if not isinstance(error, JournalError):
        return _sentence(str(error))
    texts = (text for one in error.diagnostics for text in (one.message, one.help) if text)
    return " ".join(map(_sentence, texts))


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
