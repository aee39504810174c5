"""JSON objects in which no key is said twice: what a parser would pass over, nobody decides on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial


def each_once(twice: Callable[[str], Exception]) -> Callable[[Iterable[tuple[str, object]]], dict[str, object]]:
    """An ``object_pairs_hook`` for `json` that raises what `twice` makes of a key that was said before.

    >>> import json
    >>> json.loads('{"id": 1, "id": 2}', object_pairs_hook=each_once(KeyError))
    Traceback (most recent call last):
    KeyError: 'id'
    """
    return partial(_paired, twice)


def _paired(twice: Callable[[str], Exception], pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise twice(key)
        found[key] = value
    return found
