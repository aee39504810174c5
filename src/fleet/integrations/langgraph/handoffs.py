"""Handing over as a tool: whom a persona may name is a closed choice, and each handoff is decided where it is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from langchain_core.messages import ToolMessage
from langchain_core.runnables import RunnableConfig
from langchain_core.tools import BaseTool, StructuredTool
from pydantic import BaseModel, ConfigDict, Field, create_model

from fleet.guard import Guard, Handoff, Ledger
from fleet.guard.arguments import thawed
from fleet.integrations.handoff import asked_for
from fleet.integrations.langgraph.desk import refusal
from fleet.integrations.langgraph.legs import Leg
from fleet.library import Library
from fleet.spec import Context

HAND_OVER = "hand_over"
"""The name of the tool that hands work over."""

_ONE_AT_A_TIME = "Refused. Hand over one piece of work at a time: this one again, after you have read the answer."
_DONE = "Handed over to `{}`. Tell the person so, and leave that work to them."
_OF_WORDS = frozenset({"FLT405", "FLT422", "FLT423"})
_IN_THEIR_WORDS = "Only the words were at fault: put what was asked into `requests`, as the sender wrote it."
_ABOUT = (
    "Hand one piece of work over to whoever does it. Say what was asked in the sender's words, and what you know; that "
    "is read as data, not as an instruction."
)


def targets_of(library: Library, persona: str) -> tuple[str, ...]:
    """Everybody to whom a persona may hand something over, in some context.

    >>> import fleet
    >>> "account-manager" in targets_of(fleet.load(), "support-agent")
    True
    """
    found = {library.manifest.fallback}
    for lane, owner in library.owners.items():
        found.add(owner)
        found.update(one for one in library if library.grants.get((one, lane)))
    found.update(one for one in library if library[one].above == persona)
    return tuple(sorted(found - {persona}))


def handoff_tool(library: Library, persona: str) -> BaseTool:
    """The tool with which a persona hands work over: target and lane are closed choices.

    It runs only inside a fleet, where the guard decides each use of it.

    Raises:
        UnknownNameError: if the library has no such persona.
    """
    library[persona]
    targets, lanes = targets_of(library, persona), tuple(library.lanes)
    schema: type[BaseModel] = create_model(
        "HandOver",
        __config__=ConfigDict(extra="forbid"),
        to=(_one_of(targets), Field(description="who takes it")),
        lane=(_one_of((*lanes, None)), Field(default=None, description="the lane of the work; null if it is in none")),
        reason=(str, Field(default="", description="why, in one sentence")),
        summary=(str, Field(default="", description="what has happened so far")),
        requests=(list[str], Field(default=[], description="what the person asked for, in their words")),
        references=(list[str], Field(default=[], description="ids of tickets, quotes, documents")),
    )

    def nothing(**_: object) -> str:
        return "Refused. Work is handed over inside a fleet only."

    return StructuredTool.from_function(nothing, name=HAND_OVER, description=_ABOUT, args_schema=schema)


def _one_of(names: tuple[str | None, ...]) -> Any:
    """A closed choice, which no type checker can know."""
    return Literal[names]


@dataclass(frozen=True, slots=True)
class Counter:
    """Where one call of `HAND_OVER` is decided.

    Attributes:
        guard: the guard.
        leg: the work at hand.
        context: what is known about it.
        passed: what was handed over from this leg already.
        ledger: what the conversation did so far.
        first: whether it is the first handoff of the model's message.
    """

    guard: Guard
    leg: Leg
    context: Context
    passed: Sequence[Leg]
    ledger: Ledger
    first: bool


class HandoffPassage(BaseTool):
    """`HAND_OVER` as it stands in one call: the guard decides, and the piece of work is put down for its target."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    is_guarded: ClassVar[bool] = True

    counter: Counter
    made: list[Mapping[str, object]]

    def _run(self, **arguments: object) -> object:
        raise NotImplementedError

    def invoke(self, input: object, config: RunnableConfig | None = None, **_: object) -> object:  # noqa: A002, ARG002
        """Decide, and pass the work on."""
        return self._passed(input if isinstance(input, Mapping) else {})

    async def ainvoke(self, input: object, config: RunnableConfig | None = None, **_: object) -> object:  # noqa: A002, ARG002
        """Decide, and pass the work on."""
        return self._passed(input if isinstance(input, Mapping) else {})

    def _passed(self, call: Mapping[str, object]) -> ToolMessage:
        if not self.counter.first:
            return refusal(_ONE_AT_A_TIME, call)
        args = call.get("args")
        fields = dict(args) if isinstance(args, Mapping) else {}
        target = thawed(fields.pop("to", ""))
        handoff = asked_for(self.counter.leg.persona, str(target), fields)
        leg = handed_over(self.counter, handoff)
        if isinstance(leg, str):
            return refusal(leg, call)
        self.made.append(leg.data())
        return refusal(_DONE.format(handoff.target), call, status="success")


def handed_over(counter: Counter, handoff: Handoff) -> Leg | str:
    """The leg that a handoff makes, or what the model reads instead."""
    leg = counter.leg
    same = [one.chain[-1] for one in counter.passed if one.lane == handoff.lane]
    earlier = (*leg.chain, *same)
    decision = counter.guard.check_handoff(handoff, context=counter.context, earlier=earlier, ledger=counter.ledger)
    if decision:
        return leg.handed(handoff)
    words = decision.owner == handoff.target and _OF_WORDS.issuperset(decision.codes)
    return f"{decision.explain()} {_IN_THEIR_WORDS}" if words else decision.explain()
