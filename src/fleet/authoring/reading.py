"""From the text of a file and its nodes to a layout: every comment and blank line finds what it belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from fleet.authoring.comments import comments_in, is_block, leaves
from fleet.authoring.layout import ITEM, Block, Entry, Layout, Leaf
from fleet.authoring.modeline import MODELINE
from fleet.diagnostics import Span
from fleet.source import Node

_BLANK = " \t"
_BEFORE_A_VALUE = re.compile(r"[-?: ]*-")
_HEADER = re.compile(r"[|>][-+0-9]*")


def read_layout(lines: Sequence[str], root: Node) -> Layout:
    """Read the layout of a file; `root` is what was composed from its `lines`."""
    return _Reader(lines, root).layout(root)


class _Reader:
    """Walks through the values of a file in their order and hands out the comments and blank lines between them."""

    def __init__(self, lines: Sequence[str], root: Node) -> None:
        self._lines = lines
        self._comments = list(reversed(comments_in(lines, root)))
        self._line = -1  # the last one from which something was taken
        escaping = [span for span in leaves(root) if span.covered.startswith('"')]
        self._escaping = {line for span in escaping for line in range(span.line - 1, span.end_line - 1)}

    def layout(self, root: Node) -> Layout:
        """The layout of the whole file."""
        end = len(self._lines)
        if _is_flow(root):
            above = self._comments_above(root.span.line - 1)
            return Layout(above, self._flow(root.span), self._comments_above(end))
        top, above = _parted(self._above(root.head.line - 1))
        block = self._block(root, end, root.span.column - 1)
        first, *others = block.entries
        below = (*block.below, *self._comments_above(end))
        return Layout(top, Block((first._replace(above=above), *others), below))

    def _block(self, node: Node, until: int, floor: int) -> Block:
        """A mapping or list; what comes behind it starts in the line `until`, in the column `floor`."""
        column = node.span.column - 1
        entries: list[Entry] = []
        heads = list(self._heads(node, column))
        for (name, head, start, value), following in zip(heads, [*heads[1:], None], strict=True):
            above = self._above(start)
            self._line = start
            below = value.span.line - 1 > start
            remark = self._remark() if below else ""
            if remark and head == ITEM:  # what stands beside a dash alone is about the item
                above, remark = (*above, remark.lstrip()), ""
            end, deepest = (following[2], column) if following else (until, floor)
            inner = self._block(value, end, deepest) if _is_block(value) else self._leaf(value, column, below=below)
            entries.append(Entry(name, above, head, inner, remark))
        return Block(tuple(entries), self._comments_above(until, max(column, floor + 1)))

    def _heads(self, node: Node, column: int) -> Iterator[tuple[str, str, int, Node]]:
        """Each entry's name, its head, the line in which that stands, and its value."""
        for name, value in node.mapping.items():
            span = node.keys[name]
            yield name, f"{span.covered}:", span.line - 1, value
        for item in node.items:
            line = item.span.line - 1
            while line > 0 and not _BEFORE_A_VALUE.fullmatch(self._lines[line][: column + 1]):
                line -= 1
            yield "", ITEM, line, item

    def _leaf(self, node: Node, column: int, *, below: bool) -> Leaf:
        """A value that is kept as it was written; its key or dash stands in `column`."""
        if node.value is None and not node.span.covered:
            return Leaf(("",), remark=self._remark())
        above = self._comments_above(node.span.line - 1)
        if is_block(node.span):
            return self._block_scalar(node, column)._replace(below=below, above=above)
        leaf = self._flow(node.span) if _is_flow(node) else self._scalar(node.span)
        return leaf._replace(below=below, above=above)

    def _scalar(self, span: Span) -> Leaf:
        lines = [line.lstrip(_BLANK) for line in self._written(span)]
        return Leaf(tuple(lines), remark=self._remark_behind(span))

    def _flow(self, span: Span) -> Leaf:
        first, *others = self._written(span)
        shifts = [len(line) - len(line.lstrip(_BLANK)) - span.column + 1 for line in others]
        return Leaf((first, *(line.lstrip(_BLANK) for line in others)), tuple(shifts), self._remark_behind(span))

    def _block_scalar(self, node: Node, column: int) -> Leaf:
        """A text below a ``|`` or ``>``: its blank lines are part of it, those at its end only where `+` keeps them."""
        span = node.span
        match = _HEADER.match(span.excerpt, span.column - 1)
        header = match.group() if match else ""
        lines = self._lines[span.line : span.end_line - (span.end_column == 1)]
        said = re.search("[1-9]", header)
        first = next((line for line in lines if line.strip(" ")), "")
        indent = column + int(said.group()) if said else len(first) - len(first.lstrip(" "))
        content = [line[indent:] if first or said else "" for line in lines]
        while "+" not in header and content and not content[-1]:
            content.pop()
        unended = any(content) and not str(node.value).endswith("\n")
        chomping = "-" if unended else "".join(mark for mark in "-+" if mark in header)
        self._line = span.line - 1
        remark = self._remark()
        self._line += len(content)
        return Leaf((header[0] + ("2" if said else "") + chomping, *content), remark=remark)

    def _written(self, span: Span) -> Iterator[str]:
        """The lines that a span covers, without the blanks at their ends."""
        for number in range(span.line - 1, span.end_line):
            line = self._lines[number]
            line = line[: span.end_column - 1] if number == span.end_line - 1 else self._ended(line, number)
            yield line[span.column - 1 :] if number == span.line - 1 else line

    def _ended(self, line: str, number: int) -> str:
        """A line without the blanks at its end, but for one that is escaped and so belongs to the text."""
        bare = line.rstrip(_BLANK)
        slashes = len(bare) - len(bare.rstrip("\\"))
        return line[: len(bare) + slashes % 2] if number in self._escaping else bare

    def _above(self, line: int) -> tuple[str, ...]:
        """The comments above a line that were not handed out yet, and an empty text for each run of blank lines."""
        return (*self._comments_above(line), *self._blank(line))

    def _comments_above(self, line: int, least: int = 0) -> tuple[str, ...]:
        """The same up to the last comment, or to the first that stands in a column before `least`."""
        found: list[str] = []
        while self._comments and self._comments[-1].line < line and self._comments[-1].column >= least:
            comment = self._comments.pop()
            found += [*self._blank(comment.line), comment.text]
            self._line = comment.line
        return tuple(found)

    def _blank(self, line: int) -> tuple[str, ...]:
        between = self._lines[self._line + 1 : line]
        return ("",) if any(not one.strip(_BLANK) for one in between) else ()

    def _remark(self) -> str:
        """The comment at the end of the current line, with the spaces before it."""
        if not self._comments or self._comments[-1].line != self._line:
            return ""
        comment = self._comments.pop()
        return " " * comment.gap + comment.text

    def _remark_behind(self, span: Span) -> str:
        """The comment behind a value; those inside it are part of it."""
        end = (span.end_line - 1, span.end_column - 1)
        while self._comments and self._comments[-1][:2] < end:
            self._comments.pop()
        self._line = span.end_line - 1
        return self._remark()


def _is_flow(node: Node) -> bool:
    return isinstance(node.value, dict | tuple) and node.span.excerpt[node.span.column - 1] in "{["


def _is_block(node: Node) -> bool:
    return isinstance(node.value, dict | tuple) and not _is_flow(node)


def _parted(above: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What stands above the first key: what is about the file, up to the last blank line, and what is about the key."""
    at = next((number for number in range(len(above), 0, -1) if not above[number - 1]), 0)
    at = at or sum(1 for _ in takewhile(lambda line: line.startswith(MODELINE), above))
    return above[:at], above[at:]
