"""What an agent or a fleet keeps of a conversation between two steps: plain data that a checkpoint can hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, NotRequired, cast

from langchain.agents.middleware import AgentState
from langchain.agents.middleware.types import OmitFromInput, PrivateStateAttr
from langchain_core.messages import AnyMessage
from langgraph.graph.message import add_messages
from typing_extensions import TypedDict

from fleet.guard import Ledger

Entries = Sequence[Mapping[str, object]]
"""Entries of a ledger as plain data, as `fleet.Ledger.data` gives them."""


def grown(before: Entries | None, more: Entries | None) -> list[Mapping[str, object]]:
    """The entries of a ledger with those of one more step after them.

    Steps that ran side by side all counted on from the same ledger, so the calls among `more` are numbered anew.

    >>> call = {"kind": "started", "step": 1, "tool": "tickets.resolve"}
    >>> [one["step"] for one in grown([call], [call, {"kind": "settled", "step": 1}])]
    [1, 2, 2]
    """
    found = list(before or ())
    step = sum(one.get("kind") == "started" for one in found)
    anew: dict[object, int] = {}
    for one in more or ():
        if one.get("kind") == "started":
            step += 1
            anew[one.get("step")] = step
        found.append({**one, "step": anew.get(one["step"], one["step"])} if "step" in one else one)
    return found


class LaneState(AgentState[object]):
    """The state of an agent that `LaneMiddleware` guards.

    Attributes:
        ledger: what the conversation did; nobody who calls the agent can write it.
        owed: what the last reply was not allowed to do, and whose it is: for the host to pass on.
    """

    ledger: NotRequired[Annotated[list[Mapping[str, object]], PrivateStateAttr, grown]]
    owed: NotRequired[Annotated[list[Mapping[str, object]], OmitFromInput]]


class SeatState(AgentState[object]):
    """The state of one persona's agent inside a fleet.

    Attributes:
        ledger: what the conversation did, as the fleet knows it.
        leg: the piece of work at hand, as `fleet.integrations.langgraph.legs.Leg.data` gives it.
        passed: the pieces of work that were handed over from here, in the same form.
    """

    ledger: NotRequired[Annotated[list[Mapping[str, object]], grown]]
    leg: NotRequired[Mapping[str, object]]
    passed: NotRequired[Annotated[list[Mapping[str, object]], _added]]


class Asked(TypedDict):
    """What somebody who calls a fleet gives it: the messages, the new ones last."""

    messages: Annotated[list[AnyMessage], add_messages]


class FleetState(Asked):
    """What a fleet keeps of a conversation; at its beginning only the messages are there.

    Attributes:
        ledger: what the conversation did.
        context: what is known about the work that the last message started, as plain data.
        legs: the pieces of work that are left, the next one first.
        answers: what the personas said to the last message: the persona and the text.
        current: who had the work last.
        worked: how many pieces of work the last message made so far.
    """

    ledger: Annotated[list[Mapping[str, object]], grown]
    context: dict[str, object]
    legs: list[dict[str, object]]
    answers: list[list[str]]
    current: str | None
    worked: int


def ledger_of(state: FleetState | Mapping[str, object]) -> Ledger:
    """The ledger of a conversation from the state of its fleet.

    Raises:
        FleetError: for a state that no fleet left.
    """
    return Ledger.of(cast("list[Mapping[str, object]]", state.get("ledger") or []))


def _added(before: Entries | None, more: Entries | None) -> list[Mapping[str, object]]:
    return [*(before or ()), *(more or ())]
