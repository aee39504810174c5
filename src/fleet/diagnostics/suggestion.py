"""Which known name was meant: a suggestion where one is near enough, else the choices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fleet.diagnostics.visible import quoted

_MOST_LISTED = 12
_LONGEST = 80


def closest(name: str, choices: Iterable[str]) -> str | None:
    """Return the choice nearest to `name`, or None if none is within ``max(len(name), 3) // 3`` edits.

    Edits are insertions, deletions, substitutions and swaps of neighbours (optimal string alignment).

    >>> closest("suport-agent", ["support-agent", "account-manager"])
    'support-agent'
    >>> closest("zebra", ["support-agent"]) is None
    True
    """
    if len(name) > _LONGEST:
        return None
    allowed = max(len(name), 3) // 3
    letters = set(name)
    nearest: str | None = None
    for choice in sorted(choices):
        if abs(len(choice) - len(name)) > allowed or len(letters ^ set(choice)) > 2 * allowed:
            continue  # an edit brings one letter at most, and takes one away
        edits = _edits(name, choice, allowed)
        if edits <= allowed:
            nearest, allowed = choice, edits - 1
    return nearest


def suggestion(name: str, choices: Iterable[str]) -> str:
    """Return help for a name that is not known: the one that was probably meant, else what there is to choose.

    >>> suggestion("renewl", ["renewal", "adoption"])
    'did you mean `renewal`?'
    >>> suggestion("x", ["renewal", "adoption"])
    'choose one of `adoption`, `renewal`'
    """
    known = sorted(set(choices))
    if not known:
        return "there is nothing to choose from yet"
    near = closest(name, known)
    return f"did you mean {quoted(near)}?" if near is not None else choice(known)


def choice(names: Sequence[str]) -> str:
    """Return help for somebody who has to choose one of some names, of which there is at least one.

    >>> choice(["renewal"])
    'there is only `renewal`'
    """
    return f"there is only {quoted(names[0])}" if len(names) == 1 else f"choose one of {listed(names)}"


def listed(names: Iterable[str]) -> str:
    """Return names in backticks with commas, cut after a dozen.

    >>> listed(["a", "b"])
    '`a`, `b`'
    """
    known = list(names)
    shown = ", ".join(quoted(name) for name in known[:_MOST_LISTED])
    more = len(known) - _MOST_LISTED
    return f"{shown} and {more} more" if more > 0 else shown


def _edits(left: str, right: str, most: int) -> int:
    """The edits between two names; where they are more than `most`, any number that is."""
    if left == right:
        return 0
    older: list[int] = []
    old = list(range(len(right) + 1))
    for i, a in enumerate(left, start=1):
        new = [i]
        for j, b in enumerate(right, start=1):
            cost = min(old[j] + 1, new[j - 1] + 1, old[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, older[j - 2] + 1)
            new.append(cost)
        if min(new) > most and min(old) > most:
            return most + 1
        older, old = old, new
    return old[-1]
