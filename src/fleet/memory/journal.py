"""The journals of all accounts in one store: notes are added and closed, read and briefed, exported and erased."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

from fleet.diagnostics import Diagnostic, listed, quoted
from fleet.errors import FleetError, JournalError
from fleet.library import Library
from fleet.memory.brief import BUDGET, brief_of
from fleet.memory.entry import FORMAT, Closing, Entry, Outcome, closing_data, kept, note_data
from fleet.memory.lanes import check_lane, may_keep, remembering
from fleet.memory.note import CLOSABLE, LONGEST_ACCOUNT, Note, check_note, check_text
from fleet.memory.places import closed_id, closing_key, id_of, is_id, new_id, room_of
from fleet.memory.reading import entries_from, items_in
from fleet.memory.store import Store
from fleet.spec import Context

_MOST_ROUNDS = 8


def _now() -> datetime:
    return datetime.now(UTC)


class Journal:
    """What personas keep in mind about accounts: a journal for each of both.

    It holds no state but the store, and may be shared by threads. An entry is one value that never changes, and how it
    was closed is another beside it; so many processes can write into one store at once.

    Args:
        store: where the entries lie, such as any of LangGraph's stores.
        clock: says what time it is, with a time zone.

    >>> import fleet
    >>> from datetime import date
    >>> from langgraph.store.memory import InMemoryStore
    >>> library, journal = fleet.load(), Journal(InMemoryStore())
    >>> note = Note(kind="commitment", lane="renewal", text="send the plan", due=date(2027, 1, 31))
    >>> entry = journal.add(library, note, account="acme", persona="customer-success-manager")
    >>> journal.entries("acme") == (entry,)
    True
    """

    def __init__(self, store: Store, *, clock: Callable[[], datetime] = _now) -> None:
        self._store = store
        self._clock = clock

    def add(
        self,
        library: Library,
        note: Note,
        *,
        account: str,
        persona: str,
        context: Context | None = None,
        once: str | None = None,
    ) -> Entry:
        """Write a note down.

        Args:
            library: who may work where.
            note: what to write.
            account: the account that it is about.
            persona: who writes.
            context: what is known about the work, for lanes that are open only under a condition.
            once: a name of this write, such as that of the call of a tool: the same note under the same name, written
                again after a crash, is the same entry.

        Raises:
            JournalError: for a persona that starts every conversation fresh (``FLT601``), a lane that is not open to
                it (``FLT602``), and a note that has not the fields of its kind or a text that may not stand there
                (``FLT603``).
            UnknownNameError: if the library has no such persona or lane.
        """
        remembering(library, persona)
        _check_account(account)
        check_note(note)
        check_lane(library, persona, note, context)
        entry_id = new_id() if once is None else id_of(once, note)
        entry = kept(note, entry_id, account=account, persona=persona, now=self._clock())
        before = None if once is None else self._entry(entry_id, account, persona)
        if before is not None:
            return before
        value: dict[str, object] = {"format": FORMAT, "account": account, **note_data(entry)}
        self._store.put(room_of(account, persona), entry_id, value, False)  # noqa: FBT003  LangGraph's own signature
        return entry

    def close(self, entry_id: str, *, account: str, persona: str, outcome: Outcome = "done", text: str = "") -> Entry:
        """Close a commitment, a question or a date; one that is closed stays as it is.

        Args:
            entry_id: the id of the entry.
            account: the account that it is about.
            persona: who wrote it, and closes it.
            outcome: ``done``, or ``dropped``.
            text: what came of it; may be empty.

        Raises:
            JournalError: if the journal has no such entry, or it is of a kind that is never open (``FLT604``); for a
                text that may not stand there (``FLT603``).
        """
        _check_account(account)
        entry = self._entry(entry_id, account, persona)
        if entry is None or entry.kind not in CLOSABLE:
            raise JournalError(self._nothing_to_close(entry_id, entry, account, persona))
        if text:
            check_text("what is said of a closing", text)
        if entry.closing is not None:
            return entry
        closing = Closing(at=self._clock().astimezone(UTC), outcome=outcome, text=text)
        value: dict[str, object] = {"format": FORMAT, **closing_data(closing)}
        key = closing_key(entry_id)
        self._store.put(room_of(account, persona), key, value, False)  # noqa: FBT003  LangGraph's own signature
        return entry.closed_by(closing)

    def entries(self, account: str, *, persona: str | None = None) -> tuple[Entry, ...]:
        """All entries about an account, or those of one persona, the newest first."""
        return entries_from(items_in(self._store, room_of(account, persona)), account)

    def readable(
        self, library: Library, *, account: str, persona: str, context: Context | None = None
    ) -> tuple[Entry, ...]:
        """The entries that a persona may read, the newest first: its own, and those of others in lanes that it may look
        at.

        Raises:
            JournalError: for a persona that starts every conversation fresh (``FLT601``).
            UnknownNameError: if the library has no such persona.
        """
        remembering(library, persona)
        _check_account(account)
        lanes = {lane for lane in library.lanes if may_keep(library, persona, lane, context)}
        return tuple(one for one in self.entries(account) if one.persona == persona or one.lane in lanes)

    def brief(
        self,
        library: Library,
        *,
        account: str,
        persona: str,
        budget: int = BUDGET,
        context: Context | None = None,
    ) -> str:
        """What a persona may read about an account, as a text for ``compile_prompt(memory=...)``.

        What is open comes first, the newest first, each entry on a line and its text in quotes. What does not fit is
        counted at the end.

        Args:
            library: who may read what.
            account: the account.
            persona: who reads.
            budget: the most tokens, estimated at four characters each.
            context: what is known about the work, for lanes that are open only under a condition.

        Raises:
            JournalError: for a persona that starts every conversation fresh (``FLT601``).
            UnknownNameError: if the library has no such persona.
            FleetError: for a budget in which nothing can be said.
        """
        found = self.readable(library, account=account, persona=persona, context=context)
        return brief_of(found, reader=persona, day=self._clock().astimezone(UTC).date(), budget=budget)

    def export(self, account: str, *, persona: str | None = None) -> tuple[str, ...]:
        """All entries about an account as lines of JSON, the newest first."""
        return tuple(json.dumps(one.to_json(), ensure_ascii=True) for one in self.entries(account, persona=persona))

    def erase(self, account: str, *, persona: str | None = None) -> int:
        """Remove all that is noted about an account, by all personas or by one, and return how many entries there were.

        The store is asked again afterwards; it returns only when nothing is left.

        Raises:
            FleetError: if notes come faster than they can be removed.
        """
        room = room_of(account, persona)
        erased: set[tuple[tuple[str, ...], str]] = set()
        for _ in range(_MOST_ROUNDS):
            items = items_in(self._store, room)
            if not items:
                return sum(closed_id(key) is None for _, key in erased)
            for item in items:
                self._store.delete(tuple(item.namespace), item.key)
                erased.add((tuple(item.namespace), item.key))
        message = f"notes about {quoted(account)} are still being written; stop whoever writes them, and erase again"
        raise FleetError(message)

    def _entry(self, entry_id: str, account: str, persona: str) -> Entry | None:
        """The entry with an id, closed if it is."""
        room = room_of(account, persona)
        if not is_id(entry_id):
            return None
        items = (self._store.get(room, key) for key in (entry_id, closing_key(entry_id)))
        return next(iter(entries_from(filter(None, items), account)), None)

    def _nothing_to_close(self, entry_id: str, entry: Entry | None, account: str, persona: str) -> Diagnostic:
        if entry is not None:
            kinds = listed(sorted(CLOSABLE))
            return Diagnostic("FLT604", f"a {entry.kind} is never open", help=f"what can be closed is one of {kinds}")
        day = self._clock().astimezone(UTC).date()
        there = [one.id for one in self.entries(account, persona=persona) if one.open_on(day)]
        help_ = f"open are {listed(there)}" if there else "nothing is open there"
        return Diagnostic("FLT604", f"{quoted(persona)} has no entry {quoted(entry_id)} about this account", help=help_)


def _check_account(account: object) -> None:
    check_text("the name of an account", account, longest=LONGEST_ACCOUNT)
