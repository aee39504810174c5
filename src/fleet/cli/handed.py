"""What the command line is given of a handoff: its names, with the baton apart, or all of it as one JSON object."""

from __future__ import annotations

from collections.abc import Mapping

from fleet.diagnostics import quoted, suggestion
from fleet.errors import FleetError
from fleet.guard import Handoff
from fleet.guard.arguments import MalformedError, arguments_of

_NEEDED = ("source", "target")
_TEXTS = (*_NEEDED, "lane", "reason")
_FIELDS = (*_TEXTS, "baton")


def handoff_of(text: str) -> Handoff:
    """Read a handoff from JSON: ``source``, ``target``, and as there is need ``lane``, ``reason`` and ``baton``.

    What the baton holds is for the guard to judge.

    Raises:
        FleetError: for anything else.

    >>> handoff_of('{"source": "support-agent", "target": "triage", "reason": "no lane"}').reason
    'no lane'
    """
    given = object_of(text, "handoff")
    for name in given:
        if name not in _FIELDS:
            message = f"a handoff has no {quoted(name)}; {suggestion(name, _FIELDS)}"
            raise FleetError(message)
    texts: dict[str, str] = {}
    for name in _TEXTS:
        value = given.get(name)
        if isinstance(value, str):
            texts[name] = value
        elif value is not None or name in _NEEDED:
            message = f"the {quoted(name)} of a handoff is a text"
            raise FleetError(message)
    baton = given.get("baton")
    if baton is not None and not isinstance(baton, Mapping):
        message = "the `baton` of a handoff is a mapping"
        raise FleetError(message)
    return Handoff(texts["source"], texts["target"], texts.get("lane"), texts.get("reason", ""), baton)


def object_of(text: str, what: str) -> Mapping[str, object]:
    """Read a JSON object; `what` it is goes into what is said of anything else.

    Raises:
        FleetError: for anything else.

    >>> dict(object_of('{"summary": "asks for a date"}', "baton"))
    {'summary': 'asks for a date'}
    """
    try:
        return arguments_of(what, text).values
    except MalformedError as error:
        message = str(error)
        for many, one in (("are", "is"), ("hold", "holds"), ("must", "must")):
            message = message.replace(f"the arguments {many} ", f"the {what} {one} ")
        raise FleetError(message) from None
