"""What a persona keeps in mind about an account: a journal of typed notes in any store, and a brief of it."""

from fleet.memory.entry import OUTCOMES, Closing, Entry, Outcome
from fleet.memory.journal import Journal
from fleet.memory.lanes import may_commit, may_keep, remembering
from fleet.memory.note import CLOSABLE, KINDS, LONGEST, TRENDS, Kind, Note, Trend, day_of
from fleet.memory.store import Item, Store

__all__ = [
    "CLOSABLE",
    "KINDS",
    "LONGEST",
    "OUTCOMES",
    "TRENDS",
    "Closing",
    "Entry",
    "Item",
    "Journal",
    "Kind",
    "Note",
    "Outcome",
    "Store",
    "Trend",
    "day_of",
    "may_commit",
    "may_keep",
    "remembering",
]
