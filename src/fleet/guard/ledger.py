"""What one conversation did: what the person wrote, calls with their outcome, handoffs, approvals that were spent."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple, get_args

from fleet.errors import FleetError
from fleet.guard.doubt import OvertakenError
from fleet.spec import Effect

USER = "user"
"""The source of what the person wrote."""


class Heard(NamedTuple):
    """A message of the person that the agents talk to."""

    text: str


class Started(NamedTuple):
    """An allowed call that was about to run.

    Attributes:
        step: its number in the conversation, from 1.
        persona: who called.
        tool: the tool's name.
        lane: the tool's lane; None if it is shared.
        effect: the tool's effect.
        digest: of the request: persona, tool, arguments, account and conversation.
    """

    step: int
    persona: str
    tool: str
    lane: str | None
    effect: Effect
    digest: str


class Settled(NamedTuple):
    """How a call ended: the step it was, whether it succeeded, and what it returned as text."""

    step: int
    ok: bool
    output: str


class HandedOver(NamedTuple):
    """A handoff that was allowed."""

    source: str
    target: str
    lane: str | None


class Spent(NamedTuple):
    """An approval that was used."""

    approval: str


Entry = Heard | Started | Settled | HandedOver | Spent
_KINDS: Mapping[str, type[Entry]] = {
    "heard": Heard,
    "started": Started,
    "settled": Settled,
    "handed-over": HandedOver,
    "spent": Spent,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


class Ledger:
    """What one conversation did, oldest first. It only grows, and threads may share it.

    The host says what it heard; the guard writes the rest when it is given the ledger with a request. A host that
    stores conversations keeps `data` and makes the ledger from it again.

    >>> ledger = Ledger()
    >>> ledger.heard("Please credit 40 euros to invoice 8841.")
    >>> ledger.texts("user")
    ('Please credit 40 euros to invoice 8841.',)
    >>> Ledger.of(ledger.data()).entries == ledger.entries
    True
    """

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._entries = list(entries)
        self._lock = threading.Lock()

    @classmethod
    def of(cls, data: Iterable[Mapping[str, object]]) -> Ledger:
        """Make a ledger from what `data` gave.

        Raises:
            FleetError: for anything that `data` does not give.
        """
        return cls(_told(_entry(at, one) for at, one in enumerate(data)))

    def data(self) -> list[dict[str, object]]:
        """All entries as plain data that JSON can hold: each with its ``kind`` and its fields."""
        return [{"kind": _NAMES[type(one)], **one._asdict()} for one in self.entries]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Everything so far, oldest first."""
        return tuple(self._entries)

    @property
    def step(self) -> int:
        """How many calls have started."""
        return sum(isinstance(one, Started) for one in self.entries)

    @property
    def done(self) -> tuple[Started, ...]:
        """The calls that succeeded."""
        ended = {one.step: one.ok for one in self.entries if isinstance(one, Settled)}
        return tuple(one for one in self.entries if isinstance(one, Started) and ended.get(one.step))

    @property
    def handoffs(self) -> tuple[HandedOver, ...]:
        """The handoffs that were allowed."""
        return tuple(one for one in self.entries if isinstance(one, HandedOver))

    def heard(self, text: str) -> None:
        """Note what the person wrote."""
        self._entries.append(Heard(text))

    def texts(self, source: str) -> tuple[str, ...]:
        """What a source said: ``user``, or ``tool:NAME`` for the outputs of a tool's successful calls."""
        entries = self.entries
        if source == USER:
            return tuple(one.text for one in entries if isinstance(one, Heard))
        steps = {one.step for one in entries if isinstance(one, Started) and f"tool:{one.tool}" == source}
        return tuple(one.output for one in entries if isinstance(one, Settled) and one.ok and one.step in steps)

    def open_since(self, digest: str) -> bool:
        """Whether a call of this digest has started and not ended; of several, the last one is what counts."""
        calls = [one.step for one in self.entries if isinstance(one, Started) and one.digest == digest]
        return bool(calls) and calls[-1] in self._open()

    def spent(self, approval: str) -> bool:
        """Whether an approval was used."""
        return any(isinstance(one, Spent) and one.approval == approval for one in self.entries)

    def start(
        self, call: Started, *, approval: str | None = None, write: Callable[[Started], object] | None = None
    ) -> Started:
        """Note that a call is about to run, as the next step, and the approval that it needed.

        Args:
            call: the call; its step is given here.
            approval: the id of the human's yes behind it.
            write: is called with the call before it is noted; if that fails, nothing is noted.

        Raises:
            OvertakenError: if the same change is open already and no human said yes, or the approval was used before.
        """
        with self._lock:
            if approval is None and call.effect != "read" and self.open_since(call.digest):
                raise OvertakenError
            if approval is not None and self.spent(approval):
                raise OvertakenError
            call = call._replace(step=self.step + 1)
            if write is not None:
                write(call)
            self._entries += [call] if approval is None else [Spent(approval), call]
        return call

    def settle(
        self, call: tuple[int | None, str], *, ok: bool, output: str, write: Callable[[], object] | None = None
    ) -> None:
        """Note how a call ended.

        Args:
            call: its step and its digest.
            ok: whether the tool did its work.
            output: what it returned, as text.
            write: is called before it is noted; if that fails, nothing is noted.

        Raises:
            FleetError: if the call is not open here.
        """
        step, digest = call
        with self._lock:
            open_ = self._open()
            if step not in open_ or open_[step].digest != digest:
                message = (
                    "the call is not open in this ledger; settle it once, with the ledger that it was decided with"
                )
                raise FleetError(message)
            if write is not None:
                write()
            self._entries.append(Settled(open_[step].step, ok, output))

    def hand_over(self, source: str, target: str, lane: str | None) -> None:
        """Note a handoff that was allowed."""
        self._entries.append(HandedOver(source, target, lane))

    def _open(self) -> dict[int | None, Started]:
        """The calls that have started and not ended, by step."""
        entries = self.entries
        ended = {one.step for one in entries if isinstance(one, Settled)}
        return {one.step: one for one in entries if isinstance(one, Started) and one.step not in ended}


def said(output: object) -> str:
    """What a tool returned, as text: text as it is, of everything else each value on a line of its own.

    >>> said({"id": 4411, "names": ["Ada"]}).split(), said("done"), said(None)
    (['4411', 'Ada'], 'done', '')
    """
    return "\n".join(_leaves(output))


def _leaves(value: object) -> Iterator[str]:
    if value is None:
        return
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from _leaves(inner)
    elif isinstance(value, list | tuple | set | frozenset):
        for inner in value:
            yield from _leaves(inner)
    elif isinstance(value, bool | float | int):
        yield json.dumps(value)
    else:
        yield str(value)


def _entry(at: int, one: object) -> Entry:
    """An entry from its data."""
    if isinstance(one, Mapping):
        fields = dict(one)
        kind = _KINDS.get(str(fields.pop("kind", None)))
        if kind is not None and fields.keys() == set(kind._fields) and all(_fits(*item) for item in fields.items()):
            return kind(**fields)
    message = f"entry {at} of the data is none that a ledger writes"
    raise FleetError(message)


def _fits(name: str, value: object) -> bool:
    """Whether a field of an entry can have this value."""
    match name:
        case "step":
            return type(value) is int and value > 0
        case "ok":
            return type(value) is bool
        case "lane":
            return value is None or isinstance(value, str)
        case "effect":
            return value in get_args(Effect)
        case _:
            return isinstance(value, str)


def _told(entries: Iterable[Entry]) -> Iterator[Entry]:
    """The entries, if they are in an order in which a ledger writes them.

    Raises:
        FleetError: for a call that is not the next step, an end of no open call, and an approval that is used twice.
    """
    step, open_, spent = 0, set[int](), set[str]()
    for at, one in enumerate(entries):
        match one:
            case Started():
                step += 1
                told = one.step == step
                open_.add(step)
            case Settled():
                told = one.step in open_
                open_.discard(one.step)
            case Spent():
                told = one.approval not in spent
                spent.add(one.approval)
            case _:
                told = True
        if not told:
            message = f"entry {at} of the data does not follow from those before it"
            raise FleetError(message)
        yield one
