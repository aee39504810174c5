"""One number for all that a value says, the same on every machine."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from pydantic import BaseModel


def digest_of(value: object) -> str:
    """Return the SHA-256 of a value as hexadecimal digits; keys are sorted, fields that say nothing are left out.

    >>> digest_of({"a": 1, "b": 2}) == digest_of({"b": 2, "a": 1})
    True
    """
    text = json.dumps(value, default=_plain, sort_keys=True, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        return {fields[name].alias or name: getattr(value, name) for name in fields if getattr(value, name) is not None}
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, frozenset):
        return sorted(value)
    message = f"no digest of a {type(value).__name__}"
    raise TypeError(message)
