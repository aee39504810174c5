"""In which order keys stand: that of the models; names that a file chooses itself keep theirs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple, get_args, get_origin

from pydantic import BaseModel

from fleet.authoring.layout import Block, Entry, Leaf


class Order(NamedTuple):
    """The keys of a mapping in their order, what the values of some of them hold, and what all others do."""

    keys: tuple[str, ...] = ()
    inside: Mapping[str, Order] = {}
    each: Order | None = None


@cache
def order_of(model: type[BaseModel]) -> Order:
    """Return the order of the keys in a file that is read as `model`.

    >>> from fleet.spec import Trait
    >>> order_of(Trait).keys
    ('trait', 'title', 'text')
    """
    fields = {field.alias or name: field.annotation for name, field in model.model_fields.items()}
    inside = {name: order for name, annotation in fields.items() if (order := _order_in(annotation))}
    return Order(tuple(fields), inside)


def _order_in(annotation: object) -> Order | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return order_of(annotation)
    inner = next((found for part in get_args(annotation) if (found := _order_in(part))), None)
    collection = get_origin(annotation) in (tuple, Mapping)
    return Order(each=inner) if inner is not None and collection else inner


def arranged(value: Block | Leaf, order: Order | None) -> Block | Leaf:
    """Return a block whose keys stand in their order, all the way down; an unknown key stays behind its predecessor."""
    if order is None or isinstance(value, Leaf):
        return value
    entries = [
        entry._replace(value=arranged(entry.value, order.inside.get(entry.name, order.each))) for entry in value.entries
    ]
    if order.keys:
        entries = _sorted(entries, order.keys)
    return value._replace(entries=tuple(entries))


def _sorted(entries: list[Entry], keys: tuple[str, ...]) -> list[Entry]:
    places = {key: place for place, key in enumerate(keys)}
    ranked: list[tuple[int, Entry]] = []
    rank = -1
    for entry in entries:
        rank = places.get(entry.name, rank)
        ranked.append((rank, entry))
    found = [entry for _, entry in sorted(ranked, key=lambda pair: pair[0])]
    before, after = entries[0], found[0]
    led = {before.name: _is_led(after), after.name: _is_led(before)}
    return [_led(entry, blank=led[entry.name]) if entry.name in led else entry for entry in found]


def _is_led(entry: Entry) -> bool:
    return entry.above[:1] == ("",)


def _led(entry: Entry, *, blank: bool) -> Entry:
    """The entry with a blank line above it, or without: the first of a mapping hands on what was above the first."""
    above = entry.above[1:] if _is_led(entry) else entry.above
    return entry._replace(above=("", *above) if blank else above)
