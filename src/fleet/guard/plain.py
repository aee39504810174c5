"""Plain values as the JSON that digests are made of, letter by letter what `json` writes, and quicker."""

from __future__ import annotations

import math
from json.encoder import encode_basestring_ascii


def plain(value: object) -> str:
    r"""A text, a number, true, false or null as JSON in ASCII.

    Raises:
        TypeError: for a value of any other type, and for a number that is not finite.

    >>> plain("Zoë"), plain(5.0), plain(None)
    ('"Zo\\u00eb"', '5.0', 'null')
    """
    kind = type(value)
    if kind is str:
        return encode_basestring_ascii(value)  # type: ignore[arg-type]
    if value is None:
        return "null"
    if kind is bool:
        return "true" if value else "false"
    if kind is int or (kind is float and math.isfinite(value)):  # type: ignore[arg-type]
        return repr(value)
    message = f"{kind.__name__} is not plain, or not finite"
    raise TypeError(message)
