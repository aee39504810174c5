"""What agents did, by a record: who worked where, who was tempted by what, who said yes, and what is in doubt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple, get_args

from fleet.guard.chain import Chain, Line
from fleet.guard.decision import Kind, Outcome
from fleet.guard.doubt import Doubt, Doubts

_OF_OTHERS = frozenset({"FLT404", "FLT405", "FLT407", "FLT422"})
_KINDS = frozenset(get_args(Kind))


class Work(NamedTuple):
    """How often requests of one kind ended in which way, for a persona in a lane (None is in no lane)."""

    persona: str
    lane: str | None
    kind: str
    allow: int
    ask: int
    redirect: int
    deny: int


class Temptation(NamedTuple):
    """How often a persona called or wrote what is work of somebody else's lane.

    Attributes:
        persona: who was tempted.
        lane: the lane; None where the record does not say it.
        owner: whose it is.
        times: how often.
        boundaries: the boundaries that named it, as ``class/id``; where there are none, the lane alone caught it.
    """

    persona: str
    lane: str | None
    owner: str | None
    times: int
    boundaries: tuple[str, ...]


class Yes(NamedTuple):
    """How many approvals somebody gave to a persona's calls of a tool, and how many of them were used."""

    by: str
    persona: str
    name: str
    given: int
    used: int


class Summary(NamedTuple):
    """What a record says in total.

    Attributes:
        lines: how many lines were read.
        first: the time of the earliest of them; None if there is none.
        last: the time of the latest.
        work: by persona, lane and kind.
        temptations: the most frequent first.
        approvals: by who gave them.
        doubts: the changes that started, and of which nobody wrote how they ended.
    """

    lines: int
    first: str | None
    last: str | None
    work: tuple[Work, ...]
    temptations: tuple[Temptation, ...]
    approvals: tuple[Yes, ...]
    doubts: tuple[Doubt, ...]


def summed(chains: Iterable[Chain]) -> Summary:
    """Read chains, one line at a time, and sum them up; afterwards each chain says how it ended.

    What is held grows with personas, lanes, tools and people, and with the calls in doubt, not with the record.

    Raises:
        OSError: if a chain cannot be read.
    """
    sums = _Sums()
    for chain in chains:
        sums.add(chain)
    return sums.summary


class _Sums:
    """The counts so far."""

    def __init__(self) -> None:
        self._lines = 0
        self._first: str | None = None
        self._last: str | None = None
        self._work: Counter[tuple[str, str | None, str, str]] = Counter()
        self._tempted: Counter[tuple[str, str | None, str | None]] = Counter()
        self._boundaries: dict[tuple[str, str | None, str | None], dict[str, None]] = {}
        self._given: Counter[tuple[str, str, str]] = Counter()
        self._used: Counter[tuple[str, str, str]] = Counter()
        self._doubts = Doubts()

    def add(self, chain: Chain) -> None:
        """Take in a chain, as far as it hangs together."""
        for line in chain:
            self._add(line)

    def _add(self, line: Line) -> None:
        fields = line.fields
        time, kind, persona = str(fields.get("time")), str(fields.get("kind")), str(fields.get("persona"))
        self._lines += 1
        self._first = time if self._first is None else min(self._first, time)
        self._last = time if self._last is None else max(self._last, time)
        self._doubts.see(line.place, fields)
        if kind in _KINDS:
            self._work[persona, _text(fields, "lane"), kind, str(fields.get("outcome"))] += 1
        if kind in ("call", "reply") and _OF_OTHERS.intersection(_texts(fields, "codes")):
            tempted = persona, _text(fields, "lane"), _text(fields, "owner")
            self._tempted[tempted] += 1
            self._boundaries.setdefault(tempted, {}).update(dict.fromkeys(_texts(fields, "boundaries")))
        if fields.get("by") is not None:
            count = self._given if kind == "approval" else self._used
            count[str(fields["by"]), persona, str(fields.get("name"))] += 1

    @property
    def summary(self) -> Summary:
        """All of it."""
        rows = sorted({key[:3] for key in self._work}, key=lambda key: (key[0], key[1] or "", key[2]))
        work = (Work(*key, *(self._work[(*key, outcome)] for outcome in get_args(Outcome))) for key in rows)
        tempted = sorted(self._tempted.items(), key=lambda one: (-one[1], one[0][0], one[0][1] or ""))
        people = sorted({*self._given, *self._used})
        return Summary(
            self._lines,
            self._first,
            self._last,
            tuple(work),
            tuple(Temptation(*key, count, tuple(self._boundaries[key])) for key, count in tempted),
            tuple(Yes(*key, self._given[key], self._used[key]) for key in people),
            self._doubts.open,
        )


def _text(fields: Mapping[str, object], name: str) -> str | None:
    value = fields.get(name)
    return None if value is None else str(value)


def _texts(fields: Mapping[str, object], name: str) -> tuple[str, ...]:
    value = fields.get(name)
    return tuple(map(str, value)) if isinstance(value, list | tuple) else ()
