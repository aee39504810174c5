"""What a limit, and what an argument schema, asks of an argument, as Cedar text that cannot fail to be evaluated."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

from differential.values import KINDS, decimal, key, kind_of, quoted
from fleet.spec import Limit

_SIGNS = {"minimum": ">=", "maximum": "<=", "exclusiveMinimum": ">", "exclusiveMaximum": "<"}
_OF_DECIMALS = {">=": "greaterThanOrEqual", "<=": "lessThanOrEqual", ">": "greaterThan", "<": "lessThan"}
_OF_INTEGERS = {">=": math.ceil, "<=": math.floor, ">": math.floor, "<": math.ceil}
_LARGEST_DECIMAL = 2**63 // 10**4
_KINDS = {
    "string": ("text",),
    "integer": ("whole",),
    "number": ("whole", "decimal"),
    "boolean": ("truth",),
    "null": ("nothing",),
    "array": ("list",),
}


def within(name: str, limit: Limit) -> str:
    """Whether the argument `name` satisfies `limit`; it must be there unless the limit is optional."""
    asked = list(_asked(limit, name))
    if limit.optional:
        return f"(!{_has(name)} || {_all(asked)})"
    return _all([_has(name), *asked])


def fitting(schema: Mapping[str, object]) -> str:
    """Whether the arguments are what the schema of a tool asks for, no more and no less.

    No more: as many are given as there are given ones that the schema knows.
    """
    properties, required = schema.get("properties", {}), schema.get("required", ())
    known = " + ".join(["0", *(f"(if {_has(name)} then 1 else 0)" for name in properties)])
    tests = [f"context.arguments == {known}"]
    for name, inner in properties.items():
        held = _all(_typed(name, inner))
        tests.append(_all([_has(name), held]) if name in required else f"(!{_has(name)} || {held})")
    return _all(["context has arguments", *tests])


def _asked(limit: Limit, name: str) -> Iterator[str]:
    borders = (limit.minimum, limit.maximum, limit.exclusive_minimum, limit.exclusive_maximum)
    for sign, border in zip(_SIGNS.values(), borders, strict=True):
        if border is not None:
            yield _number(name, sign, border)
    if limit.enum is not None:
        yield _one_of(name, limit.enum)
    if limit.const is not None:
        yield _one_of(name, [limit.const])
    if limit.max_length is not None:
        yield _all([_has(name, "length"), f"{_the(name, 'length')} <= {limit.max_length}"])
    if limit.max_items is not None:
        yield _all([_has(name, "items"), f"{_the(name, 'items')} <= {limit.max_items}"])
    text = _the(name, "text")
    if limit.email_domain_in is not None:
        ends = " || ".join(f'{text} like "*@{domain}"' for domain in limit.email_domain_in)
        yield _all([_has(name, "text"), f"({ends})", f'!({text} like "*@*@*")', f'!({text} like "@*")'])
    if limit.comes_from is not None:
        yield "false"  # no request here has a ledger, so it is not known where a value comes from
    if limit.owned_by == "account":
        yield _all([_has(name, "text"), "context has account", f"{text} == context.account"])


def _typed(name: str, schema: Mapping[str, object]) -> Iterator[str]:
    """Everything that a schema says of an argument; several types, or several schemas, are alternatives."""
    if "anyOf" in schema:
        yield _any(_all(_typed(name, inner)) for inner in schema["anyOf"])
    if "enum" in schema:
        yield _one_of(name, schema["enum"])
    if "const" in schema:
        yield _one_of(name, [schema["const"]])
    if "type" in schema:
        types = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
        yield _any(_all(_of_type(name, type_, schema)) for type_ in types)


def _of_type(name: str, type_: str, schema: Mapping[str, object]) -> Iterator[str]:
    yield _any(_has(name, kind) for kind in _KINDS[type_])
    match type_:
        case "integer" | "number":
            yield from (_number(name, sign, schema[border]) for border, sign in _SIGNS.items() if border in schema)
        case "string":
            yield from _counted(name, "length", {"minLength": ">=", "maxLength": "<="}, schema)
        case "array":
            yield from _counted(name, "items", {"minItems": ">=", "maxItems": "<="}, schema)
            kinds = _KINDS[schema["items"]["type"]] if "items" in schema else KINDS
            yield from (f"!{_has(name, f'of {kind}')}" for kind in KINDS if kind not in kinds)


def _counted(name: str, count: str, signs: Mapping[str, str], schema: Mapping[str, object]) -> Iterator[str]:
    return (f"{_the(name, count)} {sign} {schema[keyword]}" for keyword, sign in signs.items() if keyword in schema)


def _number(name: str, sign: str, border: float) -> str:
    """A border of a number; one that is too large for a decimal of Cedar is beyond all of them."""
    whole = _all([_has(name, "whole"), f"{_the(name, 'whole')} {sign} {_OF_INTEGERS[sign](border)}"])
    compared = str((border > 0) == (sign in ("<", "<="))).lower()
    if abs(border) < _LARGEST_DECIMAL:
        compared = f'{_the(name, "decimal")}.{_OF_DECIMALS[sign]}(decimal("{decimal(float(border))}"))'
    return f"({whole} || {_all([_has(name, 'decimal'), compared])})"


def _one_of(name: str, choices: Sequence[object]) -> str:
    """Whether an argument is one of these, of the same type: ``1``, ``1.0``, ``true`` and ``"1"`` are four values."""
    found: dict[str, list[str]] = {}
    for choice in choices:
        found.setdefault(kind_of(choice), []).append(_literal(choice))
    return _any(
        _all([_has(name, kind), f"[{', '.join(texts)}].contains({_the(name, kind)})"]) for kind, texts in found.items()
    )


def _literal(choice: object) -> str:
    match choice:
        case None:
            return "true"
        case bool():
            return str(choice).lower()
        case int():
            return str(choice)
        case float():
            return f'decimal("{decimal(choice)}")'
    return quoted(str(choice))


def _the(name: str, what: str = "") -> str:
    return f"context[{quoted(key(name, what))}]"


def _has(name: str, what: str = "") -> str:
    return f"(context has {quoted(key(name, what))})"


def _all(tests: Iterable[str]) -> str:
    return f"({' && '.join(tests)})"


def _any(tests: Iterable[str]) -> str:
    return f"({' || '.join(tests)})"
