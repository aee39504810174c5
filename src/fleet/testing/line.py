"""A case as one line of JSON: the same bytes for the same case on every machine."""

from __future__ import annotations

import json
from dataclasses import asdict

from fleet.guard import Baton
from fleet.spec import FrozenMapping
from fleet.testing.case import Case


def to_line(case: Case) -> str:
    """Return a case as one line of JSON with sorted keys, without its place in a file."""
    shown = {
        "id": case.id,
        "elements": case.elements,
        "kind": type(case.request).__name__,
        "request": asdict(case.request),
        "context": case.context.model_dump(mode="python", exclude_none=True),
        "expected": asdict(case.expected),
    }
    return json.dumps(shown, default=_plain, sort_keys=True, ensure_ascii=True)


def _plain(value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, FrozenMapping):
        return dict(value)
    if isinstance(value, Baton):
        return value.model_dump(mode="json")
    return repr(value)
