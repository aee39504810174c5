"""``fleet audit summary``: who worked where, who was tempted by what, who said yes, and which calls are in doubt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.text import Text

from fleet.cli.auditing import FolderArgument, chains_in, sound
from fleet.cli.options import JsonOption
from fleet.cli.plain import print_json
from fleet.cli.screen import screen, show, table
from fleet.diagnostics import visible
from fleet.guard.summary import Summary, Temptation, summed

_NO_LANE = "in no lane"


def summary_command(folder: FolderArgument, *, json: JsonOption = False) -> int:
    """Sum up a record. Work by persona and lane, temptations, approvals, calls in doubt."""
    read = chains_in(folder)
    summary = summed(read)
    if json:
        print_json(_data(summary))
    else:
        _say(summary, len(read))
    return sound(read)


def _data(summary: Summary) -> dict[str, object]:
    return {
        "lines": summary.lines,
        "first": summary.first,
        "last": summary.last,
        "work": [one._asdict() for one in summary.work],
        "temptations": [one._asdict() for one in summary.temptations],
        "approvals": [one._asdict() for one in summary.approvals],
        "doubts": [one._asdict() for one in summary.doubts],
    }


def _say(summary: Summary, chains: int) -> None:
    span = f", {_seconds(summary.first)} to {_seconds(summary.last)}" if summary.first and summary.last else ""
    print(
        f"{summary.lines} line{'' if summary.lines == 1 else 's'} in {chains} chain{'' if chains == 1 else 's'}{span}"
    )
    _table(
        "who worked where",
        ("persona", "lane", "kind", "allow", "ask", "redirect", "deny"),
        ((one.persona, one.lane or _NO_LANE, one.kind, *map(str, one[3:])) for one in summary.work),
    )
    _table(
        "who was tempted by the work of others",
        ("persona", "lane", "owner", "times", "caught by"),
        (
            (
                one.persona,
                one.lane or _NO_LANE,
                one.owner or "",
                str(one.times),
                _caught_by(one),
            )
            for one in summary.temptations
        ),
    )
    _table(
        "who said yes",
        ("by", "persona", "tool", "given", "used"),
        ((one.by, one.persona, one.name, str(one.given), str(one.used)) for one in summary.approvals),
    )
    _table(
        "calls in doubt",
        ("since", "persona", "tool", "conversation", "call"),
        ((_seconds(one.time), one.persona, one.name, one.conversation or "", one.place) for one in summary.doubts),
    )


def _caught_by(one: Temptation) -> str:
    """The boundaries that named the work, a persona's own by their id alone."""
    return ", ".join(name.removeprefix(f"{one.persona}/") for name in one.boundaries) or "its lane"


def _seconds(time: str) -> str:
    """A time without the fraction of its second.

    >>> _seconds("2026-11-28T02:43:01.768207Z")
    '2026-11-28T02:43:01Z'
    """
    return f"{time.partition('.')[0]}Z"


def _table(title: str, headings: Sequence[str], rows: Iterator[tuple[str, ...]]) -> None:
    listed = table(*headings)
    for row in rows:
        listed.add_row(*(Text(visible(" ".join(cell.split()))) for cell in row))
    if listed.row_count:
        console = screen()
        print()
        show(console, Text(title, style="bold"))
        show(console, listed)
