"""What an agent or a fleet keeps of a conversation between two steps: plain data that a checkpoint can hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, NotRequired

from langchain.agents.middleware import AgentState
from langchain.agents.middleware.types import OmitFromInput, PrivateStateAttr

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


def _added(before: Entries | None, more: Entries | None) -> list[Mapping[str, object]]:
    return [*(before or ()), *(more or ())]
