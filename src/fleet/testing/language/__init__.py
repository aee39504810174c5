"""What agents say: scenarios, replies and verdicts. This is language: rates are measured, nothing here is exact."""

from fleet.testing.language.reply import MadeCall, Reply
from fleet.testing.language.scenario import Scenario, Turn
from fleet.testing.language.trial import Trial, Verdict

__all__ = ["MadeCall", "Reply", "Scenario", "Trial", "Turn", "Verdict"]
