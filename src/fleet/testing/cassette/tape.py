"""A cassette in use: which reply a request gets, what is recorded, what was asked for and what was not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from threading import RLock
from typing import NamedTuple

from fleet.diagnostics import Diagnostic
from fleet.errors import NotRecordedError
from fleet.library import Library, shown
from fleet.testing.cassette.keeping import kept, locked, read_if_there
from fleet.testing.cassette.missing import missing
from fleet.testing.cassette.prompts import Prompts
from fleet.testing.cassette.redaction import Redact, checked, redacted
from fleet.testing.cassette.unused import Place, unused
from fleet.testing.cassette.values import Cassette, Entry, Mode, Reply, Request, Told

_RUN: ContextVar[str | None] = ContextVar("fleet_run", default=None)


class Turn(NamedTuple):
    """One request that was made: the how many-th equal one of its run it is, from 1, and the schemas of its tools."""

    request: Request
    run: str
    number: int
    schemas: tuple[str, ...] = ()


class Tape:
    """A cassette that is replayed or recorded. It may be used by many threads at once.

    Args:
        path: the file.
        mode: see `Mode`.
        library: whose prompts are told apart by blocks; None for the shipped one.
        redact: what makes a text fit to be written down.

    Raises:
        LibraryError: if the file is there and is no cassette.
    """

    def __init__(
        self, path: Path, *, mode: Mode = "replay", library: Library | None = None, redact: Redact = redacted
    ) -> None:
        self.path = path
        self.mode = mode
        self.redact = checked(redact)
        self.prompts = Prompts(library, self.redact)
        self._cassette = read_if_there(path)
        self._told: dict[str, Told] = {}
        self._schemas: dict[str, str] = {}
        self._recorded: dict[str, Entry] = {}
        self._again: set[str] = set()
        self._asked: dict[tuple[str, str], set[int]] = defaultdict(set)
        self._used: set[Place] = set()
        self._missed: list[Diagnostic] = []
        self._lock = RLock()
        self._open_runs: list[str] = []

    @property
    def used(self) -> frozenset[Place]:
        """What was replayed or recorded so far: key, run and number of each reply."""
        return frozenset(self._used)

    @property
    def missed(self) -> tuple[Diagnostic, ...]:
        """What was asked for in vain so far, whether or not somebody caught the error."""
        return tuple(self._missed)

    @contextmanager
    def run(self, name: str) -> Iterator[None]:
        """Name what is asked inside, so that it gets replies of its own: a scenario and the number of its sample, say.

        Equal requests are counted anew in each run, so runs may come in any order and in any process. Recording a run
        again replaces all of it.

        Raises:
            NotRecordedError: at the end, if a reply was missing and the error did not come through.
        """
        with self._lock:
            self._open_runs.append(name)
            if self.mode == "record":
                self._again.add(name)
            for place in [place for place in self._asked if place[1] == name]:
                del self._asked[place]
        token = _RUN.set(name)
        try:
            with self.complete():
                yield
        finally:
            _RUN.reset(token)
            with self._lock:
                self._open_runs.remove(name)

    @contextmanager
    def complete(self) -> Iterator[None]:
        """See to it that a missing reply is an error in the end: an agent may have caught it, and gone on."""
        before = len(self._missed)
        try:
            yield
        except NotRecordedError:
            raise
        except Exception as error:
            self._raise_missed(before, error)
            raise
        self._raise_missed(before, None)

    def turn(self, request: Request, schemas: tuple[str, ...] = ()) -> Turn:
        """Count a request that is made now."""
        with self._lock:
            run = _RUN.get()
            if run is None:  # a thread that nobody told which run it is in
                run = self._open_runs[-1] if self._open_runs else ""
            asked = self._asked[request.key, run]
            number = next(number for number in range(1, len(asked) + 2) if number not in asked)
            asked.add(number)
            return Turn(request, run, number, schemas)

    def reply(self, turn: Turn) -> Reply | None:
        """The recorded reply to a request; None if a model is to be asked.

        Raises:
            NotRecordedError: in replay, if there is none.
        """
        if self.mode == "record":
            return None
        with self._lock:
            entry = self._cassette.entries.get(turn.request.key)
            reply = entry.replies.get((turn.run, turn.number)) if entry else None
            if reply is not None:
                self._used.add((turn.request.key, turn.run, turn.number))
            elif self.mode == "replay":
                around = shown(self.path), self.prompts
                raise self.error(missing(turn.request, (turn.run, turn.number), self._cassette, around))
            return reply

    def error(self, finding: Diagnostic) -> NotRecordedError:
        """The error for something that is missing, after it was noted."""
        self._missed.append(finding)
        return NotRecordedError(finding)

    def keep(self, turn: Turn, reply: Reply) -> None:
        """Note the reply of a model; `save` writes it down."""
        place = (turn.run, turn.number)
        placed = reply.model_copy(update={"run": turn.run, "number": turn.number})
        with self._lock:
            entry = self._recorded.get(turn.request.key)
            replies = {**(entry.replies if entry else {}), place: placed}
            self._recorded[turn.request.key] = Entry(turn.request, replies)
            self._told |= {one.id: one for one in self._told_in(turn.request)}
            self._schemas |= dict(zip(turn.request.tools, turn.schemas, strict=True))
            self._used.add((turn.request.key, *place))

    def give_back(self, turn: Turn) -> None:
        """Uncount a request that a model did not answer, so that the next attempt takes its place."""
        with self._lock:
            self._asked[turn.request.key, turn.run].discard(turn.number)

    def save(self) -> None:
        """Write down what was recorded, together with what other processes wrote meanwhile.

        Raises:
            LibraryError: if what is there is no cassette.
            OSError: if it cannot be written.
        """
        with self._lock:
            if self._recorded or self._again:
                recorded = Cassette(self._told, self._schemas, self._recorded)
                with locked(self.path.parent):
                    self._cassette = kept(self.path, recorded, self._again)

    def unused(self) -> tuple[Diagnostic, ...]:
        """A warning for each request whose replies nobody asked for; of a session in one process."""
        return unused(self._cassette, self._used)

    def _told_in(self, request: Request) -> Iterator[Told]:
        for message in request.messages:
            if message.role == "system":
                found = (self.prompts.told_in(part.text) for part in message.pieces)
                yield from (told for told in found if told is not None)

    def _raise_missed(self, before: int, cause: Exception | None) -> None:
        if len(self._missed) > before:
            raise NotRecordedError(*dict.fromkeys(self._missed[before:])) from cause
