"""How much of a long list a page shows, so that no page grows without end: the first items, and how many are left."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")

PAGE_BYTES = 300_000
"""No page is larger than this."""


class Fitting(NamedTuple, Generic[T]):
    """The items of a list that a page has room for, and those that it has not."""

    shown: tuple[T, ...]
    rest: tuple[T, ...] = ()

    @property
    def left(self) -> int:
        """How many are not shown."""
        return len(self.rest)


def fitting(items: Sequence[T], weight: Callable[[T], int], most: int) -> Fitting[T]:
    """Take items from the start while there is room.

    >>> fitting(["one", "two", "three"], len, 6)
    Fitting(shown=('one', 'two'), rest=('three',))
    """
    room = most
    for position, item in enumerate(items):
        room -= weight(item)
        if room < 0:
            return Fitting(tuple(items[:position]), tuple(items[position:]))
    return Fitting(tuple(items))


def in_parts(items: Iterable[T], weight: Callable[[T], int], most: int) -> Iterator[tuple[T, ...]]:
    """Cut a list into parts that each fit a page; an item that fits none has one of its own. There is always a part.

    >>> list(in_parts(["one", "two", "three"], len, 6))
    [('one', 'two'), ('three',)]
    """
    part: list[T] = []
    room = most
    for item in items:
        needed = weight(item)
        if part and needed > room:
            yield tuple(part)
            part, room = [], most
        part.append(item)
        room -= needed
    yield tuple(part)


def part_page(stem: str, number: int) -> str:
    """The page of a part, from 1, of what is cut into parts; the first has the name of the whole.

    No name in a library holds a dot, so no part has the page of something else.

    >>> part_page("lanes", 1), part_page("lanes", 2)
    ('lanes.html', 'lanes.2.html')
    """
    return f"{stem}{'' if number == 1 else f'.{number}'}.html"


def clipped(text: str, most: int = 300) -> str:
    """A text that is no longer than `most` characters.

    >>> clipped("much too long", 6)
    'much …'
    """
    return text if len(text) <= most else f"{text[: most - 1].rstrip()} …"


def short(title: str, most: int = 30) -> str:
    """A title without what explains it, where it is long: a part in brackets, or behind a comma.

    >>> short("Technical Account Manager (Continuous Delivery Architect)")
    'Technical Account Manager'
    """
    if len(title) <= most:
        return title
    head = title.partition(" (")[0].partition(", ")[0].strip()
    return clipped(head or title, most)


def joined(value: object) -> str:
    """A value in words: of several, all of them with commas between.

    >>> joined(["a", 1]), joined(2)
    ('a, 1', '2')
    """
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def weight_of(*texts: str, around: int = 300) -> int:
    """About how many bytes texts take on a page, with `around` bytes of HTML around them.

    >>> weight_of("a & b", around=10)
    19
    """
    return around + sum(len(escape(text).encode()) for text in texts)
