"""Boundary tests that the spec writes itself: cases, an independent oracle, coverage and mutation.

Exact suite only: every case is decided from structured facts, and must hold.
"""

from fleet.testing.case import CallRequest, Case, Expected, HandoffRequest, PromptRequest
from fleet.testing.casefile import read_cases
from fleet.testing.coverage import Coverage, coverage_of, elements_of
from fleet.testing.generation import generated
from fleet.testing.line import to_line
from fleet.testing.mutation import Mutant, MutationScore, mutants_of, mutation_score
from fleet.testing.oracle import Verdict, expected_verdict
from fleet.testing.running import Result, Target, judged, run

__all__ = [
    "CallRequest",
    "Case",
    "Coverage",
    "Expected",
    "HandoffRequest",
    "Mutant",
    "MutationScore",
    "PromptRequest",
    "Result",
    "Target",
    "Verdict",
    "coverage_of",
    "elements_of",
    "expected_verdict",
    "generated",
    "judged",
    "mutants_of",
    "mutation_score",
    "read_cases",
    "run",
    "to_line",
]
