"""What the person reads where a draft may not be sent: what may stand, whose the rest is, and what is not done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from fleet.guard import Decision, Guard, Ledger
from fleet.prompts import told
from fleet.spec import Context

_MOST_TRIES = 4
_UNDONE = "I cannot say yet that this is done: nothing here shows that it was. I will come back to it."
_UNTOLD = "FLT423"


class Draft(NamedTuple):
    """What a persona would say.

    Attributes:
        persona: who.
        text: the words.
        incoming: what is answered.
        context: what is known about the work.
        ledger: what the conversation did so far.
    """

    persona: str
    text: str
    incoming: str | None
    context: Context
    ledger: Ledger


class Honest(NamedTuple):
    """What is said instead of a draft, and the refusals behind it; the draft itself if there are none."""

    text: str
    refusals: tuple[Decision, ...] = ()


def honest(guard: Guard, draft: Draft, variables: Mapping[str, str] | None = None) -> Honest:
    """Judge a draft; if it may not be sent, say what may stand, and for the rest whose it is or that it is not done.

    Args:
        guard: the guard.
        draft: what would be said.
        variables: values for the variables of the library's texts.

    >>> import fleet
    >>> context = fleet.Context(current="support-agent")
    >>> words = "The import works again. I have also given you a discount of 20 % on the renewal."
    >>> said = honest(fleet.Guard(fleet.load()), Draft("support-agent", words, None, context, fleet.Ledger()))
    >>> "20 %" in said.text, said.refusals[0].owner
    (False, 'account-manager')
    """
    refusals: list[Decision] = []
    left, added = draft.text, dict[str, None]()
    for _ in range(_MOST_TRIES):
        if not left.strip():
            break
        decision = guard.check_reply(
            draft.persona, left, context=draft.context, incoming=draft.incoming, ledger=draft.ledger
        )
        if decision:
            break
        refusals.append(decision)
        added[_instead(guard, decision, variables)] = None
        left = _without(left, decision.evidence)
    else:
        left = ""
    return (
        Honest("\n\n".join(filter(None, (left.strip(), *added))), tuple(refusals)) if refusals else Honest(draft.text)
    )


def _instead(guard: Guard, decision: Decision, variables: Mapping[str, str] | None) -> str:
    """What is said for the sentences that may not stand."""
    if decision.outcome == "redirect" and decision.owner is not None:
        return guard.told(decision, variables=variables)
    if set(decision.codes) == {_UNTOLD}:
        return _UNDONE
    library = guard.library
    return told(library, None, library.manifest.fallback, audience=decision.context.audience, variables=variables)


def _without(text: str, sentences: tuple[str, ...]) -> str:
    """A text without some sentences; nothing, if one of them cannot be found in it."""
    if not sentences or not all(one in text for one in sentences):
        return ""
    for one in sentences:
        text = text.replace(one, "")
    return text
