"""Conditions in words, the same for prompts and for decisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fleet.library import Library
from fleet.relation.condition import Unmet
from fleet.spec import Condition


def condition_words(library: Library, when: Condition | None) -> str:
    """Say a condition as one clause that starts with "when", or "always".

    >>> import fleet
    >>> library = fleet.load()
    >>> condition_words(library, library["technical-account-manager"].assists[0].when)
    'when you are assigned to the account and the support team asked for help on this ticket'
    """
    asked = list(_asked(library, when)) if when else []
    return f"when {_joined(asked)}" if asked else "always"


def unmet_words(missing: Iterable[Unmet]) -> str:
    """Say what does not hold as one clause."""
    return _joined([_missing(one) for one in missing])


def _asked(library: Library, when: Condition) -> Iterator[str]:
    if when.assigned:
        yield "you are assigned to the account"
    if when.unassigned is not None:
        yield f"no {library.title_of(when.unassigned)} is assigned to the account"
    for fact in when.facts:
        yield library.facts[fact].about
    if when.stages is not None:
        yield f"the account is a {' or a '.join(when.stages)}"
    if when.audience is not None:
        yield f"a {when.audience} reads the answer"


def _missing(one: Unmet) -> str:
    """What stands in the way: what is not so, or what the host has not said."""
    match one.kind:
        case "assigned" | "unassigned" if one.unknown:
            return f"the host has not said whether `{one.asked}` is assigned to the account"
        case "assigned":
            return f"`{one.asked}` is not assigned to the account"
        case "unassigned":
            return f"`{one.asked}` is assigned to the account"
        case "fact":
            return f"the host has not set the fact `{one.asked}`"
        case "stage" if one.unknown:
            return f"the host has not said whether the stage is {one.asked}"
        case "stage":
            return f"the stage is not {one.asked}"
        case "audience":
            return f"the answer is not for a {one.asked}"


def _joined(parts: list[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
