"""Whether the arguments of a call stay within the limits of its tool: typed, total, and the argument is required."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping

from fleet.diagnostics import listed, quoted
from fleet.guard.complaint import found_in_words
from fleet.guard.ledger import USER, Ledger
from fleet.guard.provenance import stands_in
from fleet.spec import Context, Limit

Check = Callable[[object, Context, Ledger | None], str | None]
"""Says what is wrong with a value; None if nothing is. Without a ledger it is not known where a value comes from."""

Beyond = Callable[[Mapping[str, object], Context, Ledger | None], list[tuple[str, str]]]
"""Lists the arguments beyond a limit, each with what is wrong about it."""

_MISSING = object()
_NUMBERS = frozenset({int, float})
_BORDERS: tuple[tuple[str, Callable[[float, float], bool], str], ...] = (
    ("minimum", operator.ge, "less than"),
    ("maximum", operator.le, "more than"),
    ("exclusive_minimum", operator.gt, "not more than"),
    ("exclusive_maximum", operator.lt, "not less than"),
)


def limiter_of(limits: Mapping[str, Limit]) -> Beyond:
    """Return a function that lists the arguments beyond a limit, each with what is wrong about it.

    >>> beyond = limiter_of({"days": Limit(maximum=30)})
    >>> beyond({"days": 31}, Context(), None)
    [('days', 'is `31`, more than 30')]
    """
    checks = [(name, limit.optional, tuple(_checks(limit))) for name, limit in limits.items()]

    def beyond(values: Mapping[str, object], context: Context, ledger: Ledger | None) -> list[tuple[str, str]]:
        found = []
        for name, optional, those in checks:
            value = values.get(name, _MISSING)
            if value is _MISSING:
                if not optional:
                    found.append((name, "is missing"))
                continue
            for check in those:
                if (complaint := check(value, context, ledger)) is not None:
                    found.append((name, complaint))
                    break
        return found

    return beyond


def _checks(limit: Limit) -> Iterator[Check]:
    """What a limit asks of a value, in the order of its fields; the first complaint is the one that is made."""
    borders = [(within, at, words) for field, within, words in _BORDERS if (at := getattr(limit, field)) is not None]
    if borders:
        yield _between(borders)
    if limit.enum is not None:
        yield _one_of(limit.enum, f"not one of {listed(map(str, limit.enum))}")
    if limit.const is not None:
        yield _one_of((limit.const,), f"not {quoted(limit.const)}")
    if limit.max_length is not None:
        yield _no_longer(str, limit.max_length, f"is not a text of at most {limit.max_length} characters")
    if limit.max_items is not None:
        yield _no_longer(tuple, limit.max_items, f"is not a list of at most {limit.max_items} items")
    if limit.email_domain_in is not None:
        yield _mail_in(limit.email_domain_in)
    if limit.owned_by == "account":
        yield _of_the_account
    if limit.comes_from is not None:
        yield _said_by(limit.comes_from)


def _between(borders: list[tuple[Callable[[float, float], bool], float, str]]) -> Check:
    def check(value: object, _context: Context, _ledger: Ledger | None) -> str | None:
        if type(value) not in _NUMBERS:
            return f"is {found_in_words(value)}, not a number"
        for within, at, words in borders:
            if not within(value, at):  # type: ignore[arg-type]
                return f"is {quoted(value)}, {words} {at}"
        return None

    return check


def _one_of(wanted: tuple[object, ...], otherwise: str) -> Check:
    """Equal and of one type, so that ``1``, ``1.0`` and ``true`` are three values; whole floats equal no integer."""

    def check(value: object, _context: Context, _ledger: Ledger | None) -> str | None:
        if any(type(value) is type(one) and value == one for one in wanted):
            return None
        return f"is {found_in_words(value)}, {otherwise}"

    return check


def _no_longer(kind: type[str | tuple[object, ...]], most: int, otherwise: str) -> Check:
    def check(value: object, _context: Context, _ledger: Ledger | None) -> str | None:
        return None if isinstance(value, kind) and len(value) <= most else otherwise

    return check


def _mail_in(domains: tuple[str, ...]) -> Check:
    otherwise = f"is not one mail address at {' or '.join(map(quoted, domains))}"

    def check(value: object, _context: Context, _ledger: Ledger | None) -> str | None:
        if not isinstance(value, str) or not value.isascii() or any(mark in value for mark in " \t\r\n,;<>\"'()\\"):
            return otherwise
        local, at, domain = value.rpartition("@")
        fits = bool(local) and at == "@" and "@" not in local and domain.lower() in domains
        return None if fits else otherwise

    return check


def _of_the_account(value: object, context: Context, _ledger: Ledger | None) -> str | None:
    if context.account is None:
        return "must be the account of this work, and the account is not known"
    return None if value == context.account else f"is {found_in_words(value)}, not the account of this work"


def _said_by(sources: tuple[str, ...]) -> Check:
    names = ["the user" if one == USER else f"an output of {quoted(one.removeprefix('tool:'))}" for one in sources]

    def check(value: object, _context: Context, ledger: Ledger | None) -> str | None:
        if ledger is None:
            return "must come from somewhere, and without a ledger it is not known from where"
        if stands_in(value, [text for source in sources for text in ledger.texts(source)]):
            return None
        return f"is {found_in_words(value)}, which does not come from {' or '.join(names)}"

    return check
