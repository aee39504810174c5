"""What the network's systems of record hold in tau2 telecom: one customer with one line, and what the task broke.

The data have no database and no outputs, and all tasks are about one customer. The id of a task names what is wrong: an
overdue bill, a contract that has ended; that is what the billing system and the contract say here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from replays.data import GroundTruthCall, Task, tau2

CUSTOMER, LINE, BILL = "C1001", "L1002", "B1234321"
CHANGES = ("refuel_data", "enable_roaming", "resume_line", "send_payment_request")
_PHONE = re.compile(r"\d{3}-\d{3}-\d{4}")


class NetworkSystems:
    """The network in one conversation: who was found, and what was paid."""

    def __init__(self, task: Task) -> None:
        self.account: str | None = None
        self.overdue = "overdue_bill_suspension" in task.id
        self.ended = "contract_end_suspension" in task.id

    def facts(self, args: Mapping[str, object]) -> frozenset[str]:
        """Whether the customer was found, and what billing and contract say."""
        del args
        holds = {
            "identified": self.account is not None,
            "bill-overdue": self.overdue,
            "bills-paid": not self.overdue,
            "contract-running": not self.ended,
        }
        return frozenset(fact for fact, true in holds.items() if true)

    def run(self, call: GroundTruthCall) -> tuple[bool, object]:
        """Look up or change."""
        match call.tool:
            case "get_customer_by_phone":
                self.account = CUSTOMER
                return True, {"customer_id": CUSTOMER, **call.args, "lines": [LINE]}
            case "get_bills_for_customer":
                return True, [{"bill_id": BILL, "status": "Overdue" if self.overdue else "Paid"}]
            case "make_payment":
                self.overdue = False
        return True, dict(call.args)


def conversations(data: Path) -> Iterator[tuple[Task, NetworkSystems]]:
    """All telecom tasks with the look-ups that their ground truth leaves out, each with the network as it finds it."""
    for task in tau2(data, "telecom"):
        yield Task(task.suite, task.id, task.said, tuple(_with_look_ups(task))), NetworkSystems(task)


def _with_look_ups(task: Task) -> Iterator[GroundTruthCall]:
    """The calls of a task, each change after the look-ups that the policy asks for."""
    done: set[str] = set()
    for call in task.calls:
        for look in _look_ups(task, call) if call.tool in CHANGES else ():
            if look.tool not in done:
                done.add(look.tool)
                yield look
        yield call


def _look_ups(task: Task, call: GroundTruthCall) -> Iterator[GroundTruthCall]:
    phone = _PHONE.search(task.said)
    assert phone is not None
    yield GroundTruthCall("get_customer_by_phone", {"phone_number": phone[0]}, added=True)
    if "line_id" in call.args:
        yield GroundTruthCall("get_details_by_id", {"id": call.args["line_id"]}, added=True)
    if "bill_id" in call.args:
        yield GroundTruthCall("get_bills_for_customer", {"customer_id": call.args["customer_id"]}, added=True)
