"""Agents under test: anything that answers turns, how a scenario is played with it, and when enough was seen."""

from fleet.testing.agents.agent import Agent, Build, answered
from fleet.testing.agents.bar import Bar, Standing
from fleet.testing.agents.framework import agent_of
from fleet.testing.agents.line import outcomes_of, trial_line, trials_of
from fleet.testing.agents.naming import agent_factory
from fleet.testing.agents.playing import played
from fleet.testing.agents.sampling import Outcome, sampled

__all__ = [
    "Agent",
    "Bar",
    "Build",
    "Outcome",
    "Standing",
    "agent_factory",
    "agent_of",
    "answered",
    "outcomes_of",
    "played",
    "sampled",
    "trial_line",
    "trials_of",
]
