"""Which changes have started and not ended, and which approvals were spent, as the lines of a record tell it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from fleet.guard.chain import Chain, Line

_NEVER = datetime.max.replace(tzinfo=UTC)
_MOST_ENDED = 65_536  # of which it is known how they ended: a host comes back to a call soon after a crash, or never


class OvertakenError(Exception):
    """Since a request was judged the same change has started, or its approval was spent; judge it again."""


class Doubt(NamedTuple):
    """A change that has started, and of which nobody wrote how it ended.

    Attributes:
        place: where its start is written down, as ``chain:number``.
        time: when that was.
        persona: who called.
        name: the tool.
        lane: the tool's lane; None if it is shared.
        conversation: the conversation; None if it was not known.
        digest: of the request.
    """

    place: str
    time: str
    persona: str
    name: str
    lane: str | None
    conversation: str | None
    digest: str


class Doubts:
    """What is open after the lines seen so far.

    A start is open until an outcome names it, or until the same call starts once more because a human knew of the doubt
    and said yes: then that one is open in its place. Lines name each other by place, so no clock is asked which of two
    processes came first.
    """

    def __init__(self) -> None:
        self._open: dict[str, Doubt] = {}
        self._places: dict[str, dict[str, None]] = {}
        self._early: set[str] = set()
        self._spent: dict[str, tuple[datetime, tuple[str, ...]]] = {}
        self._keys: dict[str, str] = {}
        self._ended: dict[str, bool] = {}

    @property
    def open(self) -> tuple[Doubt, ...]:
        """All that is open, in the order in which it was seen."""
        return tuple(self._open.values())

    def of(self, digest: str) -> tuple[str, ...]:
        """Where the open starts of a request are written down."""
        return tuple(self._places.get(digest, ()))

    def ended(self, key: str) -> bool | None:
        """How the change with this key ended; None if it did not, or too many ended since."""
        return self._ended.get(key)

    def spent(self, approval: str) -> bool:
        """Whether an approval was used; of one that has expired since, that may be forgotten."""
        return approval in self._spent

    def spenders(self, approval: str) -> tuple[str, ...]:
        """Where the calls that used an approval are written down."""
        return self._spent[approval][1] if approval in self._spent else ()

    def see(self, place: str, fields: Mapping[str, object]) -> None:
        """Take in a line."""
        match fields.get("kind"):
            case "outcome":
                if fields.get("withdrawn") is not True:
                    self._note_end(str(fields.get("of")), ok=fields.get("ok") is True)
                self._end(str(fields.get("of")), seen_at=place)
            case "call" if fields.get("outcome") == "allow":
                self._spend(place, fields)
                for former in _texts(fields.get("doubt")):
                    self._end(former, seen_at=place)
                if fields.get("effect") != "read":
                    self._start(place, fields)

    def see_all(self, chain: Chain) -> None:
        """Take in a chain, or what it has more of now.

        Where it was changed, what comes after starts calls and ends none: a human may look.

        Raises:
            OSError: if it cannot be read.
        """
        for line in chain.more():
            self.see(line.place, line.fields)
        if chain.state == "changed":
            for line in chain.beyond():
                self._see_unsure(line)

    def _note_end(self, place: str, *, ok: bool) -> None:
        key = self._keys.pop(place, None)
        if key is not None:
            self._ended[key] = ok
            if len(self._ended) > _MOST_ENDED:
                del self._ended[next(iter(self._ended))]

    def _see_unsure(self, line: Line) -> None:
        if line.fields.get("kind") == "call":
            self.see(line.place, {**line.fields, "doubt": ()})

    def _start(self, place: str, fields: Mapping[str, object]) -> None:
        if place in self._early:
            self._early.discard(place)
            return
        digest, lane, conversation = str(fields.get("digest")), fields.get("lane"), fields.get("conversation")
        self._open[place] = Doubt(
            place,
            str(fields.get("time")),
            str(fields.get("persona")),
            str(fields.get("name")),
            None if lane is None else str(lane),
            None if conversation is None else str(conversation),
            digest,
        )
        self._places.setdefault(digest, {})[place] = None
        if isinstance(key := fields.get("key"), str):
            self._keys[place] = key

    def _end(self, place: str, *, seen_at: str) -> None:
        found = self._open.pop(place, None)
        self._keys.pop(place, None)
        if found is not None:
            places = self._places[found.digest]
            del places[place]
            if not places:
                del self._places[found.digest]
        elif _chain_of(place) != _chain_of(seen_at):  # of a process whose clock was behind; its start is yet to be seen
            self._early.add(place)

    def _spend(self, place: str, fields: Mapping[str, object]) -> None:
        approval = fields.get("approval")
        if approval is None:
            return
        now = datetime.now(UTC)
        self._spent = {id_: one for id_, one in self._spent.items() if one[0] > now}
        self._spent[str(approval)] = _time(fields.get("expires")), (*self.spenders(str(approval)), place)


def _time(value: object) -> datetime:
    """A time with a time zone; where there is none, one that does not come."""
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return _NEVER
    return found if found.tzinfo is not None else _NEVER


def _texts(value: object) -> Iterable[str]:
    return map(str, value) if isinstance(value, list | tuple) else ()


def _chain_of(place: str) -> str:
    return place.rpartition(":")[0]
