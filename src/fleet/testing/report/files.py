"""A report as a file: what is written is said by the ending of its name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from fleet.diagnostics import quoted
from fleet.errors import FleetError
from fleet.testing.report.background import Background
from fleet.testing.report.markdown import to_markdown
from fleet.testing.report.page import to_page
from fleet.testing.report.played import Played, in_order, played_line
from fleet.testing.report.report import Report

ENDINGS = (".jsonl", ".md", ".html")
"""What a report can be: lines that are judged again, Markdown for a pull request, one page of HTML."""


def checked_ending(path: Path) -> Path:
    """Return the path of a file, if a report can be written there.

    Raises:
        FleetError: if its ending says nothing.

    >>> checked_ending(Path("build/report.html")).name
    'report.html'
    """
    if path.suffix not in ENDINGS:
        message = f"{quoted(path.name)} says not what is written; let it end with `.jsonl`, `.md` or `.html`"
        raise FleetError(message)
    return path


def write_report(
    path: Path, played: Sequence[Played], report: Report, backgrounds: Mapping[str, Background] | None = None
) -> None:
    """Write a report: the same bytes for the same trials, in whatever order they came.

    Args:
        path: the file; its folder is made.
        played: what was played.
        report: how it was judged.
        backgrounds: library -> what it adds.

    Raises:
        FleetError: if the ending of the file says nothing.
        OSError: if it cannot be written.
    """
    text = _text(checked_ending(path).suffix, played, report, backgrounds or {})
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())


def _text(ending: str, played: Sequence[Played], report: Report, backgrounds: Mapping[str, Background]) -> str:
    if ending == ".jsonl":
        return "".join(f"{played_line(one)}\n" for one in in_order(played))
    return to_markdown(report, backgrounds) if ending == ".md" else to_page(report, backgrounds)
