"""What changes between two libraries: lanes that move, powers that widen, boundaries that weaken, other prompts."""

from fleet.plan.change import VERDICTS, Change, Verdict
from fleet.plan.comparing import compared
from fleet.plan.plan import Plan, PromptDiff

__all__ = ["VERDICTS", "Change", "Plan", "PromptDiff", "Verdict", "compared"]
