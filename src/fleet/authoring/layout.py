"""How a file is laid out: blocks of entries, each with the comments that belong to it; and that in the one form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

_STEP = 2
ITEM = "-"
"""The head of an item of a list."""


class Leaf(NamedTuple):
    """A scalar or a flow collection, written as it was but for where its lines start.

    Attributes:
        lines: its lines without what they are indented by.
        shifts: for each further line of a flow collection, where it starts, seen from the first; None for a scalar,
            all of whose lines stand one step deeper than their key.
        remark: the comment behind it, with the spaces before it.
        below: whether it starts on a line of its own, below its key.
        above: the comments between its key and it.
    """

    lines: tuple[str, ...]
    shifts: tuple[int, ...] | None = None
    remark: str = ""
    below: bool = False
    above: tuple[str, ...] = ()

    @property
    def is_block_scalar(self) -> bool:
        """Whether it is a text below a ``|`` or ``>``."""
        return self.shifts is None and self.lines[0][:1] in ("|", ">")


class Entry(NamedTuple):
    """A key or an item with its value.

    Attributes:
        name: the key; for an item, nothing.
        above: the comments and blank lines above it; a blank line is an empty text.
        head: the key as it was written, with its colon, or the dash.
        value: what it holds.
        remark: the comment behind the head, where the value stands below it.
    """

    name: str
    above: tuple[str, ...]
    head: str
    value: Leaf | Block
    remark: str = ""


class Block(NamedTuple):
    """A mapping or a list, one entry below the other, and the comments at its end."""

    entries: tuple[Entry, ...]
    below: tuple[str, ...] = ()


class Layout(NamedTuple):
    """A file: what is said about all of it, at its top, its content, and what stands behind."""

    top: tuple[str, ...]
    root: Block | Leaf
    end: tuple[str, ...] = ()


def written(layout: Layout) -> str:
    r"""Return the text of a layout in the one form.

    >>> written(Layout((), Block((Entry("a", (), "a:", Leaf(("1",), remark="  # b")),))))
    'a: 1  # b\n'
    """
    lines = list(layout.top)
    lines += _block(layout.root, 0) if isinstance(layout.root, Block) else _leaf(layout.root, "", 0, 0)
    lines += layout.end
    first = next((number for number, line in enumerate(lines) if line), 0)
    return "".join(f"{line}\n" for line in lines[first:])


def _block(block: Block, column: int) -> list[str]:
    lines: list[str] = []
    before: Block | Leaf | None = None
    for entry in block.entries:
        lines += _entry(entry._replace(above=_after(before, entry.above)), column)
        before = entry.value
    return [*lines, *_indented(_after(before, block.below), column)]


def _after(before: Block | Leaf | None, lines: tuple[str, ...]) -> tuple[str, ...]:
    """The lines that follow a value: a blank one would be part of a text that keeps those at its end."""
    while isinstance(before, Block):
        before = None if before.below else before.entries[-1].value
    keeps = before is not None and before.is_block_scalar and "+" in before.lines[0]
    return lines[1:] if keeps and lines[:1] == ("",) else lines


def _entry(entry: Entry, column: int) -> list[str]:
    lines = list(_indented(entry.above, column))
    start = " " * column + entry.head
    if entry.head == ITEM:
        return lines + _item(entry.value, column)
    if isinstance(entry.value, Block):
        return [*lines, start + entry.remark, *_block(entry.value, column + _STEP)]
    if entry.value.below:
        inside = column + _STEP
        lines += [start + entry.remark, *_indented(entry.value.above, inside)]
        return lines + _leaf(entry.value, " " * inside, inside, inside)
    space = " " if entry.value.lines[0] else ""
    return lines + _leaf(entry.value, start + space, len(start) + 1, column + _STEP)


def _item(value: Block | Leaf, column: int) -> list[str]:
    inside = column + _STEP
    above, value = _lifted(value)
    if isinstance(value, Leaf):
        space = " " if value.lines[0] else ""
        return [*_indented(above, column), *_leaf(value, " " * column + ITEM + space, inside, inside)]
    head, *lines = _block(value, inside)
    return [*_indented(above, column), f"{' ' * column}{ITEM} {head[inside:]}", *lines]


def _lifted(value: Block | Leaf) -> tuple[tuple[str, ...], Block | Leaf]:
    """The comments between a dash and what stands right behind it, which go above the dash; and the value without."""
    if isinstance(value, Leaf):
        return tuple(filter(None, value.above)), value._replace(above=())
    first, *others = value.entries
    above = tuple(filter(None, first.above))
    if first.head == ITEM:
        more, inner = _lifted(first.value)
        above, first = (*above, *more), first._replace(value=inner)
    return above, Block((first._replace(above=()), *others), value.below)


def _leaf(leaf: Leaf, start: str, column: int, inside: int) -> list[str]:
    """The lines of a leaf: the first behind `start`, in `column`, and the others; those of a scalar stand `inside`."""
    first, *others = leaf.lines
    shifts = [inside - column] * len(others) if leaf.shifts is None else leaf.shifts
    starts = [max(column + shift, _least(line, inside)) for shift, line in zip(shifts, others, strict=True)]
    lines = [start + first, *(" " * at + line if line else "" for at, line in zip(starts, others, strict=True))]
    lines[0 if leaf.is_block_scalar else -1] += leaf.remark
    return lines


def _least(line: str, inside: int) -> int:
    """A line of a flow collection stands deeper than its key; only the bracket that closes it may stand below that."""
    return inside - _STEP if line[:1] in ("]", "}") else inside


def _indented(lines: tuple[str, ...], column: int) -> Iterator[str]:
    return (" " * column + line if line else "" for line in lines)
