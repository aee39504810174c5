"""Reports of what agents did: trials kept as lines, judged under a bar, and written for people.

Rates are language: measured, with an interval, and never a proof. What a library adds about its exact suite stands
apart.
"""

from fleet.testing.report.background import Background, background_of
from fleet.testing.report.failing import Failure, failures_of
from fleet.testing.report.files import ENDINGS, checked_ending, write_report
from fleet.testing.report.markdown import to_markdown
from fleet.testing.report.page import to_page
from fleet.testing.report.played import Played, in_order, played_line, read_played
from fleet.testing.report.report import Report, reported
from fleet.testing.report.row import Row
from fleet.testing.report.strategies import StrategyRow, strategies_of
from fleet.testing.report.transcript import Piece, Said, transcript_of

__all__ = [
    "ENDINGS",
    "Background",
    "Failure",
    "Piece",
    "Played",
    "Report",
    "Row",
    "Said",
    "StrategyRow",
    "background_of",
    "checked_ending",
    "failures_of",
    "in_order",
    "played_line",
    "read_played",
    "reported",
    "strategies_of",
    "to_markdown",
    "to_page",
    "transcript_of",
    "write_report",
]
