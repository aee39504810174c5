"""Arguments as flat facts that say their types, for Cedar has none of ours and cannot ask for those of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

KINDS = ("nothing", "truth", "whole", "decimal", "text", "list", "mapping")


def facts_of(args: Mapping[str, object]) -> dict[str, object]:
    """What Cedar is told of the arguments of a call: one key says that one is there, others its type and value.

    >>> facts_of({"days": 3})
    {'arguments': 1, 'argument days': True, 'argument days whole': 3}
    """
    known: dict[str, object] = {"arguments": len(args)}
    for name, value in args.items():
        known[key(name)] = True
        known |= {key(name, what): fact for what, fact in _facts(value)}
    return known


def key(name: str, what: str = "") -> str:
    """The name under which Cedar is told about an argument."""
    return f"argument {name} {what}" if what else f"argument {name}"


def _facts(value: object) -> Iterator[tuple[str, object]]:
    kind = kind_of(value)
    match value:
        case str():
            yield from ((kind, value), ("length", len(value)))
        case float():
            yield kind, {"__extn": {"fn": "decimal", "arg": decimal(value)}}
        case list():
            yield from ((kind, True), ("items", len(value)))
            yield from ((f"of {inner}", True) for inner in sorted(set(map(kind_of, value))))
        case bool() | int():
            yield kind, value
        case _:
            yield kind, True


def kind_of(value: object) -> str:
    """The type of a JSON value, one of `KINDS`."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "truth"
        case int():
            return "whole"
        case float():
            return "decimal"
        case str():
            return "text"
        case list():
            return "list"
        case Mapping():
            return "mapping"
    message = f"no JSON value: {value!r}"
    raise TypeError(message)


def decimal(number: float) -> str:
    """A number as Cedar writes it, with at most four decimals.

    >>> decimal(2.5)
    '2.5000'
    """
    text = f"{number:.4f}"
    if float(text) != number:
        message = f"{number!r} has more than four decimals"
        raise ValueError(message)
    return text


def quoted(text: str) -> str:
    r"""A text as a literal of Cedar.

    >>> quoted('a"b')
    '"a\\u{22}b"'
    """
    plain = (
        mark if mark.isascii() and (mark.isalnum() or mark in " -_.@:") else f"\\u{{{ord(mark):x}}}" for mark in text
    )
    return f'"{"".join(plain)}"'
