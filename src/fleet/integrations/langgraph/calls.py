"""One call of a model on its way to a tool: it is decided where it would run, and what was decided is what runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from langchain_core.messages import ToolMessage
from langchain_core.runnables import RunnableConfig
from langchain_core.tools import BaseTool
from langgraph.types import Command
from pydantic import ConfigDict

from fleet.errors import FleetError
from fleet.guard import Decision
from fleet.integrations.langgraph.desk import Desk, refusal
from fleet.integrations.langgraph.interrupts import Answer, ask

_AGAIN = (
    "This call was carried out already, before the conversation broke off; what it answered then is not known any "
    "more. Do not call it again for the same thing."
)


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
        key = desk.key(self.known_as, given)
        if key is not None and desk.guard.record is not None and desk.guard.record.ended(key):
            desk.note_done(self.known_as, given)
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
            if desk.used(answer):
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


def _message_in(answer: object) -> ToolMessage | None:
    """The message for the model in what a tool answered."""
    if isinstance(answer, ToolMessage):
        return answer
    if isinstance(answer, Command) and isinstance(answer.update, Mapping):
        return next((one for one in answer.update.get("messages", ()) if isinstance(one, ToolMessage)), None)
    if isinstance(answer, list):
        return next((found for one in answer if (found := _message_in(one)) is not None), None)
    return None


def _no(answer: Answer) -> str:
    why = f": {answer.reason.rstrip('.')}" if answer.reason.strip() else ""
    return f"Refused. {answer.by} said no to this exact call{why}. Do not try it again in another form; say so."
