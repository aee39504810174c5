"""The tau2 replays: every call of the ground truth, every handoff between personas, and the mutants of each change."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from fleet import Guard
from replays import network, network_mutants, shop, shop_mutants
from replays.data import GroundTruthCall, Task
from replays.host import Conversation, Step, Systems
from replays.mutants import Maker, Original, Verdict, judged

SEED = 20250225
SUITES = ("retail", "telecom")
_FIRST = {"retail": "account-desk", "telecom": "support-agent"}
_CHANGES = {"retail": shop.CHANGES, "telecom": network.CHANGES}


@dataclass(frozen=True, slots=True)
class Replayed:
    """A task, what became of each call, the personas in turn, and the verdicts on the mutants."""

    task: Task
    steps: tuple[Step, ...]
    personas: tuple[str, ...]
    verdicts: tuple[Verdict, ...] = field(repr=False)


def replayed(data: Path, suite: str, guard: Guard, *, seed: int = SEED) -> Iterator[Replayed]:
    """Replay all tasks of a suite; `seed` chooses among what mutants may be changed to."""
    draw = random.Random(seed)  # noqa: S311  no secret hangs on it
    conversations = shop.conversations(data) if suite == "retail" else network.conversations(data)
    for task, systems in conversations:
        yield _replay(guard, suite, task, systems, draw)


def _replay(guard: Guard, suite: str, task: Task, systems: Systems, draw: random.Random) -> Replayed:
    conversation = Conversation(guard, systems, first=_FIRST[suite], said=task.said)
    steps: list[Step] = []
    verdicts: list[Verdict] = []
    for call in task.calls:
        handoffs = conversation.hand_to_caller(call)
        allowed = Original(conversation, call, draw)
        made = tuple(judged(allowed, _makers(suite, call)))
        step = conversation.turn(call, handoffs)
        if call.tool == "transfer_to_human_agents":
            step = Step(step.call, step.persona, step.first, step.last, (*handoffs, *conversation.leave()))
        steps.append(step)
        if step.last or call.by == "user":
            verdicts += made
    personas = (_FIRST[suite], *(one.target for one in conversation.handoffs))
    return Replayed(task, tuple(steps), personas, tuple(verdicts))


def _makers(suite: str, call: GroundTruthCall) -> tuple[Maker, ...]:
    if call.by == "user":
        return (network_mutants.in_the_customers_place,)
    if call.tool not in _CHANGES[suite]:
        return ()
    return shop_mutants.MAKERS if suite == "retail" else network_mutants.MAKERS
