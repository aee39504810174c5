"""The guard over one library: it decides calls, replies and handoffs, and never raises for what it is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from fleet.diagnostics import quoted
from fleet.errors import FleetError
from fleet.guard.approval import Approval
from fleet.guard.call import CALL_RULES
from fleet.guard.calls import Calls
from fleet.guard.decision import Decision, Kind
from fleet.guard.doubt import OvertakenError
from fleet.guard.drafts import Drafts
from fleet.guard.given import given_context, given_earlier, given_handoff, given_name, given_text
from fleet.guard.handoff import Handoff, texts_of
from fleet.guard.ledger import Ledger
from fleet.guard.opinion import ChatModel
from fleet.guard.reading import Reader
from fleet.guard.record import Record
from fleet.guard.refusal import Refusal, Subject, decided, denied
from fleet.guard.reply import REPLY_RULES, notes
from fleet.guard.spending import approved
from fleet.guard.transfer import TRANSFER_RULES, Transfer
from fleet.guard.writing import Writing
from fleet.library import Library
from fleet.log import logger
from fleet.prompts import told
from fleet.spec import Context, Tool, schema_faults

_log = logger(__name__)
_AN_HOUR = timedelta(hours=1)
_MOST_TRIES = 8
_LABEL = 3
"""So many words in a handoff, such as "a discount", name the work and do none of it; a reader knows sentences."""


_Asked = tuple[object, Kind, object]
"""Who asked, for which kind of thing, and its name, as given: all that is said of a request that cannot be read."""


class _Judged(NamedTuple):
    """A decision, and what of the request is written down with it."""

    decision: Decision
    text: str | None = None
    handoff: Handoff | None = None
    depth: int = 0


class Guard:
    """Decides what each persona of a library may call, say and hand over.

    It holds no state of a conversation, may be shared by threads, and denies whatever it cannot evaluate. What it
    decides about calls and handoffs is exact, but for what they say in words, which is read like a reply.

    Args:
        library: the personas, lanes and tools.
        tools: tools of the host, laid over the library's name by name.
        record: where every decision is written down before it is given; one that cannot be written denies.
        reader: who reads what sentences do; None is the one that comes with the library, loaded at the first draft.
        judge: a chat model for a second opinion on drafts of which the reader is not sure; what it points at, it must
            quote. Where it fails the reader's word stands, and the decision says so (`FLT426`).

    Raises:
        FleetError: if the library is empty, as a guard with nothing to guard would only look like one; if the argument
            schema of a tool cannot be applied whole.
        UnknownNameError: if a tool is in a lane that the library does not have.

    >>> import fleet
    >>> guard = Guard(fleet.load())
    >>> decision = guard.check_call("customer-success-manager", "tickets.resolve", {"id": 4411})
    >>> decision.outcome, decision.owner
    ('redirect', 'support-agent')
    """

    def __init__(
        self,
        library: Library,
        *,
        tools: Mapping[str, Tool] | None = None,
        record: Record | None = None,
        reader: Reader | None = None,
        judge: ChatModel | None = None,
    ) -> None:
        if not library:
            message = "a guard needs a library with at least one persona"
            raise FleetError(message)
        for name, tool in (tools or {}).items():
            if tool.lane is not None:
                library.owner_of(tool.lane)
            for fault in schema_faults(tool.args) if tool.args is not None else ():
                message = f"the argument schema of {quoted(name)} cannot be applied: {fault.message}; {fault.help}"
                raise FleetError(message)
        self.library = library
        self.tools: Mapping[str, Tool] = {**library.tools, **(tools or {})}
        self.record = record
        self._writing = Writing(library, record, self.tools)
        self._drafts = Drafts(library, self.tools, reader, judge)
        self._calls = Calls(library, self.tools, record, self._drafts)
        self._readable = reader is not None or any(
            one.says or one.asks for one in map(library.examples_of, library.lanes)
        )
        self._call_rules = dict(CALL_RULES)
        self._reply_rules = dict(REPLY_RULES)
        self._transfer_rules = dict(TRANSFER_RULES)

    def check_call(  # noqa: PLR0913  a host says each of them once
        self,
        persona: str,
        tool: str,
        args: Mapping[str, object] | str,
        *,
        context: Context | None = None,
        ledger: Ledger | None = None,
        approval: Approval | None = None,
        key: str | None = None,
    ) -> Decision:
        """Decide whether `persona` may call `tool` with `args` now.

        Args:
            persona: the class of the caller.
            tool: the tool's name, compared exactly.
            args: a mapping, or JSON text of one.
            context: what is known about the work; None is nothing.
            ledger: what the conversation did so far; an allowed call is written into it as started.
            approval: a human's yes, where the same call was answered with ``ask`` before; it is spent by an allow.
            key: what tells this call from every other one, for a host that may come to it a second time after a crash:
                the record keeps it, and `Record.ended` says whether the call was done. None is one made here.

        Returns:
            The decision; its ``arguments`` are the frozen ones to run. Run them, then `settle`.
        """

        def decide() -> _Judged:
            known = given_context(context)
            call = self._calls.read(given_name(persona), given_name(tool), args, known, ledger)
            of = (call.persona, *call.whose, (call.name,), call.arguments)
            subject = Subject(*of, kind="call", name=call.name, context=known, digest=call.digest)
            decision = decided(subject, [one for rule in self._call_rules.values() for one in rule(call)])
            if approval is not None:
                decision = approved(decision, approval, spent=self._writing.spent(approval, ledger))
            return _Judged(decision)

        return self._judged(decide, (persona, "call", tool), context, ledger, key)

    def check_reply(
        self,
        persona: str,
        draft: str,
        *,
        context: Context | None = None,
        incoming: str | None = None,
        ledger: Ledger | None = None,
    ) -> Decision:
        """Judge a draft of `persona` before it is sent, sentence by sentence.

        A sentence that does or promises work of a lane in which the persona may not work now is a redirect to whoever
        it is for. Naming such a lane, declining, handing over, quoting, reporting and supposing are allowed. A sentence
        that says work is done, in a lane to which a tool is bound that changes something, must have such a call behind
        it in the ledger; without a ledger that is not judged, and the decision says so (`FLT425`). This is language: it
        is right at a measured rate.

        Args:
            persona: the class of the writer.
            draft: what shall be sent.
            context: what is known about the work; None is nothing.
            incoming: the message that is answered; sentences that do not say their lane are read with it.
            ledger: what the conversation did so far.

        Returns:
            The decision; ``evidence`` holds the sentences against the draft, ``lane`` and ``owner`` are of the first.

        >>> import fleet
        >>> guard = Guard(fleet.load())
        >>> context = fleet.Context(stage="customer", current="support-agent")
        >>> draft = "The import works again. I have also given you a discount of 20 % on the renewal."
        >>> decision = guard.check_reply("support-agent", draft, context=context)
        >>> decision.outcome, decision.owner
        ('redirect', 'account-manager')
        """

        def decide() -> _Judged:
            known, text, name = given_context(context), given_text(draft), given_name(persona)
            reply = self._drafts.read(name, text, known, ledger, incoming=incoming)
            crossing = reply.crossing
            lane, owner = (crossing[0][1].lane, crossing[0][1].owner) if crossing else (None, None)
            evidence = dict.fromkeys(one.text for one, _ in (*crossing, *reply.undone))
            subject = Subject(name, lane, owner, tuple(evidence), kind="reply", context=known)
            decision = decided(subject, [one for rule in self._reply_rules.values() for one in rule(reply)])
            decision = replace(decision, reasons=(*decision.reasons, *notes(reply)))
            return _Judged(decision, text=text)

        return self._judged(decide, (persona, "reply", ""), context, None)

    def check_handoff(
        self,
        handoff: Handoff,
        *,
        context: Context | None = None,
        earlier: Sequence[Handoff] = (),
        ledger: Ledger | None = None,
    ) -> Decision:
        """Decide whether a piece of work may go from its holder to somebody else.

        Reason and summary are judged like a reply of the source: a handoff does not do the work it hands over. In a
        library without examples nobody can say what words do, and they are not judged.

        Args:
            handoff: source, target, lane and baton.
            context: what is known about the work; ``current`` says who has it.
            earlier: the handoffs of this piece of work so far, oldest first.
            ledger: what the conversation did so far; an allowed handoff is written into it.

        Returns:
            The decision, about the source; ``owner`` is who the work belongs to, or the fallback when it changed hands
            too often.
        """

        def decide() -> _Judged:
            known, asked, before = given_context(context), given_handoff(handoff), given_earlier(earlier)
            words = [one for one in texts_of(asked) if len(one.split()) > _LABEL] if self._readable else []
            drafts = tuple(self._drafts.read(asked.source, text, known, ledger) for text in words)
            transfer = Transfer(self.library, asked, known, before, drafts)
            owner = transfer.exit if transfer.spent else transfer.owner
            edge = f"{asked.source} -> {asked.target}"
            subject = Subject(asked.source, transfer.lane, owner, (edge,), kind="handoff", name=edge, context=known)
            decision = decided(subject, [one for rule in self._transfer_rules.values() for one in rule(transfer)])
            return _Judged(decision, handoff=asked, depth=len(before))

        return self._judged(decide, (getattr(handoff, "source", ""), "handoff", ""), context, ledger)

    def approve(
        self, decision: Decision, *, by: str, expires: datetime | timedelta = _AN_HOUR, once: str | None = None
    ) -> Approval:
        """Make the approval of one call that was answered with ``ask``: for this persona, tool, arguments, account and
        conversation, once.

        Args:
            decision: the answer ``ask``.
            by: who said yes, as the host names people.
            expires: until when, with a time zone; or for how long from now.
            once: what tells this yes from every other, for a host that may read the same yes a second time after a
                crash: it is spent once all the same. None is a new one.

        Raises:
            FleetError: for a decision that asks nobody, for nobody who said yes, for a time that has no time zone or is
                over, and if the record cannot be written.

        >>> import fleet
        >>> guard, context = Guard(fleet.load()), fleet.Context(account="acme")
        >>> deal = {"account": "acme", "percent": 20}
        >>> asked = guard.check_call("account-manager", "discounts.grant", deal, context=context)
        >>> yes = guard.approve(asked, by="head of sales")
        >>> again = guard.check_call("account-manager", "discounts.grant", deal, context=context, approval=yes)
        >>> asked.outcome, again.outcome
        ('ask', 'allow')
        """
        if not by.strip():
            message = "an approval names who said yes"
            raise FleetError(message)
        if decision.outcome != "ask" or decision.kind != "call":
            message = f"only a call that was answered with `ask` can be approved; this {decision.kind} was not"
            raise FleetError(message)
        until = datetime.now(UTC) + expires if isinstance(expires, timedelta) else expires
        if until.tzinfo is None or until <= datetime.now(UTC):
            message = "an approval ends at a time to come, with a time zone"
            raise FleetError(message)
        approval = Approval(decision.digest, by, until, decision.codes, **({} if once is None else {"id": once}))
        self._writing.approved(decision, approval)
        return approval

    def told(self, decision: Decision, *, variables: Mapping[str, str] | None = None) -> str:
        """What the person may be told after a redirect, in the persona's words: whose it is, and that it goes there.

        Args:
            decision: a redirect.
            variables: values for the variables of the library's texts, such as the company.

        Raises:
            FleetError: if the decision is none, or names nobody.
            UnknownNameError: for a variable that the library does not have.

        >>> import fleet
        >>> guard = Guard(fleet.load())
        >>> decision = guard.check_call("customer-success-manager", "tickets.resolve", {"id": 4411})
        >>> guard.told(decision)[:75]
        'This is about something that fails, is down, or a step that does not work, '
        """
        if decision.outcome != "redirect" or decision.owner is None:
            message = "only a redirect says where the work goes"
            raise FleetError(message)
        return told(
            self.library, decision.lane, decision.owner, audience=decision.context.audience, variables=variables
        )

    def settle(self, decision: Decision, *, ok: bool, output: object = None, ledger: Ledger | None = None) -> None:
        """Write down how an allowed call ended.

        Args:
            decision: what `check_call` answered.
            ok: whether the tool did its work.
            output: what it returned: text, or data that JSON can hold. With a ledger, later values may come from it.
            ledger: the one that the call was decided with.

        Raises:
            FleetError: if the decision was no allowed call, or is settled already, or the record cannot be written.
        """
        if not decision or decision.kind != "call":
            message = "only an allowed call has an outcome"
            raise FleetError(message)
        self._writing.settled(decision, ledger, ok=ok, output=output)

    def _judged(
        self,
        decide: Callable[[], _Judged],
        asked: _Asked,
        context: object,
        ledger: Ledger | None,
        key: str | None = None,
    ) -> Decision:
        """Decide, write down, then answer; whatever fails on the way is a denial."""
        for _ in range(_MOST_TRIES):
            try:
                judged = decide()
            except Exception:  # noqa: BLE001  whatever fails inside is a denial, and is logged
                _log.exception("a request could not be judged and is denied")
                judged = _Judged(_refused(asked, context, _failed()))
            try:
                return self._writing.decided(*judged, ledger=ledger, key=key)
            except OvertakenError:
                continue  # another thread was first; what it started is known now
            except Exception:  # noqa: BLE001  the same
                _log.exception("a decision could not be written down, and is a denial")
                return _refused(asked, context, denied("FLT424", "the decision could not be written down"))
        _log.error("a request was overtaken by others %d times and is denied", _MOST_TRIES)
        return _refused(asked, context, _failed())


def _refused(asked: _Asked, context: object, refusal: Refusal) -> Decision:
    """A denial of a request that could not be read or not be written down, with its context if that can be read."""
    persona, kind, name = asked
    subject = Subject(_plain(persona), kind=kind, name=_plain(name))
    try:
        subject = subject._replace(context=given_context(context))
    except Exception:  # noqa: BLE001  the request is denied whatever it is
        _log.debug("the context of a denied request could not be read")
    return decided(subject, [refusal])


def _plain(name: object) -> str:
    """A name for a decision about a request that could not be read."""
    return name if type(name) is str else ""


def _failed() -> Refusal:
    return denied("FLT417", "the request could not be judged; the log of the host says why")
