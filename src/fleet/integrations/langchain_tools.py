"""LangChain tools behind the guard: each call is decided on what the model wrote, and the frozen copy is what runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from langchain_core.runnables import RunnableConfig
from langchain_core.tools import BaseTool, ToolException
from pydantic import BaseModel

from fleet.diagnostics import quoted
from fleet.errors import FleetError, UnknownNameError
from fleet.guard import Approval, Decision, Guard, Ledger
from fleet.spec import Context

Ask = Callable[[Decision], Approval | None]
"""Asks a human about a call that was answered with ``ask``; None is no."""


class GuardedTool(BaseTool):
    """A tool that asks the guard before it runs. A refusal is its answer, in words that a model can act on.

    Made by `guard_tools`.
    """

    inner: BaseTool
    guard: Guard
    persona: str
    known_as: str
    context: Context | Callable[[], Context]
    ledger: Ledger | Callable[[], Ledger] | None = None
    ask: Ask | None = None

    def _run(self, *, config: RunnableConfig, **arguments: object) -> object:
        decision = self._decided(arguments)
        try:
            output = self.inner.invoke(self._call(decision), config)
        except BaseException:
            self._settle(decision, ok=False)
            raise
        return self._answer(decision, output)

    async def _arun(self, *, config: RunnableConfig, **arguments: object) -> object:
        decision = self._decided(arguments)
        try:
            output = await self.inner.ainvoke(self._call(decision), config)
        except BaseException:
            self._settle(decision, ok=False)
            raise
        return self._answer(decision, output)

    def _decided(self, arguments: Mapping[str, object]) -> Decision:
        context = self.context() if callable(self.context) else self.context
        asked = (self.persona, self.known_as, arguments)
        decision = self.guard.check_call(*asked, context=context, ledger=self._kept())
        if decision.outcome == "ask" and self.ask is not None:
            approval = self.ask(decision)
            if approval is not None:
                decision = self.guard.check_call(*asked, context=context, ledger=self._kept(), approval=approval)
        if not decision:
            raise ToolException(decision.explain())
        return decision

    def _call(self, decision: Decision) -> dict[str, object]:
        """The call as a model makes it, so that the inner tool answers with content and artifact."""
        values = decision.arguments.thawed() if decision.arguments is not None else {}
        return {"type": "tool_call", "id": "guarded", "name": self.inner.name, "args": values}

    def _answer(self, decision: Decision, output: object) -> object:
        content, artifact = getattr(output, "content", output), getattr(output, "artifact", None)
        failed = getattr(output, "status", "success") == "error"
        self._settle(decision, ok=not failed, output=content)
        if failed:
            raise ToolException(str(content))
        return (content, artifact) if self.response_format == "content_and_artifact" else content

    def _settle(self, decision: Decision, *, ok: bool, output: object = None) -> None:
        self.guard.settle(decision, ok=ok, output=output, ledger=self._kept())

    def _kept(self) -> Ledger | None:
        return self.ledger() if callable(self.ledger) else self.ledger


def guard_tools(  # noqa: PLR0913  a host says each of them once
    tools: Sequence[BaseTool],
    *,
    guard: Guard,
    persona: str,
    context: Context | Callable[[], Context] | None = None,
    ledger: Ledger | Callable[[], Ledger] | None = None,
    names: Mapping[str, str] | None = None,
    ask: Ask | None = None,
) -> list[BaseTool]:
    """Put LangChain tools behind the guard, for one persona.

    The model sees the same names, descriptions and arguments. What it wrote is decided on, not what a schema made of
    it; sync, async, batch and parallel calls alike. How a call ended is written into ledger and record.

    Args:
        tools: the tools of the agent.
        guard: the guard; its library, or its own `tools`, must know each of them.
        persona: who calls.
        context: what is known about the work, or a function that says so at each call.
        ledger: what the conversation did, or a function that gives it at each call.
        names: LangChain's name -> the library's, where they differ: many models take no dots in names.
        ask: asks a human where the guard says ``ask``; without it the model reads that somebody has to.

    Raises:
        UnknownNameError: for a persona, or a tool that the guard does not know.
        FleetError: for a tool with arguments that a graph fills in by itself: these would not reach it.

    >>> import fleet
    >>> from langchain_core.tools import tool
    >>> @tool("tickets_resolve")
    ... def resolve(id: int) -> str:
    ...     "Close a ticket."
    ...     return f"closed {id}"
    >>> names = {"tickets_resolve": "tickets.resolve"}
    >>> (mine,) = guard_tools([resolve], guard=fleet.Guard(fleet.load()), persona="support-agent", names=names)
    >>> mine.invoke({"id": 4411})
    'closed 4411'
    >>> (theirs,) = guard_tools([resolve], guard=fleet.Guard(fleet.load()), persona="account-manager", names=names)
    >>> theirs.invoke({"id": 4411})[:10]
    'Not yours.'
    """
    if persona not in guard.library.personas:
        raise UnknownNameError("persona", persona, guard.library)
    found: list[BaseTool] = []
    for tool in tools:
        known_as = (names or {}).get(tool.name, tool.name)
        if known_as not in guard.tools:
            raise UnknownNameError("tool", known_as, guard.tools)
        found.append(
            GuardedTool(
                name=tool.name,
                description=tool.description,
                args_schema=_shown(tool),
                return_direct=tool.return_direct,
                response_format=tool.response_format,
                tags=tool.tags,
                metadata=tool.metadata,
                handle_tool_error=True,
                inner=tool,
                guard=guard,
                persona=persona,
                known_as=known_as,
                context=context or Context(),
                ledger=ledger,
                ask=ask,
            )
        )
    return found


def _shown(tool: BaseTool) -> dict[str, object]:
    """The arguments that a model sees, as JSON Schema.

    Raises:
        FleetError: if a graph fills in others.
    """
    seen = schema_of(tool.tool_call_schema)
    filled = sorted(_names(schema_of(tool.args_schema)) - _names(seen)) if tool.args_schema is not None else []
    if filled:
        message = f"tool {quoted(tool.name)} has arguments that a graph fills in: {', '.join(map(quoted, filled))}"
        raise FleetError(message)
    return seen


def schema_of(schema: object) -> dict[str, object]:
    """The JSON Schema of a tool's arguments.

    Raises:
        FleetError: for anything but a pydantic 2 model or a schema.
    """
    if isinstance(schema, dict):
        return schema
    if isinstance(schema, type) and issubclass(schema, BaseModel):
        return schema.model_json_schema()
    message = "a tool can be guarded if its arguments are a model of today or a JSON Schema, and these are neither"
    raise FleetError(message)


def _names(schema: dict[str, object]) -> set[str]:
    properties = schema.get("properties", {})
    return set(properties) if isinstance(properties, dict) else set()
