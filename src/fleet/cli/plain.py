"""Values of the library as plain data, fit for JSON and for YAML; what says nothing is left out."""

from __future__ import annotations

import json
from collections.abc import Mapping

from pydantic import BaseModel


def plain_of(value: object) -> object:
    """Return dicts, lists and scalars under the names that files use.

    >>> from fleet.spec import Assist
    >>> plain_of(Assist(lane="adoption", how="helps"))
    {'lane': 'adoption', 'how': 'helps'}
    """
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        return {
            field.alias or name: plain_of(inner)
            for name, field in fields.items()
            if not _silent(inner := getattr(value, name))
        }
    if isinstance(value, Mapping):
        return {key: plain_of(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain_of(inner) for inner in value]
    if isinstance(value, frozenset):
        return sorted(value)
    return value


def print_json(value: object) -> None:
    """Print a value as JSON on stdout."""
    print(json.dumps(plain_of(value), indent=2, ensure_ascii=False))


def _silent(value: object) -> bool:
    return value is None or (isinstance(value, tuple | Mapping) and not value)
