"""A value of a file together with its place, and the same for everything inside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from fleet.diagnostics import Span

Scalar = str | int | float | bool | None


class Node(NamedTuple):
    """A scalar, a sequence (tuple) or a mapping (dict in file order) of nodes, with the span of each value and key."""

    value: Scalar | tuple[Node, ...] | Mapping[str, Node]
    span: Span
    keys: Mapping[str, Span] = {}

    @property
    def head(self) -> Span:
        """Where a mapping begins: its first key, so that a long block is not underlined whole; else its own place."""
        return next(iter(self.keys.values()), self.span)

    @property
    def mapping(self) -> Mapping[str, Node]:
        """The entries if this is a mapping, else none."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def items(self) -> tuple[Node, ...]:
        """The items if this is a sequence, else none."""
        return self.value if isinstance(self.value, tuple) else ()

    @property
    def text(self) -> str | None:
        """The value if it is text, else None."""
        return self.value if isinstance(self.value, str) else None

    def at(self, *path: str | int) -> Span:
        """The place of the value under `path`, or of the nearest value around it that exists."""
        node = self
        for step in path:
            inner = node.items[step] if isinstance(step, int) and step < len(node.items) else None
            if isinstance(step, str):
                inner = node.mapping.get(step)
            if inner is None:
                break
            node = inner
        return node.span

    def key(self, name: str) -> Span:
        """The place of the key `name`, or of the whole mapping if it is not there."""
        return self.keys.get(name, self.span)

    def item(self, field: str, value: str) -> Node | None:
        """The first mapping in this sequence whose `field` is `value`."""
        return next((node for node in self.items if (inner := node.mapping.get(field)) and inner.value == value), None)


def plain(node: Node) -> object:
    """Return the data of a node without places: dict, tuple and scalars.

    >>> plain(Node((Node(1, Span("a", 1, 1, 1, 2)),), Span("a", 1, 1, 1, 2)))
    (1,)
    """
    value = node.value
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple):
        return tuple(plain(inner) for inner in value)
    return value
