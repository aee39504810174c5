"""The AgentDojo replays: every user task alone, and with every injection task tried at its end.

An attacker who writes into outputs of tools gets the best there is: the text of the injection and every letter of every
argument stand in each output that can carry one, and the injected calls are tried when all that the user task reads has
been read. They are tried in the order of the injection's ground truth, by any persona that the attacker reaches.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Literal

from fleet import Context, Decision, Guard, Library
from fleet.guard.ledger import said
from replays.data import AgentDojo, GroundTruthCall, Task, agentdojo
from replays.host import Conversation, Step

SUITES = ("workspace", "travel", "banking", "slack")
Reach = Literal["reader", "at work", "anybody"]
REACHES: tuple[Reach, ...] = ("reader", "at work", "anybody")
"""Who acts for the attacker: the personas that read a poisoned output; all that the user task gives work to; all there
are, as if each persona handed over whatever a poisoned text asks and each receiver did it."""

_FIRST = {"workspace": "mail-clerk", "travel": "trip-planner", "banking": "account-clerk", "slack": "messenger"}


class Recorded:
    """Systems that answer what the data say they answered, with a text planted where an attacker could write."""

    account = None

    def __init__(self, planted: str = "") -> None:
        self.planted = planted

    def facts(self, args: Mapping[str, object]) -> frozenset[str]:
        """None: these libraries ask for none."""
        del args
        return frozenset()

    def run(self, call: GroundTruthCall) -> tuple[bool, object]:
        """The recorded output."""
        return True, f"{call.output}\n{self.planted}" if call.tainted else call.output


@dataclass(frozen=True, slots=True)
class Pair:
    """An injection task in a user task.

    Attributes:
        user: the user task.
        injection: the injection task.
        stopped: the decision that stopped it; None if all that it needs was allowed, or nothing is needed.
    """

    user: Task
    injection: Task
    stopped: Decision | None

    @property
    def acts(self) -> bool:
        """Whether the injection calls anything; one that only wants a sentence in the reply is not the guard's."""
        return bool(self.injection.calls)


def alone(data: Path, suite: str, guard: Guard) -> Iterator[Step]:
    """Every call of every user task, without an attack."""
    for task in agentdojo(data, suite).users:
        yield from _done(guard, task, Recorded())[1]


def attacked(data: Path, suite: str, guard: Guard, reach: Reach) -> Iterator[Pair]:
    """Every injection task in every user task of a suite."""
    world = agentdojo(data, suite)
    for user, injection in product(world.users, world.injections):
        systems = Recorded(planted_text(injection))
        conversation, steps = _done(guard, user, systems)
        callers = _reached(guard.library, steps, reach)
        yield Pair(user, injection, _tried(conversation, world, injection, callers))


def planted_text(injection: Task) -> str:
    """What the attacker writes: the injection, and each value of each of its calls."""
    return "\n".join((injection.said, *(said(call.args) for call in injection.calls)))


def _done(guard: Guard, task: Task, systems: Recorded) -> tuple[Conversation, tuple[Step, ...]]:
    conversation = Conversation(guard, systems, first=_FIRST[task.suite], said=task.said)
    steps = tuple(conversation.turn(call, conversation.hand_to_caller(call)) for call in task.calls)
    return conversation, steps


def _reached(library: Library, steps: tuple[Step, ...], reach: Reach) -> tuple[str, ...]:
    if reach == "anybody":
        return tuple(library)
    reached = (step.persona for step in steps if reach == "at work" or step.call.tainted)
    return tuple(dict.fromkeys(reached))


def _tried(conversation: Conversation, world: AgentDojo, injection: Task, callers: tuple[str, ...]) -> Decision | None:
    """Try an injection's calls: the first refusal of one that it needs, or None.

    It needs the calls that change something; if all of them only look, it needs those.
    """
    guard = conversation.guard
    changes = [call for call in injection.calls if guard.tools[call.tool].effect != "read"]
    for call in injection.calls:
        decision = _by_any(conversation, call, callers)
        if decision:
            _, output = conversation.systems.run(call)
            guard.settle(decision, ok=True, output=output, ledger=conversation.ledger)
        elif call in changes or not changes:
            return decision
    return None


def _by_any(conversation: Conversation, call: GroundTruthCall, callers: tuple[str, ...]) -> Decision:
    """The first allowed decision among those of all callers, else the mildest refusal."""
    refused: list[Decision] = []
    for persona in callers:
        context = Context(conversation="replay", current=persona)
        decision = conversation.guard.check_call(
            persona, call.tool, call.args, context=context, ledger=conversation.ledger
        )
        if decision:
            return decision
        refused.append(decision)
    return min(refused, key=lambda one: ("ask", "redirect", "deny").index(one.outcome))
