"""The rules for a call: each looks at the whole request and says what it has against it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from fleet.diagnostics import quoted, suggestion
from fleet.guard.arguments import Arguments
from fleet.guard.decision import Reason
from fleet.guard.ledger import Ledger
from fleet.guard.limit import Beyond
from fleet.guard.names import nobody, unknown_in
from fleet.guard.refusal import Refusal, behind, denied, outside
from fleet.guard.reply import Reply, own_work, really_done
from fleet.guard.schema import Validate
from fleet.library import Library
from fleet.relation import Relation
from fleet.spec import Context, Tool


class Call(NamedTuple):
    """A call as the guard sees it; what could not be made out is None.

    Attributes:
        library: what the rules are taken from.
        persona: who calls, as given.
        name: the tool's name, as given.
        tool: the tool, if there is one of that name.
        arguments: the frozen arguments, if they are plain data.
        malformed: what is wrong with the arguments otherwise.
        context: what is known about the work.
        relation: the persona's relation to the tool's lane, if both are known.
        validate: checks the arguments against the tool's schema, if it has one.
        beyond: checks them against the tool's limits, if it has some.
        ledger: what the conversation did; None if it is not known.
        open_since: whether the same change has started before, and nobody knows how it ended.
        drafts: the texts among the arguments that are judged like replies, as the guard sees them.
        digest: of the request, if something was looked up by it.
    """

    library: Library
    persona: str
    name: str
    tool: Tool | None
    arguments: Arguments | None
    malformed: str | None
    context: Context
    relation: Relation | None
    validate: Validate | None
    beyond: Beyond | None
    ledger: Ledger | None = None
    open_since: bool = False
    drafts: tuple[Reply, ...] = ()
    digest: str | None = None

    @property
    def whose(self) -> tuple[str | None, str | None]:
        """The lane that the call works in, and its owner; those of a draft in it, if only that works elsewhere."""
        tool, relation = self.tool, self.relation
        if self.drafts and tool is not None and (relation is None or relation.permits(tool.effect)):
            relation = next((one for draft in self.drafts for _, one in draft.crossing), relation)
        if relation is not None:
            return relation.lane, relation.owner
        lane = tool.lane if tool is not None else None
        return lane, self.library.owners.get(lane or "")


Rule = Callable[[Call], Iterable[Refusal]]


def known_persona(call: Call) -> Iterable[Refusal]:
    """The persona exists."""
    if call.persona in call.library.personas:
        return ()
    if call.persona in call.library.parties:
        return (denied("FLT401", f"{quoted(call.persona)} is outside the fleet and calls no tools"),)
    return (denied("FLT401", nobody(call.persona, call.library)),)


def known_tool(call: Call) -> Iterable[Refusal]:
    """The tool exists, by exactly this name."""
    if call.tool is not None:
        return ()
    return (denied("FLT401", f"no tool is named {quoted(call.name)}; {suggestion(call.name, call.library.tools)}"),)


def known_context(call: Call) -> Iterable[Refusal]:
    """All names in the context exist."""
    return unknown_in(call.context, call.library)


def at_work(call: Call) -> Iterable[Refusal]:
    """The persona that calls is the one at work, where that is known."""
    if call.context.current in (None, call.persona):
        return ()
    return (denied("FLT411", f"{quoted(call.context.current)} is at work here, not {quoted(call.persona)}"),)


def plain_arguments(call: Call) -> Iterable[Refusal]:
    """The arguments are plain data."""
    return () if call.malformed is None else (denied("FLT402", call.malformed),)


def typed_arguments(call: Call) -> Iterable[Refusal]:
    """The arguments are what the tool's schema asks for, no more and no less."""
    if call.validate is None or call.arguments is None:
        return ()
    return [denied("FLT403", complaint) for complaint in call.validate(call.arguments.values)]


def in_lane(call: Call) -> Iterable[Refusal]:
    """The persona may work in the tool's lane now, or only looks."""
    relation = call.relation
    if relation is None or call.tool is None or relation.permits(call.tool.effect) or relation:
        return ()
    return outside(call.library, relation)


def within_reach(call: Call) -> Iterable[Refusal]:
    """An assist in part of a lane does not go further than that part."""
    relation, tool = call.relation, call.tool
    if relation is None or tool is None or relation.permits(tool.effect) or not relation:
        return ()
    may, end = ("explain and look", "") if relation.reach == "inform" else ("follow up", ", and commit to nothing")
    message = f"{quoted(call.persona)} may only {may} in {quoted(relation.lane)}{end}"
    whole = Refusal("redirect", Reason("FLT407", f"{message}; the rest is for {quoted(relation.owner)}"))
    return (whole, *behind(call.library, relation))


def within_limits(call: Call) -> Iterable[Refusal]:
    """The arguments are within the tool's limits."""
    if call.tool is None or call.beyond is None or call.arguments is None:
        return ()
    beyond = call.beyond(call.arguments.values, call.context, call.ledger)
    return [Refusal(call.tool.beyond, Reason("FLT410", f"argument {quoted(name)} {what}")) for name, what in beyond]


def not_in_doubt(call: Call) -> Iterable[Refusal]:
    """The same change has not been started before with nobody knowing how it ended; to look again is no harm."""
    if not call.open_since:
        return ()
    message = f"the same call of {quoted(call.name)} was started before, and how it ended is not known"
    return (Refusal("ask", Reason("FLT419", message)),)


def sound_drafts(call: Call) -> Iterable[Refusal]:
    """What the call would say to somebody is what the persona may say in a reply."""
    return [refusal for draft in call.drafts for rule in (own_work, really_done) for refusal in rule(draft)]


CALL_RULES: Mapping[str, Rule] = {
    rule.__name__: rule
    for rule in (
        known_persona,
        known_tool,
        known_context,
        at_work,
        plain_arguments,
        typed_arguments,
        in_lane,
        within_reach,
        within_limits,
        not_in_doubt,
        sound_drafts,
    )
}
"""All rules by name; all of them always apply."""
