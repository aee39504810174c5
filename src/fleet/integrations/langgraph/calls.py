"""One call of a model on its way to a tool: it is decided where it would run, and what was decided is what runs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from langchain_core.messages import AIMessage, ToolMessage
from langchain_core.runnables import RunnableConfig
from langchain_core.tools import BaseTool
from langgraph.prebuilt.tool_node import ToolCallRequest
from langgraph.types import Command
from pydantic import BaseModel, ConfigDict

from fleet.errors import FleetError
from fleet.guard import Decision, Guard, Ledger
from fleet.guard.arguments import MalformedError, arguments_of
from fleet.guard.decision import digest_of_request
from fleet.guard.ledger import Started
from fleet.integrations.langgraph.interrupts import Answer, ask
from fleet.spec import Context

_AGAIN = (
    "This call was carried out already, before the conversation broke off; what it answered then is not known any "
    "more. Do not call it again for the same thing."
)


@dataclass(frozen=True, slots=True)
class Desk:
    """Who decides one call, and by what.

    Attributes:
        guard: the guard.
        persona: who calls.
        context: what is known about the work.
        ledger: what the conversation did so far, for this call.
        place: what tells this call from every other one of a conversation that may come back to it; None if it cannot.
        can_ask: whether the graph can stop and ask a human.
        passed: what was handed over in this call, as plain data.
    """

    guard: Guard
    persona: str
    context: Context
    ledger: Ledger
    place: str | None
    can_ask: bool
    passed: list[Mapping[str, object]] = field(default_factory=list)


class Passage(BaseTool):
    """A tool as it stands in one call: whatever asks it to run asks the guard first.

    Attributes:
        inner: the tool.
        desk: who decides.
        known_as: the name by which the guard knows the tool.
        filled: the arguments that the graph fills in.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    is_guarded: ClassVar[bool] = True

    inner: BaseTool
    desk: Desk
    known_as: str
    filled: frozenset[str]

    def _run(self, **arguments: object) -> object:
        raise NotImplementedError

    def invoke(self, input: object, config: RunnableConfig | None = None, **_: object) -> object:  # noqa: A002
        """Decide, run what was decided, and write down how it ended."""
        call, shown, filled = self._parted(input)
        decision = self._decided(call, shown)
        if isinstance(decision, ToolMessage):
            return decision
        try:
            answer = self.inner.invoke(self._frozen(call, decision, filled), config)
        except Exception:
            self._settle(decision, ok=False)
            raise
        return self._settled(decision, answer)

    async def ainvoke(self, input: object, config: RunnableConfig | None = None, **_: object) -> object:  # noqa: A002
        """Decide, run what was decided, and write down how it ended."""
        call, shown, filled = self._parted(input)
        decision = self._decided(call, shown)
        if isinstance(decision, ToolMessage):
            return decision
        try:
            answer = await self.inner.ainvoke(self._frozen(call, decision, filled), config)
        except Exception:
            self._settle(decision, ok=False)
            raise
        return self._settled(decision, answer)

    def _parted(self, given: object) -> tuple[Mapping[str, object], object, dict[str, object]]:
        """A call, what the model wrote as its arguments, and what the graph filled in."""
        if not isinstance(given, Mapping):
            message = "a guarded tool runs for a call of a model"
            raise FleetError(message)
        args = given.get("args")
        if not isinstance(args, Mapping):
            return given, args, {}
        names = self.filled
        filled = {name: value for name, value in args.items() if name in names}
        return given, {name: value for name, value in args.items() if name not in names}, filled

    def _decided(self, call: Mapping[str, object], args: object) -> Decision | ToolMessage:
        """The guard's yes, or what the model reads instead of an answer."""
        desk = self.desk
        given = args if isinstance(args, Mapping | str) else {}
        key = _key(desk, self.known_as, given)
        if key is not None and desk.guard.record is not None and desk.guard.record.ended(key):
            _note_done(desk, self.known_as, given)
            return refusal(_AGAIN, call, status="success")
        decision = desk.guard.check_call(
            desk.persona, self.known_as, given, context=desk.context, ledger=desk.ledger, key=key
        )
        while decision.outcome == "ask" and desk.can_ask:
            answer = ask(decision, self.name)
            if answer is None or not answer.fits(decision):
                continue  # the answer was to something else; the question is put again
            if not answer.approved:
                return refusal(_no(answer), call)
            if _used(desk, answer):
                continue
            approval = desk.guard.approve(decision, by=answer.by, expires=answer.expires, once=answer.ask)
            decision = desk.guard.check_call(
                desk.persona,
                self.known_as,
                given,
                context=desk.context,
                ledger=desk.ledger,
                approval=approval,
                key=key,
            )
        return decision or refusal(decision.explain(), call)

    def _frozen(
        self, call: Mapping[str, object], decision: Decision, filled: Mapping[str, object]
    ) -> dict[str, object]:
        values = decision.arguments.thawed() if decision.arguments is not None else {}
        return {**call, "name": self.inner.name, "args": {**values, **filled}, "type": "tool_call"}

    def _settled(self, decision: Decision, answer: object) -> object:
        message = _message_in(answer)
        failed = message is not None and message.status == "error"
        self._settle(decision, ok=not failed, output=message.content if message is not None else None)
        return answer

    def _settle(self, decision: Decision, *, ok: bool, output: object = None) -> None:
        self.desk.guard.settle(decision, ok=ok, output=output, ledger=self.desk.ledger)


@dataclass
class Held(ToolCallRequest):
    """A request in which every tool has the guard before it, also one that a middleware after the guard puts in.

    Attributes:
        guarded: puts the guard before a tool.
    """

    guarded: Callable[[BaseTool], BaseTool]

    def __post_init__(self) -> None:
        """Put the guard before the tool."""
        self._hold(self.tool)

    def __setattr__(self, name: str, value: object) -> None:
        """Put the guard before a tool that is put in."""
        super().__setattr__(name, value)
        if name == "tool" and hasattr(self, "guarded"):
            self._hold(self.tool)

    def _hold(self, tool: BaseTool | None) -> None:
        if tool is not None and not getattr(tool, "is_guarded", False):
            object.__setattr__(self, "tool", self.guarded(tool))


def refusal(text: str, call: Mapping[str, object], *, status: Literal["success", "error"] = "error") -> ToolMessage:
    """What a model reads instead of a tool's answer."""
    return ToolMessage(
        content=text,
        name=str(call.get("name")),
        tool_call_id=str(call.get("id")),
        status=status,
    )


def filled_in(tool: BaseTool) -> frozenset[str]:
    """The arguments of a tool that a graph fills in and no model sees."""
    seen, every = _names(tool.tool_call_schema), _names(tool.args_schema)
    return (every - seen) | (frozenset({"runtime"}) - seen)


def _names(schema: object) -> frozenset[str]:
    if isinstance(schema, type) and issubclass(schema, BaseModel):
        return frozenset(schema.model_fields)
    properties = schema.get("properties", {}) if isinstance(schema, dict) else {}
    return frozenset(properties) if isinstance(properties, dict) else frozenset()


def _message_in(answer: object) -> ToolMessage | None:
    """The message for the model in what a tool answered."""
    if isinstance(answer, ToolMessage):
        return answer
    if isinstance(answer, Command) and isinstance(answer.update, Mapping):
        return next((one for one in answer.update.get("messages", ()) if isinstance(one, ToolMessage)), None)
    if isinstance(answer, list):
        return next((found for one in answer if (found := _message_in(one)) is not None), None)
    return None


def _key(desk: Desk, name: str, args: Mapping[str, object] | str) -> str | None:
    """What a record knows a call by, so that a graph which comes back to it does not make it twice."""
    if desk.place is None:
        return None
    try:
        digest = arguments_of(name, args).digest
    except MalformedError:
        return None
    of = json.dumps([desk.persona, desk.context.account, desk.place, digest])
    return hashlib.sha256(of.encode("ascii")).hexdigest()[:32]


def _note_done(desk: Desk, name: str, args: Mapping[str, object] | str) -> None:
    """Note a call that was done before its ledger was stored."""
    tool = desk.guard.tools[name]
    digest = digest_of_request("call", desk.persona, name, arguments_of(name, args), desk.context)
    call = desk.ledger.start(Started(0, desk.persona, name, tool.lane, tool.effect, digest))
    desk.ledger.settle((call.step, digest), ok=True, output="")


def _used(desk: Desk, answer: Answer) -> bool:
    record = desk.guard.record
    return desk.ledger.spent(answer.ask) or (record is not None and record.spent(answer.ask))


def _no(answer: Answer) -> str:
    why = f": {answer.reason.rstrip('.')}" if answer.reason.strip() else ""
    return f"Refused. {answer.by} said no to this exact call{why}. Do not try it again in another form; say so."


def which(state: Mapping[str, object], call: Mapping[str, object]) -> int:
    """Of several equal calls in one message, which one this is."""
    messages = state.get("messages")
    listed = messages if isinstance(messages, list) else []
    last = next((one for one in reversed(listed) if isinstance(one, AIMessage)), None)
    ids: list[object] = (
        [one["id"] for one in last.tool_calls if one["name"] == call.get("name") and one["args"] == call.get("args")]
        if last
        else []
    )
    return ids.index(call.get("id")) if call.get("id") in ids else 0
