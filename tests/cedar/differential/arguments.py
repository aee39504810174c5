"""Random arguments for a tool: at the borders of its limits and of its schema, and one beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from differential.tools import ACCOUNT, TEXTS
from fleet.spec import Limit, Tool

_ODD = (None, True, False, 0, 1, 1.0, "1", "", [], ["a"], [1], {}, {"a": 1}, "small", ACCOUNT, -5, 21.5)
_LARGEST = 2**63 - 1
_LARGEST_DECIMAL = 2**40


def arguments(rng: Random, tool: Tool, account: str | None) -> dict[str, object]:
    """Arguments that the tool mostly accepts; about every other time something about them is odd."""
    properties = tool.args.get("properties", {}) if tool.args is not None else {}
    names = sorted({*tool.limits, *properties})
    drawn = {name: _value(rng, tool.limits.get(name), properties.get(name, {}), account) for name in names}
    if names and rng.random() < 0.15:
        del drawn[rng.choice(names)]
    if names and rng.random() < 0.15:
        drawn[rng.choice(names)] = rng.choice(_ODD)
    if rng.random() < 0.04:
        drawn[rng.choice(["more", "Amount", "amount "])] = 1
    return drawn


def _value(rng: Random, limit: Limit | None, schema: Mapping[str, object], account: str | None) -> object:
    near = [*_near_numbers(limit, schema), *_near_lists(limit, schema)]
    if limit is not None and limit.owned_by is not None:
        near += [account] * 4 + [ACCOUNT, ACCOUNT.upper(), f"{ACCOUNT} ", ACCOUNT[:-1]]
    if limit is not None and limit.email_domain_in is not None:
        good = [f"ida@{domain}" for domain in limit.email_domain_in]
        near += good * 3 + [
            "ida@evil.example",
            "@example.org",
            "a@b@example.org",
            f"{good[0]}.evil",
            "ida@x" + good[0][4:],
        ]
    for length in _bounds(limit.max_length if limit else None, schema, "minLength", "maxLength"):
        near += ["x" * max(0, length + step) for step in (-1, 0, 0, 1)]
    for count in _bounds(limit.max_items if limit else None, schema, "minItems", "maxItems"):
        near += [["x"] * max(0, count + step) for step in (-1, 0, 0, 1)] + [[1] * count, [1.5, "x"]]
    for branch in schema.get("anyOf", ()):
        near.append(_value(rng, None, branch, account))
    return rng.choice(near or _plain(schema))


def _near_numbers(limit: Limit | None, schema: Mapping[str, object]) -> list[object]:
    """Numbers at each border and beside it, of the type of the border and of others."""
    found = [schema[name] for name in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum") if name in schema]
    if limit is not None:
        found += [limit.minimum, limit.maximum, limit.exclusive_minimum, limit.exclusive_maximum]
    near: list[object] = []
    for border in found:
        if border is not None:
            near += _around(border)
    return near


def _around(border: float) -> list[object]:
    if isinstance(border, float):
        return [border, border, int(border), int(border) + 1, border + 0.0001, border - 0.0001]
    near: list[object] = [one for one in (border, border - 1, border + 1, border + 2) if abs(one) <= _LARGEST]
    if abs(border) < _LARGEST_DECIMAL:
        near += [float(border), border + 0.5, border - 0.0001, border + 0.0001]
    return near


def _near_lists(limit: Limit | None, schema: Mapping[str, object]) -> list[object]:
    """Listed values, and what only looks like one of them."""
    listed = [*schema.get("enum", ())]
    if limit is not None:
        listed += [*(limit.enum or ()), *([limit.const] if limit.const is not None else [])]
    near: list[object] = [*listed, *listed]
    for value in listed:
        near += _alike(value)
    return near


def _alike(value: object) -> Sequence[object]:
    match value:
        case str():
            return [value[:-1], value[1:], value + "s", value.upper(), f"{value} ", [value], *TEXTS[:1]]
        case bool():
            return [int(value), str(value).lower(), not value]
        case int():
            return [float(value), str(value), bool(value), value + 1]
        case float():
            return [int(value), str(value)]
    return ["null", False, 0]


def _bounds(limit: int | None, schema: Mapping[str, object], *keywords: str) -> list[int]:
    return [*([limit] if limit is not None else []), *(schema[name] for name in keywords if name in schema)]


def _plain(schema: Mapping[str, object]) -> Sequence[object]:
    match schema.get("type"):
        case "boolean":
            return [True, False, True, 1]
        case "integer":
            return [1, 2, 3.0]
        case "number":
            return [1, 2.5, "1"]
        case "array":
            return [[], ["x"], [1]]
        case "null":
            return [None, "", 0]
    return ["x", "small", ""]
