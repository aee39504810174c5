"""The families of generated cases: one file for what each is about."""

from fleet.testing.cases.boundary import boundary_cases
from fleet.testing.cases.handoff import handoff_cases
from fleet.testing.cases.lane import lane_cases
from fleet.testing.cases.prompt import prompt_cases
from fleet.testing.cases.request import request_cases
from fleet.testing.cases.tool import tool_cases

__all__ = ["boundary_cases", "handoff_cases", "lane_cases", "prompt_cases", "request_cases", "tool_cases"]
