"""What a journal needs of a store: to put, get, search and delete values under a name, each in a room of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol


class Item(Protocol):
    """A value with the place it lies at."""

    @property
    def namespace(self) -> tuple[str, ...]:
        """The room, as a path."""
        ...

    @property
    def key(self) -> str:
        """The name inside the room."""
        ...

    @property
    def value(self) -> Mapping[str, object]:
        """What was put there, as JSON holds it."""
        ...


class Store(Protocol):
    """A store of values; LangGraph's ``BaseStore`` is one, whatever database is under it.

    Each put must be whole and must not touch any other value: then two processes that write at once lose nothing.
    """

    def get(self, namespace: tuple[str, ...], key: str, /) -> Item | None:
        """The value at a place; None if there is none."""
        ...

    def put(self, namespace: tuple[str, ...], key: str, value: dict[str, object], index: Literal[False], /) -> None:
        """Put a value at a place, instead of what was there; it is not made searchable by meaning."""
        ...

    def search(self, namespace_prefix: tuple[str, ...], /, *, limit: int) -> Sequence[Item]:
        """At most `limit` values of a room and the rooms inside it."""
        ...

    def delete(self, namespace: tuple[str, ...], key: str, /) -> None:
        """Remove the value at a place, if there is one."""
        ...
