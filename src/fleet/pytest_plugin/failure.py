"""A case that did not hold, in at most twelve lines."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Literal

from fleet.diagnostics import to_text, visible
from fleet.errors import LibraryError
from fleet.testing import CallRequest, HandoffRequest, Result

Style = Literal["long", "short", "line", "no", "native", "value", "auto"]
"""How pytest shows a failure."""

MOST_LINES = 12
_WIDEST = 160
_MOST_FINDINGS = 3


class CaseFailedError(Exception):
    """A case did not hold."""

    def __init__(self, result: Result) -> None:
        super().__init__(result.case.id)
        self.result = result


def failure_text(result: Result, nodeid: str) -> str:
    """Say what was asked, expected and found, which line of the spec it is about, and how to run it again."""
    case = result.case
    lines = [
        f"FLT503 case-did-not-hold: {case.id}",
        f"  asked: {_asked(result)}",
        *(f"  {one}" for one in result.found),
    ]
    if result.decision is not None:
        lines.append(f"  reasons: {'; '.join(reason.message for reason in result.decision.reasons)}")
    tail = [f"  context: {_context(result)}"]
    if case.place is not None:
        tail.append(f"  {case.place.where}: {case.place.excerpt.strip()}")
    tail.append(f'  rerun: pytest "{nodeid}"')
    lines = lines[: MOST_LINES - len(tail)] + tail
    return "\n".join(one_line(line) for line in lines)


def _asked(result: Result) -> str:
    request = result.case.request
    if isinstance(request, CallRequest):
        given = request.args if isinstance(request.args, str) else json.dumps(request.args, default=_data)
        return f"{request.persona} calls {request.tool} with {given}"
    if isinstance(request, HandoffRequest):
        handoff = request.handoff
        return f"{handoff.source} hands {handoff.lane or 'what is in no lane'} over to {handoff.target}"
    return f"the prompt of {request.persona} says {request.boundary or 'its boundaries and no other'}"


def _data(value: object) -> object:
    return dict(value) if isinstance(value, Mapping) else repr(value)


def _context(result: Result) -> str:
    context = result.case.context
    known = {name: getattr(context, name) for name in type(context).model_fields}
    said = (f"{name}={_plain(value)}" for name, value in known.items() if value not in (None, frozenset()))
    return ", ".join(said)


def _plain(value: object) -> str:
    return ",".join(sorted(value)) if isinstance(value, frozenset) else str(value)


def one_line(text: str) -> str:
    """A line of a terminal: nothing hidden in it, and no longer than is read."""
    shown = visible(text.replace("\n", " "))
    return shown if len(shown) <= _WIDEST else shown[: _WIDEST - 1] + "…"


def findings_text(error: LibraryError) -> str:
    """The first findings, as they are shown in a terminal, and how many more there are."""
    shown = "\n".join(to_text(finding) for finding in error.diagnostics[:_MOST_FINDINGS])
    more = len(error.diagnostics) - _MOST_FINDINGS
    return f"{shown}\n{more} more: fleet check" if more > 0 else shown
