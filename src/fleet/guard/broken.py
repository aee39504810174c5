"""Guards broken on purpose: what mutation testing of a library breaks, and the names of the rules it may break."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from fleet.guard.call import CALL_RULES
from fleet.guard.guard import Guard
from fleet.guard.refusal import Refusal
from fleet.guard.transfer import TRANSFER_RULES, Transfer


def rules() -> Iterator[str]:
    """The names of all exact rules the guard applies: ``call:…`` and ``handoff:…``."""
    yield from (f"call:{name}" for name in CALL_RULES if name != "sound_drafts")
    yield from (f"handoff:{name}" for name in TRANSFER_RULES if name != "sound_words")


def without_rule(guard: Guard, rule: str) -> Guard:
    """A copy of a guard in which one rule is switched off.

    Raises:
        KeyError: if there is no such rule.
    """
    kind, _, name = rule.partition(":")
    broken = Guard(guard.library, tools=guard.tools)
    del (broken._call_rules if kind == "call" else broken._transfer_rules)[name]  # noqa: SLF001  the seam for tests
    return broken


def trusting_batons(guard: Guard) -> Guard:
    """A copy of a guard that believes the facts a baton claims: what mutation testing breaks on purpose."""
    broken = without_rule(guard, "handoff:sound_baton")
    honest = TRANSFER_RULES["to_whom_it_belongs"]

    def credulous(transfer: Transfer) -> Iterator[Refusal]:
        baton = transfer.handoff.baton
        claimed = baton.get("facts") if isinstance(baton, Mapping) else None
        facts = transfer.context.facts | frozenset(claimed if isinstance(claimed, list | tuple) else ())
        return honest(replace(transfer, context=transfer.context.model_copy(update={"facts": facts})))

    broken._transfer_rules["to_whom_it_belongs"] = credulous  # noqa: SLF001  the seam for tests
    return broken
