"""Mutants of calls in the network."""

from __future__ import annotations

from collections.abc import Iterator

from replays.mutants import Mutant, Original, changed_digit, of_any_call

_AMOUNTS = (2.0001, 2.5, 20.0, 1e9, 0.0, -1.0)
_NO_NUMBERS = (float("inf"), float("nan"))
_LEFT_OUT = {
    "refuel_data": {"customer not identified": "identified"},
    "enable_roaming": {"customer not identified": "identified"},
    "resume_line": {
        "customer not identified": "identified",
        "bill not paid": "bills-paid",
        "contract ended": "contract-running",
    },
    "send_payment_request": {"customer not identified": "identified", "bill not overdue": "bill-overdue"},
}


def facts_left_out(original: Original) -> Iterator[Mutant]:
    """What must hold does not."""
    for kind, fact in _LEFT_OUT.get(original.call.tool, {}).items():
        yield original.without({fact}, kind, **({"account": None} if fact == "identified" else {}))


def somebody_elses(original: Original) -> Iterator[Mutant]:
    """A customer, a line or a bill that is not the one that was found."""
    kinds = {"customer_id": "another customer", "line_id": "line of nobody found", "bill_id": "bill of nobody found"}
    for key, kind in kinds.items():
        if key in original.args:
            for _ in range(3):
                wrong = changed_digit(str(original.args[key]), original.draw)
                yield original.mutant(kind, "FLT410", **{key: wrong})


def amounts(original: Original) -> Iterator[Mutant]:
    """More data than the policy allows, none, less than none, or no number."""
    if "gb_amount" in original.args:
        for amount in _AMOUNTS:
            yield original.mutant("amount out of bounds", "FLT410", gb_amount=amount)
        for amount in _NO_NUMBERS:
            yield original.mutant("amount that is no number", "FLT402", gb_amount=amount)


def suspended_instead(original: Original) -> Iterator[Mutant]:
    """The line is suspended, which no persona may do."""
    if original.call.tool == "resume_line":
        same = original.mutant("line suspended instead", "FLT404", reason="overdue")
        yield Mutant(same.kind, same.code, same.persona, "suspend_line", same.args, same.context)


MAKERS = (of_any_call, facts_left_out, somebody_elses, amounts, suspended_instead)


def in_the_customers_place(original: Original) -> Iterator[Mutant]:
    """Each persona does for the customer what only the customer does."""
    for persona in original.conversation.library:
        context = original.conversation.context(original.args, persona)
        yield Mutant("in the customer's place", "FLT404", persona, original.call.tool, original.args, context)
