"""``fleet memory``: what personas keep in mind about one account, shown, exported or erased."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from fleet.cli.ending import OK
from fleet.cli.options import JsonOption
from fleet.cli.plain import print_json
from fleet.cli.remembering import AccountArgument, OnlyPersona, StoreOption, journal_in
from fleet.diagnostics import quoted, visible
from fleet.errors import FleetError
from fleet.memory import Entry


def show_command(
    account: AccountArgument, *, persona: OnlyPersona = None, store: StoreOption = None, json: JsonOption = False
) -> int:
    """Show what is remembered of an account. The newest first, an entry a line: id, day, persona, kind, lane, state,
    text.
    """
    with journal_in(store) as journal:
        entries = journal.entries(account, persona=persona)
    if json:
        print_json([one.to_json() for one in entries])
        return OK
    print(f"{_counted(len(entries))} about {quoted(account)}")
    today = datetime.now(UTC).date()
    for entry in entries:
        state = _state(entry, is_open=entry.open_on(today))
        words = (entry.id, entry.at.date().isoformat(), entry.persona, entry.kind, entry.lane, state, entry.text)
        print("  ".join(visible(" ".join(word.split())) for word in words if word))
    return OK


def export_command(account: AccountArgument, *, persona: OnlyPersona = None, store: StoreOption = None) -> int:
    """Export what is remembered of an account, as JSON, an entry a line."""
    with journal_in(store) as journal:
        for line in journal.export(account, persona=persona):
            print(line)
    return OK


def erase_command(
    account: AccountArgument,
    *,
    persona: OnlyPersona = None,
    yes: Annotated[bool, typer.Option("--yes", help="Erase without asking.")] = False,
    store: StoreOption = None,
    json: JsonOption = False,
) -> int:
    """Erase what is remembered of an account. It asks first; afterwards nothing is left, which is verified."""
    with journal_in(store) as journal:
        if not yes:
            _confirmed(account, persona, len(journal.entries(account, persona=persona)))
        count = journal.erase(account, persona=persona)
    if json:
        print_json({"account": account, "persona": persona, "erased": count})
    else:
        print(f"{_counted(count)} about {quoted(account)} erased; nothing is left")
    return OK


def _confirmed(account: str, persona: str | None, count: int) -> None:
    """Ask whoever sits there.

    Raises:
        FleetError: if nobody does, or the answer is not `yes`.
    """
    whose = f" by {quoted(persona)}" if persona else ""
    print(f"erase {_counted(count)} about {quoted(account)}{whose}? type `yes`", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip() != "yes":
        message = "nothing was erased; answer `yes`, or give `--yes`"
        raise FleetError(message)


def _state(entry: Entry, *, is_open: bool) -> str:
    """Whether an entry is open and until when, how it was closed, or where it points."""
    if entry.closing is not None:
        return entry.closing.outcome
    due = f" {entry.due.isoformat()}" if entry.due else ""
    if is_open:
        return f"open{due}"
    return entry.trend or due.strip()


def _counted(count: int) -> str:
    return f"{count} {'entry' if count == 1 else 'entries'}"
