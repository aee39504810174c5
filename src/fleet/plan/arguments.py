"""Arguments of a call that one version of a tool takes and another refuses, found by trying and not by reading.

Candidates stand around every border that either version draws. What is found is a proof, for it was decided; where
nothing is found, `fleet.plan.covering` says whether the opposite can be proved by reading.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping

from fleet.guard.arguments import MalformedError, arguments_of
from fleet.guard.ledger import Ledger
from fleet.guard.limit import limiter_of
from fleet.guard.schema import validator_of
from fleet.plan.samples import objects_around, properties_of, sample_object, values_around
from fleet.spec import Context, Limit, Tool
from fleet.testing.contexts import ACCOUNT
from fleet.testing.tools import said_in

_MOST = 50_000
_KNOWN = Context(account=ACCOUNT)

Takes = Callable[[Mapping[str, object], str | None], bool]
"""Whether a tool takes arguments when one source, or none, has said all their values."""


def taken_only_by(new: Tool, old: Tool) -> str | None:
    """Arguments, as JSON, that `new` takes and `old` does not; None if none were found.

    >>> days = lambda most: Tool(lane="x", limits={"days": {"maximum": most}})
    >>> taken_only_by(days(30), days(14)), taken_only_by(days(14), days(30))
    ('{"days": 15}', None)
    """
    takes_new, takes_old = _taker(new), _taker(old)
    sources = _sources(new, old)
    for _, arguments in zip(range(_MOST), _candidates(new, old), strict=False):
        if any(takes_new(arguments, one) and not takes_old(arguments, one) for one in sources):
            return json.dumps(arguments_of("", arguments).values, default=dict, ensure_ascii=False)
    return None


def _taker(tool: Tool) -> Takes:
    validate = validator_of(tool.args) if tool.args is not None else None
    beyond = limiter_of(tool.limits)

    def takes(arguments: Mapping[str, object], source: str | None) -> bool:
        try:
            values = arguments_of("", arguments).values
        except MalformedError:
            return False
        if validate is not None and validate(values):
            return False
        ledger = Ledger(said_in(source, values)) if source is not None else None
        return not beyond(values, _KNOWN, ledger)

    return takes


def _candidates(new: Tool, old: Tool) -> Iterator[Mapping[str, object]]:
    """Arguments that the new version may take: one that it does, and that with each argument changed in every way."""
    schemas = [tool.args for tool in (new, old) if tool.args is not None]
    limited = {name: [tool.limits[name] for tool in (new, old) if name in tool.limits] for name in _names(new, old)}
    base = _accepted(new, limited)
    yield base
    for arguments in objects_around(schemas, base, 0):
        if isinstance(arguments, Mapping):
            yield arguments
    for name, limits in limited.items():
        inner = [properties[name] for schema in schemas if name in (properties := properties_of(schema))]
        yield {key: value for key, value in base.items() if key != name}
        for value in values_around(inner, limits):
            yield {**base, name: value}
    yield {**base, "fleet_plan_extra": 1}


def _sources(*tools: Tool) -> tuple[str | None, ...]:
    """None, and every source that a limit of one of the tools names."""
    named = (source for tool in tools for limit in tool.limits.values() for source in limit.comes_from or ())
    return (None, *dict.fromkeys(named))


def _names(new: Tool, old: Tool) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*new.limits, *old.limits)))


def _accepted(tool: Tool, limited: Mapping[str, list[Limit]]) -> dict[str, object]:
    """Arguments that a tool takes, if trying each argument by itself leads there."""
    base = sample_object(tool.args) if tool.args is not None else {}
    properties = properties_of(tool.args) if tool.args is not None else {}
    for name, limit in tool.limits.items():
        if limit.optional and name not in base:
            continue
        alone = _taker(Tool(lane=tool.lane, shared=tool.shared, args=_only(properties, name), limits={name: limit}))
        around = values_around([properties[name]] if name in properties else [], limited[name])
        base[name] = next(
            (value for value in around if any(alone({name: value}, one) for one in _sources(tool))), base.get(name, "x")
        )
    return base


def _only(properties: Mapping[str, object], name: str) -> Mapping[str, object] | None:
    if name not in properties:
        return None
    return {"type": "object", "properties": {name: properties[name]}, "required": (name,)}
