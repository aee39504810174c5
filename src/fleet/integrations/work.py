"""One piece of work as the agents of a framework share it: who has it, what was done, which handoffs came before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import NamedTuple, cast

from fleet.diagnostics import quoted
from fleet.errors import FleetError, UnknownNameError
from fleet.guard import Approval, Decision, Guard, Handoff, Ledger
from fleet.guard.arguments import MalformedError, arguments_of
from fleet.guard.handoff import facts_of_handoff
from fleet.integrations.handoff import asked_for
from fleet.library import Library
from fleet.spec import Context

Arguments = Mapping[str, object] | str

NOT_DONE = "That is not done yet, and I will not say that it is before it is."
"""What a person is told in place of a claim that nothing stands behind."""

NOT_MINE = "I cannot settle this myself, and I could not pass it on either. Please ask us for somebody who can."
"""What a person is told in place of work of another lane that could not be handed over."""


class Said(NamedTuple):
    """What is said to a person.

    Attributes:
        text: the draft, or what stands in its place.
        allowed: whether it is the draft.
        handoff: a handoff that makes the text true, and that the framework has to do.
    """

    text: str
    allowed: bool = False
    handoff: Handoff | None = None


class Work:
    """One piece of work of one conversation, from the message that begins it on.

    An adapter asks it about every call, handoff and reply; it asks the guard, and knows afterwards who has the work.

    Args:
        guard: the guard.
        context: what is known about the work; ``current`` is who has it, and None is the agent that is run first.
        ledger: what the conversation did; a host that notes there what it hears gives the guard more to go by.
        earlier: the handoffs so far, if the work goes on after a pause.
        deliver: takes what is handed over to a party, which no agent is; without it ledger and record know of it.

    >>> import fleet
    >>> work = Work(fleet.Guard(fleet.load()), context=fleet.Context(account="acme", stage="customer"))
    >>> work.take("support-agent")
    >>> bool(work.hand_over("support-agent", "account-manager", {"lane": "deal-negotiation", "reason": "a discount"}))
    True
    >>> work.context.current
    'account-manager'
    """

    def __init__(
        self,
        guard: Guard,
        *,
        context: Context | None = None,
        ledger: Ledger | None = None,
        earlier: tuple[Handoff, ...] = (),
        deliver: Callable[[Handoff], None] | None = None,
    ) -> None:
        self.guard = guard
        self.context = context or Context()
        self.ledger = ledger or Ledger()
        self.earlier = earlier
        self.outside: tuple[Handoff, ...] = ()
        self._facts = self.context.facts
        self._deliver = deliver
        self._asked: dict[str, Decision] = {}
        self._approvals: dict[str, Approval] = {}
        self._doubtful: set[str] = set()
        self._passed: set[str] = set()
        self._look = Guard(guard.library, tools=guard.tools)  # decides without writing anything down

    @property
    def library(self) -> Library:
        """The library of the guard."""
        return self.guard.library

    def take(self, persona: str) -> None:
        """Note that an agent begins or goes on; nobody works on what somebody else has.

        Raises:
            UnknownNameError: for a persona that the library does not have.
            FleetError: if somebody else has the work, so no handoff that the guard allowed led here.
        """
        if persona not in self.library.personas:
            raise UnknownNameError("persona", persona, self.library)
        if self.context.current is None:
            self.context = self.context.model_copy(update={"current": persona})
        if self.context.current != persona:
            message = (
                f"{quoted(persona)} was started, and {quoted(self.context.current)} has the work; start its agent, or "
                "begin a new piece of work"
            )
            raise FleetError(message)

    def asks(self, persona: str, tool: str, args: Arguments, *, call: str) -> bool:
        """Whether a human has to approve a call before it runs; the question is then written down.

        Args:
            persona: who calls.
            tool: the library's name of the tool.
            args: what the model wrote.
            call: the framework's id of the call.
        """
        if call not in self._asked:
            seen = self._look.check_call(persona, tool, args, context=self.context, ledger=self._copy())
            if seen.outcome != "ask" and seen.digest not in self._doubtful:
                return False
            decision = self.guard.check_call(persona, tool, args, context=self.context, ledger=self._copy())
            if decision.outcome != "ask":
                return False
            self._asked[call] = decision
        return True

    def approve(
        self, persona: str, tool: str, args: Arguments, *, call: str, by: str, expires: timedelta = timedelta(hours=1)
    ) -> None:
        """Note a human's yes to one exact call; it holds for nothing else, and once.

        Args:
            persona: who calls.
            tool: the library's name of the tool.
            args: what the model wrote.
            call: the framework's id of the call.
            by: who said yes, as the host names people.
            expires: for how long.

        Raises:
            FleetError: if nobody said yes.
        """
        if self.asks(persona, tool, args, call=call):
            self._approvals[call] = self.guard.approve(self._asked[call], by=by, expires=expires)

    def start(self, persona: str, tool: str, args: Arguments, *, call: str) -> Decision:
        """Decide a call that is about to run; if it is allowed, run its frozen arguments and `settle` it.

        Args:
            persona: who calls.
            tool: the library's name of the tool.
            args: what the model wrote.
            call: the framework's id of the call, by which a human's yes is found.
        """
        approval = self._approvals.pop(call, None)
        decision = self.guard.check_call(
            persona, tool, args, context=self.context, ledger=self.ledger, approval=approval
        )
        if decision.outcome == "ask":
            self._doubtful.add(decision.digest)
        return decision

    def settle(self, decision: Decision, *, ok: bool, output: object = None) -> None:
        """Write down how an allowed call ended."""
        self.guard.settle(decision, ok=ok, output=output, ledger=self.ledger)

    def hand_over(self, source: str, target: str, args: Arguments) -> Decision:
        """Decide a handoff, and if it is allowed, note who has the work now.

        What goes to a party leaves the fleet: it is delivered once, and who handed it over stays in the conversation.

        Args:
            source: who hands over.
            target: a persona or a party.
            args: what the model wrote: ``lane``, ``reason``, and the fields of a baton.
        """
        handoff = _handoff(source, target, args)
        decision = self.guard.check_handoff(handoff, context=self.context, earlier=self.earlier, ledger=self.ledger)
        if decision and target in self.library.personas:
            facts = self._facts | facts_of_handoff(self.library, source, handoff.lane)
            self.context = self.context.model_copy(update={"current": target, "facts": facts})
            self.earlier = (*self.earlier, handoff)
        elif decision and all(one.digest != handoff.digest for one in self.outside):
            self.outside = (*self.outside, handoff)
            if self._deliver is not None:
                self._deliver(handoff)
        return decision

    def reply(self, persona: str, *drafts: str) -> Said:
        """What is said to the person: the drafts if the guard allows them, else the truth, and never nothing.

        A draft that does work of another lane becomes a handoff to its owner and the sentence that says so; a claim
        that nothing stands behind becomes the admission that it is not done.

        Args:
            persona: who writes.
            drafts: what shall be sent, one message or several; they are judged together.
        """
        draft = "\n\n".join(drafts)
        incoming = self.ledger.texts("user")[-1:]
        decision = self.guard.check_reply(
            persona, draft, context=self.context, incoming=incoming[0] if incoming else None, ledger=self.ledger
        )
        said = Said(draft, allowed=True) if decision else self._instead(decision)
        self._passed.update((said.text, *drafts) if decision else (said.text,))
        return said

    def passed(self, text: str) -> bool:
        """Whether a text is one that `reply` gave."""
        return text in self._passed

    def _instead(self, decision: Decision) -> Said:
        owner, persona = decision.owner, decision.persona
        if decision.outcome != "redirect" or owner is None:
            return Said(NOT_DONE if "FLT423" in decision.codes else NOT_MINE)
        handoff = Handoff(persona, owner, decision.lane)
        if owner in self.library.personas:
            free = self._look.check_handoff(handoff, context=self.context, earlier=self.earlier)
            return Said(self.guard.told(decision), handoff=handoff) if free else Said(NOT_MINE)
        given = self.hand_over(persona, owner, {"lane": decision.lane})
        return Said(self.guard.told(decision) if given else NOT_MINE)

    def _copy(self) -> Ledger:
        return Ledger(self.ledger.entries)


def _handoff(source: str, target: str, args: Arguments) -> Handoff:
    """A handoff from what a model wrote; what is no part of one goes into the baton, where the guard refuses it."""
    try:
        fields = arguments_of("handoff", args).thawed()
    except MalformedError:
        return Handoff(source, target, baton=cast("Mapping[str, object]", args))
    return asked_for(source, target, fields)
