"""From the values in a room of a store to the entries of a journal; what is no entry is left out and logged."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from fleet.log import logger
from fleet.memory.entry import Closing, Entry, closing_from, entry_from
from fleet.memory.places import closed_id
from fleet.memory.store import Item, Store

_log = logger(__name__)
_FIRST_LOOK = 1024


def items_in(store: Store, room: tuple[str, ...]) -> list[Item]:
    """All values of a room and the rooms inside it.

    They are asked for at once, and more of them until all came: page by page one would be missed that another process
    moves meanwhile.
    """
    limit = _FIRST_LOOK
    while len(found := store.search(room, limit=limit)) >= limit:
        limit *= 8
    return [item for item in found if tuple(item.namespace)[: len(room)] == room]


def entries_from(items: Iterable[Item], account: str) -> tuple[Entry, ...]:
    """The entries of an account among some values, the newest first."""
    found: list[tuple[tuple[str, ...], Entry]] = []
    closings: dict[tuple[tuple[str, ...], str], Closing] = {}
    for item in items:
        room, closed = tuple(item.namespace), closed_id(item.key)
        try:
            if closed is not None:
                closings[room, closed] = closing_from(item.value)
                continue
            entry = entry_from(item.key, room[-1], item.value)
        except (ValueError, OverflowError):
            _log.warning("a value in the memory of an account is no entry and is left out: %s", item.key)
            continue
        if entry.account == account:
            found.append((room, entry))
    entries = (entry.closed_by(closings.get((room, entry.id))) for room, entry in found)
    return tuple(sorted(entries, key=newest_last, reverse=True))


def newest_last(entry: Entry) -> tuple[datetime, str]:
    """The order of entries; of two at the same time the id decides."""
    return entry.at, entry.id
