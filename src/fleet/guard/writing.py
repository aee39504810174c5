"""What a guard writes down of its decisions: into the ledger of the conversation, and into the record."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from fleet.errors import FleetError
from fleet.guard.approval import Approval
from fleet.guard.chain_file import Value
from fleet.guard.decision import Decision
from fleet.guard.handoff import Handoff, texts_of
from fleet.guard.ledger import Ledger, Started, said
from fleet.guard.record import Record, key_of
from fleet.guard.spending import Spending
from fleet.library import Library, digest_of
from fleet.spec import Tool

_LONGEST_NAME = 160


class Writing:
    """Writes decisions of one guard into ledgers, and into its record if it has one."""

    def __init__(self, library: Library, record: Record | None, tools: Mapping[str, Tool]) -> None:
        self._library = library
        self._record = record
        self._tools = tools
        self._specs: dict[str, str] = {}
        self._spending = Spending()

    def spent(self, approval: Approval, ledger: Ledger | None) -> bool:
        """Whether an approval was used, as far as the guard, the ledger or the record knows."""
        used = self._spending.spent(approval.id) or (ledger is not None and ledger.spent(approval.id))
        return used or (self._record is not None and self._record.spent(approval.id))

    def decided(
        self,
        decision: Decision,
        text: str | None,
        handoff: Handoff | None,
        depth: int,
        *,
        ledger: Ledger | None,
        key: str | None = None,
    ) -> Decision:
        """Write a decision down, and return it with its place in the record and its step in the ledger.

        A call or handoff that cannot be recorded is not noted in the ledger either, and spends no approval.

        Raises:
            OSError: if the record cannot be written.
            OvertakenError: if the same change has started since this was decided, or the approval was used.
        """
        if decision and decision.kind == "call":
            if decision.approval is None:
                return self._started(decision, ledger, key)
            with self._spending.spending(decision.approval):
                return self._started(decision, ledger, key)
        place = None
        if self._record is not None:
            self._keep(self._record, decision, text, handoff)
            fields = {**self._common(decision), **self._of_kind(decision, text, handoff, depth)}
            place = self._record.write(decision.kind, fields, library=self._library.digest)
        if decision and ledger is not None and handoff is not None:
            ledger.hand_over(handoff.source, handoff.target, handoff.lane)
        return decision if place is None else decision.written(record=place, step=None)

    def approved(self, decision: Decision, approval: Approval) -> None:
        """Write down that a human said yes.

        Raises:
            FleetError: if the record cannot be written.
        """
        if self._record is None:
            return
        fields: dict[str, Value] = {**_about(decision), "of": decision.record}
        fields |= {"by": approval.by, "approval": approval.id, "expires": approval.expires.isoformat()}
        try:
            self._record.write("approval", fields, library=self._library.digest)
        except OSError as error:
            raise FleetError(_unwritten(error)) from None

    def settled(self, decision: Decision, ledger: Ledger | None, *, ok: bool, output: object) -> None:
        """Write down how an allowed call ended; in both places or in none.

        Raises:
            FleetError: if it is written down already, or not open in the ledger, or the record cannot be written.
        """
        text = said(output)

        def record() -> None:
            if self._record is None or decision.record is None:
                return
            digest = _sha256(text)
            fields: dict[str, Value] = {**_about(decision), "ok": ok, "output": digest}
            try:
                self._record.keep(digest, decision.context.account, text)
                self._record.outcome(decision.record, fields, library=self._library.digest)
            except OSError as error:
                raise FleetError(_unwritten(error)) from None

        if ledger is None:
            record()
        else:
            ledger.settle((decision.step, decision.digest), ok=ok, output=text, write=record)

    def _started(self, decision: Decision, ledger: Ledger | None, key: str | None) -> Decision:
        """Write down an allowed call in record and ledger; in both or in none."""
        if ledger is None and self._record is None:
            return decision
        tool = self._tools[decision.name]
        approval = decision.approval
        place: str | None = None

        def record(call: Started | None) -> None:
            nonlocal place
            if self._record is not None:
                self._keep(self._record, decision, None, None)
                fields = {**self._common(decision), **self._of_call(decision, call.step if call else None, key)}
                library = self._library.digest
                place = self._record.start(decision.digest, fields, approval=approval, library=library)

        if ledger is None:
            record(None)
            return decision.written(record=place, step=None)
        call = Started(0, decision.persona, decision.name, tool.lane, tool.effect, decision.digest)
        call = ledger.start(call, approval=approval.id if approval is not None else None, write=record)
        return decision.written(record=place, step=call.step)

    def _common(self, decision: Decision) -> dict[str, Value]:
        context, reasons = decision.context, decision.reasons
        return {
            "outcome": decision.outcome,
            **_about(decision),
            "spec": self._spec(decision.persona),
            "owner": decision.owner,
            "codes": tuple({one.code: None for one in reasons}),
            "boundaries": tuple({one.boundary: None for one in reasons if one.boundary}),
            "stage": context.stage,
            "audience": context.audience,
            "facts": tuple(sorted(context.facts)),
        }

    def _of_kind(
        self, decision: Decision, text: str | None, handoff: Handoff | None, depth: int
    ) -> Mapping[str, Value]:
        match decision.kind:
            case "call":
                return self._of_call(decision, None)
            case "reply":
                return {"text": _sha256(text or "")}
            case "handoff":
                return {
                    "baton": handoff.digest if handoff is not None else None,
                    "text": _sha256(_words(handoff)),
                    "depth": depth,
                }

    def _of_call(self, decision: Decision, step: int | None, key: str | None = None) -> Mapping[str, Value]:
        tool = self._tools.get(decision.name)
        key = key or key_of(decision.context.conversation, step, decision.digest)
        return {"effect": tool.effect if tool is not None else None, "step": step, "key": key}

    def _keep(self, record: Record, decision: Decision, text: str | None, handoff: Handoff | None) -> None:
        account = decision.context.account
        arguments = decision.arguments or decision.refused
        if arguments is not None:
            record.keep(decision.digest, account, arguments.values)
        words = _words(handoff) if text is None else text
        if words:
            record.keep(_sha256(words), account, words)

    def _spec(self, persona: str) -> str | None:
        if persona not in self._library.personas:
            return None
        if persona not in self._specs:
            self._specs[persona] = digest_of(self._library[persona])
        return self._specs[persona]


def _about(decision: Decision) -> dict[str, Value]:
    """What every line about a decision says: the request, and who asked for it where."""
    return {
        "persona": _short(decision.persona),
        "name": _short(decision.name),
        "lane": decision.lane,
        "conversation": decision.context.conversation,
        "digest": decision.digest,
    }


def _words(handoff: Handoff | None) -> str:
    """What a handoff says in words, each text on a line of its own."""
    return "\n".join(texts_of(handoff)) if handoff is not None else ""


def _short(name: object) -> str:
    """A name; one that no library can have may be any text that a model wrote, and is cut."""
    text = str(name)
    return text if len(text) <= _LONGEST_NAME else f"{text[:_LONGEST_NAME]}…"


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()


def _unwritten(error: OSError) -> str:
    return f"the record cannot be written: {(error.strerror or str(error)).lower()}"
