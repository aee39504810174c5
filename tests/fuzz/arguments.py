"""What a model writes as arguments is frozen in one form, or is malformed; nothing else comes of it."""

from __future__ import annotations

import json

import atheris
from fuzzing import fuzz

with atheris.instrument_imports(include=["fleet"]):
    from fleet.guard.arguments import Arguments, MalformedError, arguments_of

TEXTS = ["{}", '{"id": 4411}', '{"a": [1, 2.5, -0.0, 1e9], "b": {"c": null, "d": true}, "\\u00e9": "\\ud83d\\ude00"}']
TEXTS += ['{"a": 1, "a": 2}', '{"a": NaN}', '{"a": "\\ud800"}', "[1]", '{"a": 9223372036854775808}', '{"a": [[[[]]]]}']
KINDS, DEEPEST = 11, 40
MOST_INSIDE = 6


def target(given: bytes) -> None:
    """The first byte says whether the rest is a text, or makes data."""
    if given[:1] < b"\x80":
        held(given[1:].decode("utf-8", "surrogateescape" if given[:1] < b"\x40" else "replace"))
    else:
        held(data(atheris.FuzzedDataProvider(given[1:]), 0))


def held(given: object) -> None:
    """What must be so whatever is given."""
    try:
        found = arguments_of("a.tool", given)
    except MalformedError as error:
        str(error).encode()
        return
    plain = found.thawed()
    if isinstance(given, str) and plain != json.loads(given):
        raise AssertionError(plain)
    again = (plain, turned(plain), json.dumps(plain), json.dumps(turned(plain), ensure_ascii=False, indent=1))
    for other in map(tool, again):
        if (other, other.digest, hash(other.values)) != (found, found.digest, hash(found.values)):
            raise AssertionError(other)
        if other.thawed() != plain or json.dumps(plain, sort_keys=True) != json.dumps(other.thawed(), sort_keys=True):
            raise AssertionError(other)
    if found.digest == arguments_of("b.tool", plain).digest:
        raise AssertionError(found)
    if found.digest == arguments_of("a.tool", {**plain, "one more": None}).digest and "one more" not in plain:
        raise AssertionError(found)


def tool(given: object) -> Arguments:
    return arguments_of("a.tool", given)


def turned(value: object) -> object:
    """The same data with the keys of every mapping in the other order."""
    if isinstance(value, dict):
        return {key: turned(inner) for key, inner in reversed(value.items())}
    return [turned(inner) for inner in value] if isinstance(value, list) else value


def data(source: atheris.FuzzedDataProvider, depth: int) -> object:
    """Data as a model may give it, and now and then what no JSON has."""
    kind = source.ConsumeIntInRange(0, KINDS) if depth else 0
    size = source.ConsumeIntInRange(0, MOST_INSIDE) if kind < 5 and depth < DEEPEST else 0
    if kind < 3:
        return {key(source): data(source, depth + 1) for _ in range(size)}
    if kind < 5:
        inside = [data(source, depth + 1) for _ in range(size)]
        return inside if kind == 3 else tuple(inside)
    make = (
        lambda: source.ConsumeUnicode(16),
        lambda: source.ConsumeInt(9),
        source.ConsumeFloat,
        source.ConsumeBool,
        lambda: source.ConsumeBytes(4),
        lambda: {source.ConsumeInt(1)},
        lambda: None,
    )
    return make[kind - 5]()


def key(source: atheris.FuzzedDataProvider) -> object:
    return source.ConsumeInt(1) if source.ConsumeIntInRange(0, 50) == 50 else source.ConsumeUnicode(8)


if __name__ == "__main__":
    fuzz("arguments", target, [b"\x00" + text.encode("utf-8", "surrogatepass") for text in TEXTS] + [bytes([200] * 64)])
