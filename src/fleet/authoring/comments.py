"""Which comments a file holds: what starts with ``#`` where no key and no value stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from fleet.diagnostics import Span
from fleet.source import Node

_LEAST_GAP = 2
_BLOCK_STYLES = ("|", ">")


class Comment(NamedTuple):
    """A comment: its line and column, counted from 0, the spaces it keeps from a value before it, and its text."""

    line: int
    column: int
    gap: int
    text: str


def comments_in(lines: Sequence[str], node: Node | None) -> tuple[Comment, ...]:
    """List the comments of a text in their order; `node` is what was composed from its `lines`.

    >>> from fleet.source import compose
    >>> text = 'a: "1 # 2"  # three'
    >>> [comment.text for comment in comments_in([text], compose(text, "a.yaml")[0])]
    ['# three']
    """
    return tuple(_found(lines, leaves(node) if node is not None else ()))


def leaves(node: Node) -> Iterator[Span]:
    """The places of all keys and scalars, in the order of the text."""
    for name, inner in node.mapping.items():
        yield node.keys[name]
        yield from leaves(inner)
    for inner in node.items:
        yield from leaves(inner)
    if not isinstance(node.value, dict | tuple):
        yield node.span


def is_block(span: Span) -> bool:
    """Whether a scalar is written in lines of its own, below a ``|`` or ``>``."""
    return span.excerpt[span.column - 1 : span.column] in _BLOCK_STYLES


def _found(lines: Sequence[str], places: Iterator[Span] | tuple[Span, ...]) -> Iterator[Comment]:
    line, column = 0, 0
    for span in places:
        yield from _between(lines, line, column, span.line - 1)
        line, column = span.end_line - 1, span.end_column - 1
        if is_block(span):
            yield from _at(span.excerpt, span.line - 1, span.column)
    yield from _between(lines, line, column, len(lines))


def _between(lines: Sequence[str], line: int, column: int, end: int) -> Iterator[Comment]:
    """The comments from a place up to the line `end`; one cannot stand in that line, before a value."""
    for number in range(line, min(end, len(lines))):
        yield from _at(lines[number], number, column if number == line else 0)


def _at(text: str, line: int, column: int) -> Iterator[Comment]:
    at = text.find("#", column)
    if at >= 0:
        before = text[len(text[:at].rstrip(" \t")) : at]
        gap = max(_LEAST_GAP, len(before)) if "\t" not in before else _LEAST_GAP
        yield Comment(line, at, gap, text[at:].rstrip(" \t"))
