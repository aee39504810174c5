"""Values around every border that argument schemas and limits draw: just inside, on it, and just beyond."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, pairwise

from fleet.spec import Limit, schema_types
from fleet.testing.contexts import ACCOUNT
from fleet.testing.tools import number_within

_DEEPEST = 4
_LONGEST = 10_000  # characters of a text and items of a list that are tried
_BORDERS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
_NUMBER_LIMITS = ("minimum", "maximum", "exclusive_minimum", "exclusive_maximum")


def values_around(schemas: Sequence[object], limits: Iterable[Limit], depth: int = 0) -> Iterator[object]:
    """Yield values that schemas and limits of one argument may tell apart; some come twice.

    >>> 15 in values_around([], [Limit(maximum=14)])
    True
    """
    known = [schema for schema in schemas if isinstance(schema, Mapping)]
    asked = tuple(limits)
    yield from _listed(known, asked)
    yield from _numbers(known, asked)
    yield from _texts(known, asked)
    yield from (True, False, None)
    if depth < _DEEPEST:
        for schema in known:
            yield from _inside(schema, depth)
        yield from _lists(known, asked, depth)
        yield from _objects(known, depth)
    elif depth == _DEEPEST:
        yield from ((), {})


def objects_around(schemas: Sequence[Mapping[str, object]], base: Mapping[str, object], depth: int) -> Iterator[object]:
    """Yield `base`, and `base` with one property of any of the schemas dropped, or of each value around its borders."""
    yield base
    names = dict.fromkeys(chain.from_iterable(properties_of(schema) for schema in schemas))
    for name in names:
        if name in base:
            yield {key: value for key, value in base.items() if key != name}
        inner = [properties[name] for schema in schemas if name in (properties := properties_of(schema))]
        for value in values_around(inner, (), depth + 1):
            yield {**base, name: value}


def _listed(schemas: Sequence[Mapping[str, object]], limits: Sequence[Limit]) -> Iterator[object]:
    for schema in schemas:
        enum = schema.get("enum", ())
        yield from enum if isinstance(enum, tuple | list) else ()
        if "const" in schema:
            yield schema["const"]
    for limit in limits:
        yield from limit.enum or ()
        if limit.const is not None:
            yield limit.const


def _numbers(schemas: Sequence[Mapping[str, object]], limits: Sequence[Limit]) -> Iterator[float]:
    found = [schema.get(key) for schema in schemas for key in _BORDERS]
    found += [getattr(limit, key) for limit in limits for key in _NUMBER_LIMITS]
    borders = sorted({one for one in found if isinstance(one, int | float) and not isinstance(one, bool)})
    for one in borders:
        yield from (one, one + 1, one - 1, one + 0.5, one - 0.5)
        yield from (int(one), int(one) + 1, int(one) - 1, float(one))
    for low, high in pairwise(borders):
        yield (low + high) / 2
        yield int((low + high) // 2)
    yield from (0, 1, 0.5, -1)


def _texts(schemas: Sequence[Mapping[str, object]], limits: Sequence[Limit]) -> Iterator[str]:
    sizes = {*_sizes(schemas, "minLength", "maxLength"), *_around(limit.max_length for limit in limits)}
    yield from ("x" * size for size in sorted(sizes))
    for limit in limits:
        for domain in limit.email_domain_in or ():
            yield f"someone@{domain}"
    yield from (ACCOUNT, f"{ACCOUNT}-2", "someone@elsewhere.example")


def _lists(schemas: Sequence[Mapping[str, object]], limits: Sequence[Limit], depth: int) -> Iterator[object]:
    sizes = sorted({*_sizes(schemas, "minItems", "maxItems"), *_around(limit.max_items for limit in limits)})
    items = [schema["items"] for schema in schemas if "items" in schema]
    values = {repr(value): value for value in values_around(items, (), depth + 1)} if items else {"x": "x"}
    for value in values.values():
        yield from ((value,) * size for size in sizes)
    yield ()


def _objects(schemas: Sequence[Mapping[str, object]], depth: int) -> Iterator[object]:
    known = [schema for schema in schemas if "properties" in schema or "object" in schema_types(schema)]
    for schema in known:
        yield from objects_around(known, sample_object(schema, depth), depth)
    yield {}


def sample_object(schema: Mapping[str, object], depth: int = 0) -> dict[str, object]:
    """An object with every required property, each of a value that its own schema may take."""
    required = schema.get("required", ())
    names = required if isinstance(required, tuple | list) else ()
    properties = properties_of(schema)
    return {str(name): _sample(properties[str(name)], depth) for name in names if str(name) in properties}


def properties_of(schema: Mapping[str, object]) -> Mapping[str, object]:
    """The properties of an object schema; none if it has none."""
    found = schema.get("properties", {})
    return found if isinstance(found, Mapping) else {}


def _sample(schema: object, depth: int) -> object:
    """One value that a schema takes, if a plain one does."""
    if not isinstance(schema, Mapping) or depth > _DEEPEST:
        return "x"
    enum = schema.get("enum", ())
    if "const" in schema:
        return schema["const"]
    if isinstance(enum, tuple | list) and enum:
        return enum[0]
    branches = schema.get("anyOf", ())
    if isinstance(branches, tuple | list) and branches:
        return _sample(branches[0], depth + 1)
    return _of_type(schema, next(iter(schema_types(schema)), "string"), depth)


def _of_type(schema: Mapping[str, object], kind: str, depth: int) -> object:
    match kind:
        case "object":
            return sample_object(schema, depth + 1)
        case "array":
            size = _count(schema.get("minItems"))
            return (_sample(schema.get("items"), depth + 1),) * size
        case "integer" | "number":
            return number_within(schema)
        case "boolean":
            return True
        case "null":
            return None
        case _:
            return "x" * max(_count(schema.get("minLength")), min(1, _count(schema.get("maxLength", 1))))


def _inside(schema: Mapping[str, object], depth: int) -> Iterator[object]:
    branches = schema.get("anyOf", ())
    if isinstance(branches, tuple | list) and branches:
        yield from values_around(branches, (), depth + 1)


def _sizes(schemas: Sequence[Mapping[str, object]], *keywords: str) -> Iterator[int]:
    yield from (0, 1)
    yield from _around(_count(schema[key]) for schema in schemas for key in keywords if key in schema)


def _around(borders: Iterable[int | None]) -> Iterator[int]:
    for border in borders:
        if border is not None:
            yield from (size for size in (border - 1, border, border + 1) if 0 <= size <= _LONGEST)


def _count(value: object) -> int:
    return value if isinstance(value, int) else 0
