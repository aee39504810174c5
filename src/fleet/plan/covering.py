"""Whether one version of a tool takes whatever another does, as far as their limits and schemas tell."""

from __future__ import annotations

from collections.abc import Mapping

from fleet.plan.samples import properties_of
from fleet.spec import Limit, Tool, schema_types

_LOW, _HIGH = float("-inf"), float("inf")


def covers(wide: Tool, narrow: Tool) -> bool:
    """Whether it can be read off that `wide` takes whatever `narrow` takes; False where it cannot be told.

    >>> covers(Tool(lane="x"), Tool(lane="x", limits={"days": Limit(maximum=14)}))
    True
    """
    limits = all(
        name in narrow.limits and _limit_covers(limit, narrow.limits[name]) for name, limit in wide.limits.items()
    )
    return limits and (wide.args is None or (narrow.args is not None and _schema_covers(wide.args, narrow.args)))


def _limit_covers(wide: Limit, narrow: Limit) -> bool:
    if narrow.optional and not wide.optional:
        return False
    ours, theirs = wide.model_dump(exclude={"optional"}), narrow.model_dump(exclude={"optional"})
    account = ours["owned_by"] in (None, theirs["owned_by"])
    counts = all(_most(ours[key]) >= _most(theirs[key]) for key in ("max_length", "max_items"))
    lists = _among(_values(narrow), _values(wide)) and all(
        _among(theirs[key], ours[key]) for key in ("email_domain_in", "comes_from")
    )
    low = _low(ours["minimum"], ours["exclusive_minimum"]) <= _low(theirs["minimum"], theirs["exclusive_minimum"])
    high = _high(ours["maximum"], ours["exclusive_maximum"]) >= _high(theirs["maximum"], theirs["exclusive_maximum"])
    return account and counts and lists and low and high


def _values(limit: Limit) -> tuple[object, ...] | None:
    return limit.enum if limit.const is None else (limit.const,)


def _most(border: int | None) -> float:
    return _HIGH if border is None else border


def _low(closed: float | None, opened: float | None) -> tuple[float, int]:
    return max((_LOW if closed is None else closed, 0), (_LOW if opened is None else opened, 1))


def _high(closed: float | None, opened: float | None) -> tuple[float, int]:
    return min((_HIGH if closed is None else closed, 0), (_HIGH if opened is None else opened, -1))


def _among(narrow: tuple[object, ...] | None, wide: tuple[object, ...] | None) -> bool:
    if wide is None:
        return True
    return narrow is not None and {(type(one), one) for one in narrow} <= {(type(one), one) for one in wide}


def _schema_covers(wide: object, narrow: object) -> bool:
    if wide == narrow:
        return True
    if not isinstance(wide, Mapping) or not isinstance(narrow, Mapping):
        return False
    if {"anyOf", "enum", "const"} & {*wide, *narrow}:
        return False
    types = set(schema_types(wide)) | ({"integer"} if "number" in schema_types(wide) else set())
    if not set(schema_types(narrow)) <= types:
        return False
    if _untyped(wide) == _untyped(narrow):
        return True
    return (
        len(types - {"integer"}) == 1
        and _numbers_cover(wide, narrow)
        and _sizes_cover(wide, narrow)
        and _objects_cover(wide, narrow)
    )


def _untyped(schema: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in schema.items() if key != "type"}


def _numbers_cover(wide: Mapping[str, object], narrow: Mapping[str, object]) -> bool:
    def borders(schema: Mapping[str, object]) -> tuple[tuple[float, int], tuple[float, int]]:
        given = {key: value for key, value in schema.items() if isinstance(value, int | float)}
        low = _low(given.get("minimum"), given.get("exclusiveMinimum"))
        return low, _high(given.get("maximum"), given.get("exclusiveMaximum"))

    (low, high), (low_narrow, high_narrow) = borders(wide), borders(narrow)
    return low <= low_narrow and high_narrow <= high


def _sizes_cover(wide: Mapping[str, object], narrow: Mapping[str, object]) -> bool:
    def size(schema: Mapping[str, object], keyword: str, default: float) -> float:
        value = schema.get(keyword)
        return value if isinstance(value, int) else default

    least = all(size(wide, key, 0) <= size(narrow, key, 0) for key in ("minLength", "minItems"))
    most = all(size(wide, key, _HIGH) >= size(narrow, key, _HIGH) for key in ("maxLength", "maxItems"))
    items = "items" not in wide or ("items" in narrow and _schema_covers(wide["items"], narrow["items"]))
    return least and most and items


def _objects_cover(wide: Mapping[str, object], narrow: Mapping[str, object]) -> bool:
    ours, theirs = properties_of(wide), properties_of(narrow)
    required = {*_names_in(wide)} <= {*_names_in(narrow)}
    return required and all(name in ours and _schema_covers(ours[name], inner) for name, inner in theirs.items())


def _names_in(schema: Mapping[str, object]) -> tuple[str, ...]:
    required = schema.get("required", ())
    return tuple(map(str, required)) if isinstance(required, tuple | list) else ()
