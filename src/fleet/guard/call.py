"""The rules for a call: each looks at the whole request and says what it has against it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from fleet.diagnostics import quoted, suggestion
from fleet.guard.arguments import Arguments
from fleet.guard.decision import Reason
from fleet.guard.limit import broken
from fleet.guard.refusal import Refusal, behind, denied, outside
from fleet.guard.schema import Validate
from fleet.library import Library
from fleet.relation import Relation
from fleet.spec import Context, Tool


@dataclass(frozen=True, slots=True)
class Call:
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


Rule = Callable[[Call], Iterator[Refusal]]


def known_persona(call: Call) -> Iterator[Refusal]:
    """The persona exists."""
    if call.persona not in call.library.personas:
        if call.persona in call.library.parties:
            yield denied("FLT401", f"{quoted(call.persona)} is outside the fleet and calls no tools")
        else:
            yield denied("FLT401", _nobody(call.persona, call.library))


def known_tool(call: Call) -> Iterator[Refusal]:
    """The tool exists, by exactly this name."""
    if call.tool is None:
        yield denied("FLT401", f"no tool is named {quoted(call.name)}; {suggestion(call.name, call.library.tools)}")


def known_context(call: Call) -> Iterator[Refusal]:
    """All names in the context exist."""
    yield from unknown_in(call.context, call.library)


def at_work(call: Call) -> Iterator[Refusal]:
    """The persona that calls is the one at work, where that is known."""
    if call.context.current not in (None, call.persona):
        yield denied("FLT411", f"{quoted(call.context.current)} is at work here, not {quoted(call.persona)}")


def plain_arguments(call: Call) -> Iterator[Refusal]:
    """The arguments are plain data."""
    if call.malformed is not None:
        yield denied("FLT402", call.malformed)


def typed_arguments(call: Call) -> Iterator[Refusal]:
    """The arguments are what the tool's schema asks for, no more and no less."""
    if call.validate is not None and call.arguments is not None:
        for complaint in call.validate(call.arguments.values):
            yield denied("FLT403", complaint)


def in_lane(call: Call) -> Iterator[Refusal]:
    """The persona may work in the tool's lane now, or only looks."""
    relation = call.relation
    if relation is not None and call.tool is not None and not relation and not relation.permits(call.tool.effect):
        yield from outside(call.library, relation)


def within_reach(call: Call) -> Iterator[Refusal]:
    """An assist in part of a lane does not go further than that part."""
    relation, tool = call.relation, call.tool
    if relation and tool is not None and not relation.permits(tool.effect):
        may, end = ("explain and look", "") if relation.reach == "inform" else ("follow up", ", and commit to nothing")
        message = f"{quoted(call.persona)} may only {may} in {quoted(relation.lane)}{end}"
        yield Refusal("redirect", Reason("FLT407", f"{message}; the rest is for {quoted(relation.owner)}"))
        yield from behind(call.library, relation)


def within_limits(call: Call) -> Iterator[Refusal]:
    """The arguments are within the tool's limits."""
    if call.tool is None or call.arguments is None:
        return
    for name, complaint in broken(call.tool.limits, call.arguments.values, call.context):
        yield Refusal(call.tool.beyond, Reason("FLT410", f"argument {quoted(name)} {complaint}"))


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
    )
}
"""All rules by name; all of them always apply."""


def unknown_in(context: Context, library: Library) -> Iterator[Refusal]:
    """Names in a context that the library does not have: nothing can be concluded from them."""
    for fact in sorted(context.facts - set(library.facts)):
        yield denied("FLT401", f"no fact is named {quoted(fact)}; {suggestion(fact, library.facts)}")
    for class_ in sorted((context.assigned or frozenset()) - set(library.levels)):
        yield denied("FLT401", f"no persona is named {quoted(class_)}; {suggestion(class_, library.levels)}")
    current = context.current
    if current is not None and current not in library.personas and current not in library.parties:
        yield denied("FLT401", _nobody(current, library))


def _nobody(name: str, library: Library) -> str:
    return f"no persona is named {quoted(name)}; {suggestion(name, library)}"
