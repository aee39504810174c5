"""The rules for a handoff: who may give which work to whom, and how often."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from fleet.diagnostics import quoted, suggestion
from fleet.guard.decision import Reason
from fleet.guard.handoff import MOST_HANDOFFS, Handoff, facts_of_handoff, read_baton
from fleet.guard.names import unknown_in
from fleet.guard.refusal import Refusal, denied, outside
from fleet.guard.reply import Reply, own_work, really_done
from fleet.library import Library
from fleet.relation import relate
from fleet.spec import Context


@dataclass(frozen=True, slots=True)
class Transfer:
    """A handoff as the guard sees it.

    Attributes:
        library: what the rules are taken from.
        handoff: what was asked for.
        context: what is known about the work, for the one who has it.
        earlier: the handoffs of this piece of work so far, oldest first.
        drafts: reason and summary, as the guard sees what a persona says.
    """

    library: Library
    handoff: Handoff
    context: Context
    earlier: tuple[Handoff, ...]
    drafts: tuple[Reply, ...] = ()

    @property
    def leg(self) -> Context:
        """The context the target would start with: the facts at hand, and those that the runtime sets."""
        lane, source = self.handoff.lane, self.handoff.source
        facts = self.context.facts | facts_of_handoff(self.library, source, lane)
        return self.context.model_copy(update={"facts": facts, "current": self.handoff.target})

    @property
    def exit(self) -> str:
        """The party that takes what nobody in the fleet does."""
        return self.library.manifest.fallback

    @property
    def lane(self) -> str | None:
        """The lane, if the library has it."""
        return self.handoff.lane if self.handoff.lane in self.library.lanes else None

    @property
    def misfit(self) -> bool:
        """Whether the lane is not for the context's stage or audience."""
        duty = self.library.lanes[self.lane] if self.lane is not None else None
        if duty is None:
            return False
        stage, audience = self.context.stage, self.context.audience
        off_stage = duty.stages is not None and stage is not None and stage not in duty.stages
        return off_stage or (duty.audience is not None and audience != duty.audience)

    @property
    def spent(self) -> bool:
        """Whether the work changed hands so often that only the exit is left."""
        return len(self.earlier) >= MOST_HANDOFFS and self.handoff.target != self.exit

    @property
    def owner(self) -> str | None:
        """Who the work belongs to; the exit for what is in no lane."""
        if self.handoff.lane is None or self.misfit:
            return self.exit
        return self.library.owners.get(self.handoff.lane)


Rule = Callable[[Transfer], Iterator[Refusal]]


def known_names(transfer: Transfer) -> Iterator[Refusal]:
    """Source, target and lane exist, and so do the names in the context."""
    library, handoff = transfer.library, transfer.handoff
    everybody = {*library.personas, *library.parties}
    for name in (handoff.source, handoff.target):
        if name not in everybody:
            yield denied("FLT401", f"nobody is named {quoted(name)}; {suggestion(name, everybody)}")
    if handoff.lane is not None and handoff.lane not in library.lanes:
        yield denied("FLT401", f"no lane is named {quoted(handoff.lane)}; {suggestion(handoff.lane, library.lanes)}")
    yield from unknown_in(transfer.context, library)


def not_to_oneself(transfer: Transfer) -> Iterator[Refusal]:
    """A handoff changes who has the work."""
    if transfer.handoff.source == transfer.handoff.target:
        yield denied("FLT412", f"{quoted(transfer.handoff.source)} hands over to itself, and has the work already")


def holding_the_work(transfer: Transfer) -> Iterator[Refusal]:
    """The source is the one who has the work, by the context and by the handoffs before."""
    source = transfer.handoff.source
    holders = [transfer.context.current] if transfer.context.current is not None else []
    holders += [transfer.earlier[-1].target] if transfer.earlier else []
    if not holders:
        yield denied("FLT411", "it is not known who has the work; the host sets `current` in the context")
    for holder in dict.fromkeys(holders):
        if holder != source:
            yield denied("FLT411", f"{quoted(holder)} has the work, not {quoted(source)}")


def to_whom_it_belongs(transfer: Transfer) -> Iterator[Refusal]:
    """The target owns the lane, may assist in it now, is the next level up, or is the named exit."""
    library, handoff, lane = transfer.library, transfer.handoff, transfer.lane
    target, owner = handoff.target, transfer.owner
    if target in (owner, transfer.exit) or owner is None:
        return
    if lane is None or target not in library.personas:
        what = f"work in {quoted(lane)}" if lane else "what is in no lane"
        message = f"{quoted(target)} does not take {what}; {quoted(owner)} does"
        yield Refusal("redirect", Reason("FLT413", message))
        return
    relation = relate(library, target, lane, transfer.leg)
    if transfer.misfit or not (relation or _up_the_ladder(transfer, lane)):
        yield Refusal("redirect", Reason("FLT413", f"{quoted(target)} may not take work in {quoted(lane)} now"))
        yield from outside(library, relation)


def _up_the_ladder(transfer: Transfer, lane: str) -> bool:
    library, source = transfer.library, transfer.handoff.source
    if source not in library.personas or library[transfer.handoff.target].above != source:
        return False
    return bool(relate(library, source, lane, transfer.context))


def within_budget(transfer: Transfer) -> Iterator[Refusal]:
    """One piece of work changes hands a limited number of times, then leaves by the exit."""
    if transfer.spent:
        message = f"this work changed hands {len(transfer.earlier)} times; it goes to {quoted(transfer.exit)} now"
        yield Refusal("redirect", Reason("FLT415", message))


def not_repeated(transfer: Transfer) -> Iterator[Refusal]:
    """The same edge with the same baton is no news."""
    if any(transfer.handoff.digest == earlier.digest for earlier in transfer.earlier):
        yield denied("FLT414", "the same handoff, with the same baton, was made before; say in the baton what is new")


def sound_baton(transfer: Transfer) -> Iterator[Refusal]:
    """The baton holds what a model may say, and nothing else."""
    baton = read_baton(transfer.handoff.baton)
    for complaint in baton if isinstance(baton, tuple) else ():
        yield denied("FLT416", complaint)


def sound_words(transfer: Transfer) -> Iterator[Refusal]:
    """Reason and summary hand over the work and do none of it."""
    for draft in transfer.drafts:
        for rule in (own_work, really_done):
            yield from rule(draft)


TRANSFER_RULES: Mapping[str, Rule] = {
    rule.__name__: rule
    for rule in (
        known_names,
        not_to_oneself,
        holding_the_work,
        to_whom_it_belongs,
        within_budget,
        not_repeated,
        sound_baton,
        sound_words,
    )
}
"""All rules by name; all of them always apply."""
