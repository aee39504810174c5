"""What the shop's systems of record hold in tau2 retail, put together from the calls of all its tasks.

The data have no database and no outputs. A task's calls say whose an order is, which items it has, how it can be paid,
and by the tool they use whether it is pending or delivered; all tasks start from one state, so what one says holds in
all. Nothing else is made up: an order that is only looked at has no items and no status.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from replays.data import GroundTruthCall, Task, tau2

FIND = ("find_user_id_by_email", "find_user_id_by_name_zip")
PENDING = (
    "cancel_pending_order",
    "modify_pending_order_address",
    "modify_pending_order_items",
    "modify_pending_order_payment",
)
DELIVERED = ("return_delivered_order_items", "exchange_delivered_order_items")
CHANGES = (*PENDING, *DELIVERED, "modify_user_address")
AFTER = {
    "cancel_pending_order": "cancelled",
    "modify_pending_order_items": "pending (items modified)",
    "return_delivered_order_items": "return requested",
    "exchange_delivered_order_items": "exchange requested",
}
"""The status that a call leaves behind, by the policy; the others leave it as it is."""
UNKNOWN = "unknown"
_NAMED = re.compile(r"(?:name is|You are|You're) ([A-Z]\w+) ([A-Z]\w+)")
_MAIL = re.compile(r"\S+@\S+\.\w+")
_ZIP = re.compile(r"\b\d{5}\b")


@dataclass
class Order:
    """An order: whose it is, its status, its items."""

    customer: str
    status: str = UNKNOWN
    items: set[str] = field(default_factory=set)


@dataclass
class Shop:
    """All orders and payment methods that the tasks name."""

    orders: dict[str, Order] = field(default_factory=dict)
    payments: dict[str, set[str]] = field(default_factory=dict)
    disputed: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, tasks: Iterable[Task]) -> Shop:
        """The shop of all tasks. Where two calls disagree on a status the later one holds, as status runs forward."""
        tasks, shop = tuple(tasks), cls()
        ids = _ids(tasks)
        for task in tasks:
            customer = customer_of(task, ids)
            for call in task.calls:
                shop._learn(customer, call)
        return shop

    def _learn(self, customer: str | None, call: GroundTruthCall) -> None:
        name, args = str(call.args.get("order_id", "")), call.args
        if customer is None or not name.startswith("#W"):
            return
        order = self.orders.setdefault(name, Order(customer))
        if order.customer != customer:
            message = f"{name} has two customers: {order.customer} and {customer}"
            raise ValueError(message)
        if call.tool in CHANGES:
            status = "pending" if call.tool in PENDING else "delivered"
            if order.status not in (UNKNOWN, status):
                self.disputed.add(name)
            order.status = status
        order.items |= set(args.get("item_ids", ()))  # type: ignore[call-overload]
        if "payment_method_id" in args:
            self.payments.setdefault(customer, set()).add(str(args["payment_method_id"]))


class ShopSystems:
    """The shop in one conversation: who was found, and what became of the orders."""

    def __init__(self, shop: Shop, task: Task, customer: str | None) -> None:
        self.shop = shop
        self.customer = customer
        self.account: str | None = None
        self.statuses: dict[str, str] = {}
        self._finds = sum(call.tool in FIND for call in task.calls)
        self._places = _untold_places(task)

    def status(self, order: object) -> str:
        """The status of an order now."""
        known = self.shop.orders.get(str(order))
        return self.statuses.get(str(order), known.status if known is not None else UNKNOWN)

    def facts(self, args: Mapping[str, object]) -> frozenset[str]:
        """Whether the customer was found, and the status of the order that the call names."""
        found = {"authenticated"} if self.account is not None else set()
        return frozenset(found | facts_of_status(self.status(args["order_id"]) if "order_id" in args else UNKNOWN))

    def run(self, call: GroundTruthCall) -> tuple[bool, object]:
        """Look up or change. Of several attempts to find the customer the last one succeeds."""
        if call.tool in FIND:
            self._finds -= 1
            if self._finds > 0:
                return False, "user not found"
            self.account = self.customer
            return True, {"user_id": self.customer}
        order = str(call.args.get("order_id", ""))
        if order and order not in self.shop.orders:
            return False, "order not found"
        if call.tool in AFTER:
            self.statuses[order] = AFTER[call.tool]
        return True, self._output(call, order)

    def _output(self, call: GroundTruthCall, order: str) -> object:
        if call.tool == "get_order_details":
            known = self.shop.orders[order]
            items = sorted(known.items)
            return {"order_id": order, "user_id": known.customer, "status": self.status(order), "items": items}
        if call.tool == "get_user_details":
            orders = sorted(name for name, one in self.shop.orders.items() if one.customer == self.customer)
            payments = sorted(self.shop.payments.get(str(self.customer), ()))
            return {"user_id": self.customer, "orders": orders, "payments": payments, "places": self._places}
        return dict(call.args)


def facts_of_status(status: str) -> set[str]:
    """The fact that an order's status is, if it is one."""
    return {f"order-{status}"} if status in ("pending", "delivered") else set()


def conversations(data: Path) -> Iterator[tuple[Task, ShopSystems]]:
    """All retail tasks with the look-ups that their ground truth leaves out, each with the shop as it finds it."""
    tasks = tau2(data, "retail")
    shop, ids = Shop.of(tasks), _ids(tasks)
    for task in tasks:
        customer = customer_of(task, ids)
        whole = Task(task.suite, task.id, task.said, tuple(_with_look_ups(task, customer)))
        yield whole, ShopSystems(shop, whole, customer)


def customer_of(task: Task, ids: Mapping[tuple[str, str], str]) -> str | None:
    """The user id of a task's customer; made of the name where no task says it; None where there is no name."""
    said = next((str(call.args["user_id"]) for call in task.calls if "user_id" in call.args), None)
    name = _name(task)
    if said is not None or name is None:
        return said
    return ids.get(name, "_".join(name).lower())


def _ids(tasks: Iterable[Task]) -> dict[tuple[str, str], str]:
    """First and last name -> user id, where a task says both."""
    ids: dict[tuple[str, str], str] = {}
    for task in tasks:
        name, said = _name(task), next((call.args["user_id"] for call in task.calls if "user_id" in call.args), None)
        if name is not None and said is not None and ids.setdefault(name, str(said)) != said:
            message = f"{' '.join(name)} has two user ids"
            raise ValueError(message)
    return ids


def _name(task: Task) -> tuple[str, str] | None:
    for call in task.calls:
        if call.tool == "find_user_id_by_name_zip":
            return str(call.args["first_name"]), str(call.args["last_name"])
    named = _NAMED.search(task.said)
    return (named[1], named[2]) if named else None


def _with_look_ups(task: Task, customer: str | None) -> Iterator[GroundTruthCall]:
    """The calls of a task, each change after the look-ups that the policy asks for."""
    done: set[tuple[str, object]] = set()
    found = any(call.tool in FIND for call in task.calls)
    for call in task.calls:
        if call.tool in CHANGES:
            for look in _look_ups(task, call, customer, found=found):
                key = (look.tool, tuple(look.args.values()))
                if key not in done:
                    done.add(key)
                    yield look
        done.add((call.tool, tuple(map(str, call.args.values()))))
        yield call


def _look_ups(task: Task, call: GroundTruthCall, customer: str | None, *, found: bool) -> Iterator[GroundTruthCall]:
    if not found:
        yield _find(task)
    yield _look("get_user_details", user_id=str(customer))
    if "order_id" in call.args:
        yield _look("get_order_details", order_id=str(call.args["order_id"]))
    for item in call.args.get("new_item_ids", ()):  # type: ignore[attr-defined]
        yield _look("get_item_details", item_id=item)


def _find(task: Task) -> GroundTruthCall:
    mail, postcode, name = _MAIL.search(task.said), _ZIP.search(task.said), _name(task)
    if mail is not None:
        return _look("find_user_id_by_email", email=mail[0].rstrip("."))
    assert postcode is not None
    assert name is not None
    return _look("find_user_id_by_name_zip", first_name=name[0], last_name=name[1], zip=postcode[0])


def _look(tool: str, **args: str) -> GroundTruthCall:
    return GroundTruthCall(tool, args, added=True)


def _untold_places(task: Task) -> list[str]:
    """Streets and postcodes of the task's address changes that the user does not say: they are on record."""
    named = [str(call.args[key]) for call in task.calls for key in ("address1", "zip") if key in call.args]
    return [place for place in dict.fromkeys(named) if place not in task.said]
