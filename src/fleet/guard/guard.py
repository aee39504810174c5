"""The guard over one library: it decides calls and handoffs, and never raises for what it is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from fleet.diagnostics import quoted
from fleet.errors import FleetError
from fleet.guard.arguments import Arguments, MalformedError, arguments_of
from fleet.guard.call import CALL_RULES, Call
from fleet.guard.decision import Decision
from fleet.guard.handoff import Handoff
from fleet.guard.refusal import Refusal, Subject, decided, denied
from fleet.guard.schema import Validate, validator_of
from fleet.guard.transfer import TRANSFER_RULES, Transfer
from fleet.library import Library
from fleet.log import logger
from fleet.relation import relate
from fleet.spec import Context, Tool, schema_faults

_log = logger(__name__)
_NOTHING_KNOWN = Context()


class Guard:
    """Decides what each persona of a library may call and hand over.

    It holds no state of a conversation, may be shared by threads, and denies whatever it cannot evaluate.

    Args:
        library: the personas, lanes and tools.
        tools: tools of the host, laid over the library's name by name.

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

    def __init__(self, library: Library, *, tools: Mapping[str, Tool] | None = None) -> None:
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
        self._validators: dict[str, Validate] = {}
        self._call_rules = dict(CALL_RULES)
        self._transfer_rules = dict(TRANSFER_RULES)

    def check_call(
        self, persona: str, tool: str, args: Mapping[str, object] | str, *, context: Context | None = None
    ) -> Decision:
        """Decide whether `persona` may call `tool` with `args` now.

        Args:
            persona: the class of the caller.
            tool: the tool's name, compared exactly.
            args: a mapping, or JSON text of one.
            context: what is known about the work; None is nothing.

        Returns:
            The decision; its ``arguments`` are the frozen ones to run.
        """
        subject = Subject(str(persona))
        try:
            call = self._call(persona, tool, args, context or _NOTHING_KNOWN)
            lane = call.tool.lane if call.tool else None
            owner = call.relation.owner if call.relation is not None else self.library.owners.get(lane or "")
            subject = Subject(call.persona, lane, owner, (call.name,), call.arguments)
            return decided(subject, (one for rule in self._call_rules.values() for one in rule(call)))
        except Exception:  # noqa: BLE001  whatever fails inside is a denial, and is logged
            _log.exception("a call could not be judged and is denied")
            return decided(subject, [_failed()])

    def check_handoff(
        self, handoff: Handoff, *, context: Context | None = None, earlier: Sequence[Handoff] = ()
    ) -> Decision:
        """Decide whether a piece of work may go from its holder to somebody else.

        Args:
            handoff: source, target, lane and baton.
            context: what is known about the work; ``current`` says who has it.
            earlier: the handoffs of this piece of work so far, oldest first.

        Returns:
            The decision, about the source; ``owner`` is who the work belongs to, or the fallback when it changed hands
            too often.
        """
        subject = Subject(str(getattr(handoff, "source", "")))
        try:
            transfer = Transfer(self.library, handoff, context or _NOTHING_KNOWN, tuple(earlier))
            owner = transfer.exit if transfer.spent else transfer.owner
            subject = Subject(handoff.source, transfer.lane, owner, (f"{handoff.source} -> {handoff.target}",))
            return decided(subject, (one for rule in self._transfer_rules.values() for one in rule(transfer)))
        except Exception:  # noqa: BLE001  whatever fails inside is a denial, and is logged
            _log.exception("a handoff could not be judged and is denied")
            return decided(subject, [_failed()])

    def _call(self, persona: str, name: str, args: Mapping[str, object] | str, context: Context) -> Call:
        tool = self.tools.get(name)
        arguments: Arguments | None = None
        malformed: str | None = None
        try:
            arguments = arguments_of(name, args)
        except MalformedError as error:
            malformed = str(error)
        lane = tool.lane if tool is not None else None
        known = lane is not None and persona in self.library.personas
        relation = relate(self.library, persona, lane, context) if known and lane is not None else None
        return Call(
            self.library, persona, name, tool, arguments, malformed, context, relation, self._validator(name, tool)
        )

    def _validator(self, name: str, tool: Tool | None) -> Validate | None:
        """The check of a tool's arguments, made when the tool is first called; made twice it is the same."""
        if tool is None or tool.args is None:
            return None
        if name not in self._validators:
            self._validators[name] = validator_of(tool.args)
        return self._validators[name]


def _failed() -> Refusal:
    return denied("FLT417", "the request could not be judged; the log of the host says why")


def rules() -> Iterator[str]:
    """The names of all rules the guard applies: ``call:…`` and ``handoff:…``."""
    yield from (f"call:{name}" for name in CALL_RULES)
    yield from (f"handoff:{name}" for name in TRANSFER_RULES)


def without_rule(guard: Guard, rule: str) -> Guard:
    """A copy of a guard in which one rule is switched off: what mutation testing breaks on purpose.

    Raises:
        KeyError: if there is no such rule.
    """
    kind, name = rule.split(":", 1)
    broken = Guard(guard.library, tools=guard.tools)
    del (broken._call_rules if kind == "call" else broken._transfer_rules)[name]  # noqa: SLF001  the seam for tests
    return broken


def trusting_batons(guard: Guard) -> Guard:
    """A copy of a guard that believes the facts a baton claims: what mutation testing breaks on purpose."""
    broken = without_rule(guard, "handoff:sound_baton")
    honest = TRANSFER_RULES["to_whom_it_belongs"]

    def credulous(transfer: Transfer) -> Iterator[Refusal]:
        baton = transfer.handoff.baton
        claimed = baton.get("facts", ()) if isinstance(baton, Mapping) else ()
        facts = transfer.context.facts | frozenset(claimed if isinstance(claimed, list | tuple) else ())
        return honest(replace(transfer, context=transfer.context.model_copy(update={"facts": facts})))

    broken._transfer_rules["to_whom_it_belongs"] = credulous  # noqa: SLF001  the seam for tests
    return broken
