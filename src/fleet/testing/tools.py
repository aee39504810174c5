"""Tools for the suite: arguments that a tool accepts, and synthetic tools where a lane has none of some effect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fleet.guard import Ledger
from fleet.guard.arguments import arguments_of
from fleet.guard.ledger import USER, Entry, Heard, Settled, Started, said
from fleet.guard.limit import limiter_of
from fleet.guard.schema import validator_of
from fleet.library import Library
from fleet.spec import Context, Effect, Limit, Tool, schema_types
from fleet.testing.contexts import ACCOUNT

EFFECTS: tuple[Effect, ...] = ("read", "write", "commit")
_STEP = 1
_SAID = "fleet-test-said"


def synthetic_tools(library: Library) -> dict[str, Tool]:
    """A tool without arguments for every lane and effect, under names that no library can use."""
    return {
        synthetic_name(lane, effect): Tool(lane=lane, effect=effect) for lane in library.lanes for effect in EFFECTS
    }


def synthetic_name(lane: str, effect: Effect) -> str:
    """The name of the suite's own tool for a lane and an effect."""
    return f"fleet-test:{lane}:{effect}"


def bound_tools(library: Library, lane: str) -> Iterator[tuple[str, Tool]]:
    """The library's own tools in a lane."""
    return ((name, tool) for name, tool in sorted(library.tools.items()) if tool.lane == lane)


def accepted_arguments(tool: Tool) -> dict[str, object] | None:
    """Arguments that satisfy the schema and the limits of a tool; None if the suite finds none."""
    values: dict[str, object] = {}
    if tool.args is not None:
        properties = tool.args.get("properties", {})
        required = tool.args.get("required", ())
        for name, schema in properties.items() if isinstance(properties, Mapping) else ():
            if isinstance(required, tuple) and name in required and isinstance(schema, Mapping):
                values[name] = _of_schema(_not_empty(schema, tool.limits.get(name)))
    for name, limit in tool.limits.items():
        if not limit.optional or name in values:
            values[name] = within(limit, values.get(name))
    apart = {name: _of_its_own(value, name, tool.limits.get(name)) for name, value in values.items()}
    return next((one for one in (apart, values) if _fits(tool, one)), None)


def sources_of(tool: Tool, values: Mapping[str, object]) -> tuple[Entry, ...] | None:
    """A ledger in which each value was said by the first source that its limit names; None if none names any."""
    said_by = {name: limit.comes_from[0] for name, limit in tool.limits.items() if limit.comes_from and name in values}
    if not said_by:
        return None
    return tuple(entry for name, source in said_by.items() for entry in said_in(source, values[name]))


def said_in(source: str, value: object, step: int = 1) -> tuple[Entry, ...]:
    """What a ledger holds once `source` said `value`."""
    if source == USER:
        return (Heard(said(value)),)
    tool = source.removeprefix("tool:")
    return Started(step, "fleet-test", tool, None, "read", ""), Settled(step, ok=True, output=said(value))


def within(limit: Limit, otherwise: object = None) -> object:
    """A value that satisfies a limit, if the suite knows one; else `otherwise`, or an empty text."""
    if limit.owned_by == "account":
        return ACCOUNT
    if limit.comes_from is not None and limit == Limit(comes_from=limit.comes_from, optional=limit.optional):
        return _SAID if otherwise in (None, "") else otherwise
    if limit.enum is not None:
        return limit.const if limit.const is not None else limit.enum[0]
    if limit.email_domain_in is not None:
        return f"someone@{limit.email_domain_in[0]}"
    if limit.max_items is not None:
        return otherwise if isinstance(otherwise, list) and len(otherwise) <= limit.max_items else []
    borders = (
        limit.const,
        limit.minimum,
        limit.maximum,
        _after(limit.exclusive_minimum),
        _before(limit.exclusive_maximum),
    )
    known = (one for one in (*borders, otherwise) if one is not None)
    return next(known, "")


def _after(border: float | None) -> float | None:
    return None if border is None else border + _STEP


def _before(border: float | None) -> float | None:
    return None if border is None else border - _STEP


def beyond(limit: Limit) -> Iterator[tuple[str, object]]:
    """Values just beyond each border of a limit, with what they show."""
    if limit.maximum is not None:
        yield "over-maximum", limit.maximum + _STEP
    if limit.minimum is not None:
        yield "under-minimum", limit.minimum - _STEP
    if limit.exclusive_maximum is not None:
        yield "at-exclusive-maximum", limit.exclusive_maximum
    if limit.exclusive_minimum is not None:
        yield "at-exclusive-minimum", limit.exclusive_minimum
    if limit.enum is not None or limit.const is not None:
        yield "unlisted", "fleet-test-unlisted"
    if limit.max_length is not None:
        yield "too-long", "x" * (limit.max_length + 1)
    if limit.max_items is not None:
        yield "too-many", ["x"] * (limit.max_items + 1)
    if limit.email_domain_in is not None:
        yield "other-domain", "someone@fleet-test.invalid"
    if limit.owned_by is not None:
        yield "other-account", f"{ACCOUNT}-2"


def at_edge(limit: Limit) -> Iterator[tuple[str, object]]:
    """Values on the borders that still satisfy a limit."""
    if limit.maximum is not None:
        yield "at-maximum", limit.maximum
    if limit.minimum is not None:
        yield "at-minimum", limit.minimum
    if limit.max_length is not None:
        yield "at-most-characters", "x" * limit.max_length
    if limit.max_items is not None:
        yield "at-most-items", ["x"] * limit.max_items


def _fits(tool: Tool, values: Mapping[str, object]) -> bool:
    frozen_values = arguments_of("", values).values
    ledger = Ledger(sources_of(tool, values) or ())
    if limiter_of(tool.limits)(frozen_values, Context(account=ACCOUNT), ledger):
        return False
    return tool.args is None or not validator_of(tool.args)(frozen_values)


def owning(context: Context) -> Context:
    """The context with the suite's account."""
    return context.model_copy(update={"account": ACCOUNT})


def _not_empty(schema: Mapping[str, object], limit: Limit | None) -> Mapping[str, object]:
    """The schema of a list with an item, where a limit says from where: an empty list comes from anywhere."""
    empty = "items" in schema and not schema.get("minItems")
    return {**schema, "minItems": 1} if empty and limit is not None and limit.comes_from is not None else schema


def _of_its_own(value: object, name: str, limit: Limit | None) -> object:
    """A text that no other argument holds, where a limit says from where: what one source says, no other says then."""
    if limit is None or limit.comes_from is None:
        return value
    own = f"{_SAID}-{name}"
    if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
        return [own]
    return own if isinstance(value, str) else value


def _of_schema(schema: Mapping[str, object]) -> object:
    if "const" in schema:
        return schema["const"]
    enum = schema.get("enum")
    if isinstance(enum, tuple):
        return enum[0]
    branches = schema.get("anyOf")
    if isinstance(branches, tuple):
        return _of_schema(branches[0])
    kind = schema_types(schema)[0]
    if kind in ("integer", "number"):
        return number_within(schema)
    length = schema.get("minLength", 1)
    items = schema.get("items")
    count = schema.get("minItems", 0)
    plain: dict[str, object] = {
        "string": "x" * (length if isinstance(length, int) else 1),
        "boolean": True,
        "null": None,
        "array": [_of_schema(items)] * (count if isinstance(count, int) else 0) if isinstance(items, Mapping) else [],
    }
    return accepted_arguments(Tool(lane="x", args=schema)) if kind == "object" else plain[kind]


def number_within(schema: Mapping[str, object]) -> object:
    """A number that the borders of a schema let pass, if one of them alone does."""
    for keyword, step in (("minimum", 0), ("maximum", 0), ("exclusiveMinimum", 1), ("exclusiveMaximum", -1)):
        border = schema.get(keyword)
        if isinstance(border, int | float):
            return border + step
    return 1
