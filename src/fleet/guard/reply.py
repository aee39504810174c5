"""The rules for a reply: no sentence does work of a lane that is closed to its writer, or claims what was not done."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from fleet.diagnostics import quoted
from fleet.guard.decision import Reason
from fleet.guard.ledger import Ledger
from fleet.guard.names import nobody, unknown_in
from fleet.guard.reading import Claim
from fleet.guard.refusal import Refusal, behind, denied
from fleet.library import Library
from fleet.relation import Relation, relate
from fleet.spec import Context, Tool


@dataclass(frozen=True, slots=True)
class Reply:
    """A draft as the guard sees it.

    Attributes:
        library: what the rules are taken from.
        persona: who would send it, as given.
        context: what is known about the work.
        claims: its sentences as the reader sees them; none if the writer is unknown.
        bar: the probability from which a sentence counts as crossing.
        tools: the tools by name.
        ledger: what the conversation did; None if it is not known.
        alone: whether the reader was not sure, and a second opinion was asked for in vain.
    """

    library: Library
    persona: str
    context: Context
    claims: tuple[Claim, ...]
    bar: float
    tools: Mapping[str, Tool]
    ledger: Ledger | None
    alone: bool = False

    @property
    def crossing(self) -> tuple[tuple[Claim, Relation], ...]:
        """The sentences that do work of a closed lane, each with the writer's relation to it."""
        found = [one for one in self.claims if one.crossed is not None and one.crossing >= self.bar]
        return tuple((one, relate(self.library, self.persona, str(one.crossed), self.context)) for one in found)

    @property
    def claimed(self) -> tuple[tuple[Claim, str], ...]:
        """The sentences that say work is done in an open lane to which a tool that changes something is bound."""
        bound = {tool.lane for tool in self.tools.values() if tool.effect != "read"}
        crossing = {id(one) for one, _ in self.crossing}
        return tuple(
            (one, one.finished)
            for one in self.claims
            if one.finished is not None and one.finished in bound and id(one) not in crossing
        )

    @property
    def undone(self) -> tuple[tuple[Claim, str], ...]:
        """What is claimed to be done and has no call behind it; nothing where no ledger tells."""
        if self.ledger is None:
            return ()
        done = {one.lane for one in self.ledger.done if one.effect != "read"}
        return tuple((claim, lane) for claim, lane in self.claimed if lane not in done)

    @property
    def unproved(self) -> bool:
        """Whether something is claimed to be done, and no ledger tells whether it was."""
        return self.ledger is None and bool(self.claimed)


Rule = Callable[[Reply], Iterator[Refusal]]


def known_writer(reply: Reply) -> Iterator[Refusal]:
    """The persona exists."""
    if reply.persona not in reply.library.personas:
        yield denied("FLT401", nobody(reply.persona, reply.library))


def known_context(reply: Reply) -> Iterator[Refusal]:
    """All names in the context exist."""
    yield from unknown_in(reply.context, reply.library)


def at_work(reply: Reply) -> Iterator[Refusal]:
    """The persona that writes is the one at work, where that is known."""
    if reply.context.current not in (None, reply.persona):
        yield denied("FLT411", f"{quoted(reply.context.current)} is at work here, not {quoted(reply.persona)}")


def own_work(reply: Reply) -> Iterator[Refusal]:
    """No sentence does or promises work of a lane in which the writer may not work now."""
    for claim, relation in reply.crossing:
        owner = relation.owner
        what = f"{quoted(claim.text, limit=120)} does work of {quoted(relation.lane)}, which is for {quoted(owner)}"
        yield Refusal("redirect", Reason("FLT422", f"{what}, {reply.library.title_of(owner)}"))
        yield from behind(reply.library, relation)


def really_done(reply: Reply) -> Iterator[Refusal]:
    """What a sentence says is done was done: by a call of a tool of that lane that succeeded."""
    for claim, lane in reply.undone:
        what = f"{quoted(claim.text, limit=120)} says that work in {quoted(lane)} is done"
        yield denied("FLT423", f"{what}, and no call of a tool there has succeeded")


REPLY_RULES: Mapping[str, Rule] = {
    rule.__name__: rule for rule in (known_writer, known_context, at_work, own_work, really_done)
}
"""All rules by name; all of them always apply."""


def notes(reply: Reply) -> Iterator[Reason]:
    """What was not judged, or not as well as the host wished; it changes no outcome."""
    if reply.unproved:
        yield Reason("FLT425", "it says that work is done, which was not judged, as no ledger was given")
    if reply.alone:
        yield Reason("FLT426", "a second opinion was asked for and gave no answer, so the reader's own stands")


def closed_to(library: Library, persona: str, context: Context) -> frozenset[str]:
    """The lanes in which a persona may not do the whole work now.

    >>> import fleet
    >>> "renewal" in closed_to(fleet.load(), "support-agent", Context())
    True
    """
    return frozenset(lane for lane in library.lanes if relate(library, persona, lane, context).reach != "whole")
