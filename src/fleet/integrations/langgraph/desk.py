"""Where one call is decided: by which guard, for whom, on what is known, and what the model reads of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from langchain_core.messages import AIMessage, ToolMessage

from fleet.guard import Guard, Ledger
from fleet.guard.arguments import MalformedError, arguments_of
from fleet.guard.decision import digest_of_request
from fleet.guard.ledger import Started
from fleet.integrations.langgraph.interrupts import Answer
from fleet.spec import Context


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

    def key(self, name: str, args: Mapping[str, object] | str) -> str | None:
        """What a record knows a call by, so that a graph which comes back to it does not make it twice."""
        if self.place is None:
            return None
        try:
            digest = arguments_of(name, args).digest
        except MalformedError:
            return None
        of = json.dumps([self.persona, self.context.account, self.place, digest])
        return hashlib.sha256(of.encode("ascii")).hexdigest()[:32]

    def note_done(self, name: str, args: Mapping[str, object] | str) -> None:
        """Note a call that was done before its ledger was stored."""
        tool = self.guard.tools[name]
        digest = digest_of_request("call", self.persona, name, arguments_of(name, args), self.context)
        call = self.ledger.start(Started(0, self.persona, name, tool.lane, tool.effect, digest))
        self.ledger.settle((call.step, digest), ok=True, output="")

    def used(self, answer: Answer) -> bool:
        """Whether an answer was used before: one answer is for one call."""
        record = self.guard.record
        return self.ledger.spent(answer.ask) or (record is not None and record.spent(answer.ask))


def refusal(text: str, call: Mapping[str, object], *, status: Literal["success", "error"] = "error") -> ToolMessage:
    """What a model reads instead of a tool's answer."""
    return ToolMessage(
        content=text,
        name=str(call.get("name")),
        tool_call_id=str(call.get("id")),
        status=status,
    )


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
