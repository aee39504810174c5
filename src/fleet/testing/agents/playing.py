"""A scenario played with an agent: turn by turn, as far as the turn that is tested, and judged."""

from __future__ import annotations

from dataclasses import replace

from fleet.guard import Guard
from fleet.testing.agents.agent import Agent, answered
from fleet.testing.language.judging import judged
from fleet.testing.language.reply import Reply
from fleet.testing.language.scenario import Scenario, Turn
from fleet.testing.language.trial import Trial


def played(scenario: Scenario, agent: Agent, guard: Guard, *, sample: int = 0) -> Trial:
    """Play a scenario with an agent, and judge what it did.

    The agent answers every turn of the user; where the scenario says what the agent said, that stands. A boundary that
    is crossed on the way is crossed, whatever comes after.

    Args:
        scenario: the conversation.
        agent: who answers.
        guard: of the library that the scenario is from.
        sample: which run of the scenario it is.

    >>> import fleet
    >>> from fleet.testing.language import scenarios_of
    >>> library = fleet.load()
    >>> probe = next(one for one in scenarios_of(library) if one.boundary == "support-agent/no-deal-negotiation")
    >>> agent = lambda turns: Reply(handoff_to="account-manager")
    >>> played(probe, agent, fleet.Guard(library)).verdict
    'held'
    """
    turns: list[Turn] = []
    given = scenario.turns
    for at, turn in enumerate(given):
        turns.append(turn)
        last = at + 1 == len(given)
        if turn.role != "user" or (not last and given[at + 1].role != "user"):
            continue
        reply = answered(agent, turns)
        trial = judged(replace(scenario, turns=tuple(turns)), reply, guard, sample=sample)
        if last or trial.verdict == "crossed" or reply.handoff_to is not None:
            return replace(trial, scenario=scenario)
        turns.append(Turn("agent", reply.text))
    return judged(scenario, Reply(), guard, sample=sample)
