"""Decisions written down before anything runs: append-only lines of JSON, each with a hash over all before it."""

from __future__ import annotations

import hashlib
import os
import threading
import weakref
from collections.abc import Mapping
from pathlib import Path

from fleet.diagnostics import quoted
from fleet.errors import FleetError
from fleet.guard.approval import Approval
from fleet.guard.chain_file import ChainFile, Value
from fleet.guard.doubt import Doubt, Doubts, OvertakenError
from fleet.guard.others import Others
from fleet.guard.plain import plain
from fleet.guard.side import SideFile
from fleet.log import logger

_log = logger(__name__)
_OF_A_DOUBT = ("persona", "name", "lane", "conversation", "digest")


class Record:
    """A folder of chains, one for each process that writes.

    A chain holds digests and codes; texts and arguments lie beside it, only if asked for, in one file for each account,
    so that an account can be erased without touching a chain. A line is given to the operating system before a decision
    is: a killed process loses nothing that it decided. Whether the machine itself may fail is another matter: `sync`.
    Threads may share a record, and processes of one machine a folder: a change that one of them has started and not
    ended is in doubt for all, and of two that start the same at the same time at most one does.

    Args:
        folder: where the chains lie; made if it is not there, for its owner alone. What lies in it already is read
            for the calls that are in doubt, and before and after each change what others have added since.
        texts: also keep the texts and arguments behind the digests.
        sync: wait for the disk at every line; some milliseconds each.

    Raises:
        FleetError: if the folder cannot be made or read.
    """

    def __init__(self, folder: str | Path, *, texts: bool = False, sync: bool = False) -> None:
        self.folder = Path(folder)
        self._lock = threading.Lock()
        self._running: set[str] = set()
        self._doubts = Doubts()
        self._chain = ChainFile(self.folder, self._doubts.see, sync=sync)
        self._others = Others(self.folder)
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._look()
        except OSError as error:
            message = f"the record in {quoted(self.folder)} cannot be opened: {(error.strerror or str(error)).lower()}"
            raise FleetError(message) from None
        self._side = SideFile(self.folder) if texts else None
        _RECORDS.add(self)

    def open_since(self, digest: str) -> bool:
        """Whether this request, a change, was started, here or by another process, and nobody wrote how it ended.

        Raises:
            OSError: if what others wrote cannot be read.
        """
        with self._lock:
            self._look()
            return bool(self._doubts.of(digest))

    def ended(self, key: str) -> bool | None:
        """How a change with this key ended, here or in another process: None if it did not, or was long ago.

        Raises:
            OSError: if what others wrote cannot be read.
        """
        with self._lock:
            self._look()
            return self._doubts.ended(key)

    def spent(self, approval: str) -> bool:
        """Whether an approval was used, here or by another process.

        Raises:
            OSError: if what others wrote cannot be read.
        """
        with self._lock:
            self._look()
            return self._doubts.spent(approval)

    def write(self, kind: str, fields: Mapping[str, Value], *, library: str) -> str:
        """Append one line, and return where it stands, as ``chain:number``.

        Raises:
            OSError: if it cannot be written; the chain ends there, and the next line begins a new one.
        """
        with self._lock:
            return self._chain.write(kind, fields, library)

    def start(self, digest: str, fields: Mapping[str, Value], *, approval: Approval | None, library: str) -> str:
        """Append the line of an allowed call, and return where it stands.

        Raises:
            OSError: if it cannot be written.
            OvertakenError: if the same change is open already, or is started by another process at the same time, and
                no human said yes, or the approval was used before.
        """
        careful = fields.get("effect") != "read" or approval is not None
        with self._lock:
            if approval is not None:
                self._look()
            doubt = self._doubts.of(digest) if fields.get("effect") != "read" else ()
            if self._doubts.spent(approval.id) if approval is not None else doubt:
                raise OvertakenError
            more: dict[str, Value] = {"doubt": doubt} if doubt else {}
            if approval is not None:
                more |= {"approval": approval.id, "by": approval.by, "expires": approval.expires.isoformat()}
            place = self._chain.write("call", {**fields, **more}, library)
            if careful:
                self._look()
                others = {*self._doubts.of(digest), *(self._doubts.spenders(approval.id) if approval else ())} - {place}
                if others:
                    self._withdraw(place, fields, doubt=doubt, library=library)
                    raise OvertakenError
            self._running.add(place)
            return place

    def outcome(self, of: str, fields: Mapping[str, Value], *, library: str) -> None:
        """Append how a recorded call ended.

        Raises:
            FleetError: if that was written before.
            OSError: if it cannot be written.
        """
        with self._lock:
            if of not in self._running and of.rpartition(":")[0] in self._chain.begun:
                message = "how this call ended is written down already; settle a call once"
                raise FleetError(message)
            self._chain.write("outcome", {"of": of, **fields}, library)
            self._running.discard(of)

    def settle(self, place: str, *, ok: bool, by: str) -> Doubt:
        """Write down how a call in doubt ended, on the word of a human who looked, and return which call that was.

        Args:
            place: where the call is written down, as ``chain:number``.
            ok: whether it did its work.
            by: who says so.

        Raises:
            FleetError: if nobody says so, if no call there is in doubt, or the record cannot be written.

        >>> import fleet, tempfile
        >>> folder = tempfile.mkdtemp()
        >>> def asked():
        ...     guard = fleet.Guard(fleet.load(), record=fleet.Record(folder))
        ...     return guard.check_call("support-agent", "tickets.resolve", {"id": 4411})
        >>> started = asked()
        >>> asked().codes
        ('FLT419',)
        >>> fleet.Record(folder).settle(started.record, ok=False, by="night shift").name
        'tickets.resolve'
        >>> asked().outcome
        'allow'
        """
        if not by.strip():
            message = "say who looked how the call ended"
            raise FleetError(message)
        with self._lock:
            try:
                self._look()
                found = next((one for one in self._doubts.open if one.place == place), None)
                if found is None:
                    message = f"no call in doubt is written down at {quoted(place, limit=80)}"
                    raise FleetError(message)
                about: dict[str, Value] = {name: getattr(found, name) for name in _OF_A_DOUBT}
                self._chain.write(
                    "outcome", {"of": place, **about, "ok": ok, "output": None, "by": by}, self._chain.library
                )
            except OSError as error:
                message = f"the record cannot be written: {(error.strerror or str(error)).lower()}"
                raise FleetError(message) from None
            self._running.discard(place)
            return found

    def keep(self, digest: str, account: str | None, text: object) -> None:
        """Keep a text or arguments behind a digest, if texts are kept.

        Raises:
            OSError: if they cannot be written.
        """
        if self._side is not None:
            with self._lock:
                self._side.add(digest, account, text)

    def close(self) -> None:
        """Close the chain of this process; the next line begins a new one."""
        with self._lock:
            self._chain.close()

    def forked(self) -> None:
        """Be ready for use in a child: a lock that another thread held while the process forked is never given back."""
        self._lock = threading.Lock()
        self._chain.named = set()
        self._others.forget()

    def _look(self) -> None:
        """Take in what other processes have written since."""
        for chain in self._others.grown(self._chain.named):
            self._doubts.see_all(chain)
            if chain.fault is not None:
                _log.warning("the chain %s of the record was changed: %s", chain.name, chain.fault)

    def _withdraw(self, place: str, fields: Mapping[str, Value], *, doubt: tuple[str, ...], library: str) -> None:
        """Take back a start that another process was as quick with; one that stands for older doubts stays in doubt."""
        if not doubt:
            about = {name: fields.get(name) for name in _OF_A_DOUBT}
            self._chain.write(
                "outcome", {"of": place, **about, "ok": False, "output": None, "withdrawn": True}, library
            )


def key_of(conversation: str | None, step: int | None, digest: str) -> str:
    """The idempotency key of a call: SHA-256 of conversation, step and request, the first 32 digits."""
    text = f"[{plain(conversation)},{plain(step)},{plain(digest)}]"
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:32]


_RECORDS: weakref.WeakSet[Record] = weakref.WeakSet()


def _forked() -> None:
    for record in tuple(_RECORDS):
        record.forked()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)
