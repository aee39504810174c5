"""Where the notes of an account lie in a store, and what they are called."""

from __future__ import annotations

import hashlib
import json
import re
import secrets

from fleet.memory.note import Note

ROOT = ("fleet", "memory")
_CLOSING = ".closed"
_DIGITS = 16
_ID = re.compile(rf"[0-9a-f]{{{_DIGITS}}}")


def room_of(account: str, persona: str | None = None) -> tuple[str, ...]:
    """The room of an account, or that of a persona inside it.

    An account is named by a digest: stores forbid some characters in names, and some take the beginning of one name for
    another.

    >>> room_of("acme", "account-manager")[3]
    'account-manager'
    """
    digest = hashlib.sha256(account.encode("utf-8", "backslashreplace")).hexdigest()
    return (*ROOT, digest) if persona is None else (*ROOT, digest, persona)


def new_id() -> str:
    """A name that no other note has, in this process or any other."""
    return secrets.token_hex(_DIGITS // 2)


def id_of(once: str, note: Note) -> str:
    """The name of a note that is written again when its writer starts over: the same each time.

    >>> note = Note(kind="touch", lane="renewal", text="called")
    >>> id_of("call-1", note) == id_of("call-1", note), id_of("call-2", note) == id_of("call-1", note)
    (True, False)
    """
    said = [once, note.kind, note.lane, note.text, str(note.due), note.trend, str(note.at)]
    return hashlib.sha256(json.dumps(said).encode("ascii")).hexdigest()[:_DIGITS]


def is_id(name: str) -> bool:
    """Whether a name has the form of an id.

    >>> is_id(new_id()), is_id("../..")
    (True, False)
    """
    return _ID.fullmatch(name) is not None


def closing_key(entry_id: str) -> str:
    """Where it lies how an entry was closed: apart from the entry, which never changes."""
    return entry_id + _CLOSING


def closed_id(key: str) -> str | None:
    """The entry that a closing is of; None if the key is that of an entry."""
    return key.removesuffix(_CLOSING) if key.endswith(_CLOSING) else None
