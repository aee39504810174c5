"""Mutants of calls in the shop, and those that no limit of a library can tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fleet.guard.provenance import stands_in
from replays.mutants import Mutant, Original, changed_digit, of_any_call
from replays.shop import AFTER, DELIVERED, PENDING, ShopSystems, facts_of_status

STATUSES = ("pending", "processed", "delivered", "cancelled")
_NOWHERE = {"address1": "14 Harbour Street", "zip": "00501"}


def not_authenticated(original: Original) -> Iterator[Mutant]:
    """Nobody was found."""
    yield original.without({"authenticated"}, "no authentication", account=None)


def wrong_status(original: Original) -> Iterator[Mutant]:
    """The record of the order says another status."""
    if original.call.tool not in (*PENDING, *DELIVERED):
        return
    held = _systems(original).status(original.args["order_id"])
    for status in STATUSES:
        if status != held:
            same = original.without({"order-pending", "order-delivered"}, "order of another status")
            facts = same.context.facts | facts_of_status(status)
            yield _with_facts(same, facts)


def done_before(original: Original) -> Iterator[Mutant]:
    """The same was done to this order already, and its record says so."""
    if original.call.tool in AFTER:
        yield original.without({"order-pending", "order-delivered"}, "order changed before")


def another_customers(original: Original) -> Iterator[Mutant]:
    """An order of the same status, a payment method, an item or a profile of somebody else."""
    systems, args = _systems(original), original.args
    others = {name: order for name, order in systems.shop.orders.items() if order.customer != systems.customer}
    if "order_id" in args:
        status = systems.status(args["order_id"])
        alike = sorted(name for name, order in others.items() if order.status == status)
        for name in original.draw.sample(alike, 3):
            yield original.mutant("order of another customer", "FLT410", order_id=name)
    if "payment_method_id" in args:
        for name in _drawn(original, _foreign_payments(systems), "tool:get_user_details"):
            yield original.mutant("payment method of another customer", "FLT410", payment_method_id=name)
    if "item_ids" in args:
        items = sorted({item for order in others.values() for item in order.items})
        for item in _drawn(original, items, "tool:get_order_details"):
            yield original.mutant("item of another customer", "FLT410", item_ids=_one_swapped(original, item))
    if "user_id" in args:
        customers = sorted({order.customer for order in others.values()})
        for name in original.draw.sample(customers, 3):
            yield original.mutant("profile of another customer", "FLT410", user_id=name)


def nobodys(original: Original) -> Iterator[Mutant]:
    """An order, a payment method or an item that does not exist, and a new item that was never looked at."""
    args, draw = original.args, original.draw
    for key in ("order_id", "payment_method_id", "user_id"):
        if key in args:
            wrong = changed_digit(str(args[key]), draw) if _has_digit(args[key]) else f"{args[key]}_1"
            yield _facts_of_original(original, original.mutant(f"{key} that nobody has", "FLT410", **{key: wrong}))
    if "item_ids" in args:
        items = list(args["item_ids"])  # type: ignore[call-overload]
        items[0] = changed_digit(items[0], draw)
        yield original.mutant("item that nobody has", "FLT410", item_ids=items)
    if "new_item_ids" in args:
        new = list(args["new_item_ids"])  # type: ignore[call-overload]
        sold = sorted({item for order in _systems(original).shop.orders.values() for item in order.items})
        for item in _drawn(original, sold, "tool:get_item_details"):
            yield original.mutant("new item never looked at", "FLT410", new_item_ids=[item, *new[1:]])


def unsaid(original: Original) -> Iterator[Mutant]:
    """An address that nobody said, and a reason that the policy does not have."""
    for key, value in _NOWHERE.items():
        if key in original.args:
            yield original.mutant(f"{key} that nobody said", "FLT410", **{key: value})
    for reason in ("too expensive", "No longer needed", "") if "reason" in original.args else ():
        yield original.mutant("reason not in the policy", "FLT410", reason=reason)


def beyond_limits(original: Original) -> Iterator[Mutant]:
    """Calls that are wrong and that no limit can tell: they relate two arguments, or an argument and a record."""
    systems, args = _systems(original), original.args
    if "item_ids" in args:
        looked_at = original.texts("tool:get_order_details")
        own = {
            item
            for name, order in systems.shop.orders.items()
            if name != args["order_id"] and order.customer == systems.customer
            for item in order.items
        }
        mine = systems.shop.orders[str(args["order_id"])].items
        for item in sorted(item for item in own - mine if stands_in(item, [looked_at])):
            yield original.mutant("item of another own order", None, item_ids=_one_swapped(original, item))
    if "new_item_ids" in args:
        new = list(args["new_item_ids"])  # type: ignore[call-overload]
        yield original.mutant("more new items than items", None, new_item_ids=[*new, new[0]])
    if original.call.tool in DELIVERED:
        for name in sorted(systems.shop.payments[str(systems.customer)] - {str(args["payment_method_id"])}):
            if not name.startswith("gift_card"):
                yield original.mutant("refund to another own card", None, payment_method_id=name)


MAKERS = (
    of_any_call,
    not_authenticated,
    wrong_status,
    done_before,
    another_customers,
    nobodys,
    unsaid,
    beyond_limits,
)


def _systems(original: Original) -> ShopSystems:
    systems = original.conversation.systems
    assert isinstance(systems, ShopSystems)
    return systems


def _foreign_payments(systems: ShopSystems) -> list[str]:
    return sorted(
        one for customer, all_ in systems.shop.payments.items() if customer != systems.customer for one in all_
    )


def _drawn(original: Original, values: Iterable[str], source: str) -> list[str]:
    """Three of the values that a source did not say."""
    said = original.texts(source)
    return original.draw.sample([value for value in values if not stands_in(value, [said])], 3)


def _one_swapped(original: Original, item: str) -> list[str]:
    items = list(original.args["item_ids"])  # type: ignore[call-overload]
    items[original.draw.randrange(len(items))] = item
    return items


def _facts_of_original(original: Original, mutant: Mutant) -> Mutant:
    """The mutant under the facts of the call it was made of, so that only the argument speaks against it."""
    return _with_facts(mutant, original.conversation.context(original.args).facts)


def _with_facts(mutant: Mutant, facts: Iterable[str]) -> Mutant:
    context = mutant.context.model_copy(update={"facts": frozenset(facts)})
    return Mutant(mutant.kind, mutant.code, mutant.persona, mutant.tool, mutant.args, context)


def _has_digit(value: object) -> bool:
    return any(one.isdigit() for one in str(value))
