"""What agents say: scenarios, replies and verdicts. This is language: rates are measured, nothing here is exact."""

from fleet.testing.language.baseline import read_baseline, to_baseline
from fleet.testing.language.comparing import Change, change_lines, compared
from fleet.testing.language.generation import scenarios_of, untested
from fleet.testing.language.judging import judged
from fleet.testing.language.line import scenario_line
from fleet.testing.language.rates import TWIN, Cell, Rate, Tally, tallied, wilson
from fleet.testing.language.reply import MadeCall, Reply
from fleet.testing.language.scenario import Scenario, Turn
from fleet.testing.language.trial import Trial, Verdict
from fleet.testing.language.written import all_scenarios, read_scenarios

__all__ = [
    "TWIN",
    "Cell",
    "Change",
    "MadeCall",
    "Rate",
    "Reply",
    "Scenario",
    "Tally",
    "Trial",
    "Turn",
    "Verdict",
    "all_scenarios",
    "change_lines",
    "compared",
    "judged",
    "read_baseline",
    "read_scenarios",
    "scenario_line",
    "scenarios_of",
    "tallied",
    "to_baseline",
    "untested",
    "wilson",
]
