"""Whether the arguments of a call stay within the limits of its tool: typed, total, and the argument is required."""

from __future__ import annotations

from collections.abc import Mapping

from fleet.diagnostics import listed, quoted
from fleet.guard.complaint import found_in_words
from fleet.guard.ledger import USER, Ledger
from fleet.guard.provenance import stands_in
from fleet.spec import Context, Limit

_MISSING = object()


def broken(
    limits: Mapping[str, Limit], values: Mapping[str, object], context: Context, ledger: Ledger | None = None
) -> list[tuple[str, str]]:
    """List the arguments beyond a limit, each with what is wrong about it.

    Without a ledger it is not known where a value comes from.

    >>> broken({"days": Limit(maximum=30)}, {"days": 31}, Context())
    [('days', 'is `31`, more than 30')]
    """
    found = []
    for name, limit in limits.items():
        value = values.get(name, _MISSING)
        if value is _MISSING:
            if not limit.optional:
                found.append((name, "is missing"))
        elif (complaint := _complaint(limit, value, context, ledger)) is not None:
            found.append((name, complaint))
    return found


def _complaint(limit: Limit, value: object, context: Context, ledger: Ledger | None) -> str | None:  # noqa: PLR0911  one for each sort of limit
    """What is wrong with a value: the first thing, in the order of the fields of a limit."""
    if (complaint := _number(limit, value)) is not None:
        return complaint
    if limit.enum is not None and not any(_same(value, one) for one in limit.enum):
        return f"is {found_in_words(value)}, not one of {listed(map(str, limit.enum))}"
    if limit.const is not None and not _same(value, limit.const):
        return f"is {found_in_words(value)}, not {quoted(limit.const)}"
    if limit.max_length is not None and (not isinstance(value, str) or len(value) > limit.max_length):
        return f"is not a text of at most {limit.max_length} characters"
    if limit.max_items is not None and (not isinstance(value, tuple) or len(value) > limit.max_items):
        return f"is not a list of at most {limit.max_items} items"
    if limit.email_domain_in is not None and not _mail_in(value, limit.email_domain_in):
        return f"is not one mail address at {' or '.join(map(quoted, limit.email_domain_in))}"
    if limit.owned_by == "account" and context.account is None:
        return "must be the account of this work, and the account is not known"
    if limit.owned_by == "account" and value != context.account:
        return f"is {found_in_words(value)}, not the account of this work"
    return None if limit.comes_from is None else _unsaid(limit.comes_from, value, ledger)


def _unsaid(sources: tuple[str, ...], value: object, ledger: Ledger | None) -> str | None:
    if ledger is None:
        return "must come from somewhere, and without a ledger it is not known from where"
    if stands_in(value, [text for source in sources for text in ledger.texts(source)]):
        return None
    names = ["the user" if one == USER else f"an output of {quoted(one.removeprefix('tool:'))}" for one in sources]
    return f"is {found_in_words(value)}, which does not come from {' or '.join(names)}"


def _number(limit: Limit, value: object) -> str | None:
    low, high = limit.minimum, limit.maximum
    above, under = limit.exclusive_minimum, limit.exclusive_maximum
    if low is None and high is None and above is None and under is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return f"is {found_in_words(value)}, not a number"
    if low is not None and not value >= low:
        return f"is {quoted(value)}, less than {low}"
    if high is not None and not value <= high:
        return f"is {quoted(value)}, more than {high}"
    if above is not None and not value > above:
        return f"is {quoted(value)}, not more than {above}"
    if under is not None and not value < under:
        return f"is {quoted(value)}, not less than {under}"
    return None


def _same(value: object, wanted: object) -> bool:
    """Equal and of one type, so that ``1``, ``1.0`` and ``true`` are three values; whole floats equal no integer."""
    return type(value) is type(wanted) and value == wanted


def _mail_in(value: object, domains: tuple[str, ...]) -> bool:
    if not isinstance(value, str) or not value.isascii() or any(mark in value for mark in " \t\r\n,;<>\"'()\\"):
        return False
    local, at, domain = value.rpartition("@")
    return bool(local) and at == "@" and "@" not in local and domain.lower() in domains
