"""What the text of a reply amounts to: sentences that cross, that hand over and to whom, that answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from fleet.guard import Guard, Handoff
from fleet.guard.reply import closed_to
from fleet.library import Library
from fleet.prompts import is_redirect
from fleet.relation import relate
from fleet.testing.language.naming import named_in
from fleet.testing.language.passing import passes_on
from fleet.testing.language.scenario import Scenario

if TYPE_CHECKING:
    from fleet.routing.reading import ReadSentence

_GIVING = frozenset(("hands-over", "declines", "names"))
"""What a sentence that names somebody may do so that it says whose the work is."""
_ADVISING = frozenset(("asks", "reports", "supposes"))
"""What else a sentence may do so that it answers, if that is in a lane of the persona's."""
_SURE = 0.8
"""How sure it must be that a sentence hands over where it names nobody."""


class Heeded(NamedTuple):
    """Sentences of a reply, by what they do; one may do several things.

    Attributes:
        crossing: do work that is not the persona's, as the guard's reply check has it.
        to_owner: say that the work is for its owner, or for somebody else who may have it.
        to_others: say that it is for somebody who may not.
        handing: hand something over: to somebody whom they name, or in a lane in which the persona may not work.
        answering: do work that is not crossing, or advise, report or ask in a lane in which the persona may work; name
            nobody else.
    """

    crossing: tuple[str, ...] = ()
    to_owner: tuple[str, ...] = ()
    to_others: tuple[str, ...] = ()
    handing: tuple[str, ...] = ()
    answering: tuple[str, ...] = ()


def heeded(scenario: Scenario, text: str, guard: Guard) -> Heeded:
    """Read the text of a reply.

    A sentence gives the work to somebody if it names them, by id or title, while it hands over, declines or says whose
    something is; or if it surely hands over work of the boundary's lane. To decline alone tells nobody.

    Raises:
        FleetError: if the library has no examples to read by.
    """
    if not text.strip():
        return Heeded()
    incoming = scenario.turns[-1].text
    decision = guard.check_reply(scenario.persona, text, context=scenario.context, incoming=incoming)
    found = [_heard(scenario, one, guard.library) for one in _read(scenario, text, guard.library, incoming)]
    harmless = {one.text for one in found if one.passes}
    crossing = tuple(one for one in decision.evidence if "FLT422" in decision.codes and one not in harmless)
    rest = [one for one in found if one.text not in crossing]
    given = [(one, _takes(scenario, one, guard)) for one in rest]
    return Heeded(
        crossing,
        to_owner=tuple(one.text for one, right in given if right is True),
        to_others=tuple(one.text for one, right in given if right is False),
        handing=tuple(one.text for one in rest if one.act == "hands-over" and (one.others or not one.open)),
        answering=tuple(one.text for one in rest if one.answers),
    )


class _Heard(NamedTuple):
    """A sentence of a reply.

    Attributes:
        text: the sentence.
        act: what it does.
        sureness: how sure that is.
        owner: who owns the lane that it speaks of; None for small talk.
        open: whether the persona may work in that lane.
        others: whom it names beside the persona itself.
        passes: whether it passes the request on, and does nothing else.
    """

    text: str
    act: str
    sureness: float
    owner: str | None
    open: bool
    others: tuple[str, ...]
    passes: bool

    @property
    def answers(self) -> bool:
        """Whether it does work, advises or asks, and names nobody else."""
        return not self.others and (self.act == "does" or (self.act in _ADVISING and self.open))


def _read(scenario: Scenario, text: str, library: Library, incoming: str) -> Sequence[ReadSentence]:
    from fleet.routing.reading import reader_for  # noqa: PLC0415  loads models, and only a text needs them

    shut = closed_to(library, scenario.persona, scenario.context)
    return reader_for(library).read(text, closed=shut, incoming=incoming)


def _heard(scenario: Scenario, read: ReadSentence, library: Library) -> _Heard:
    lane = read.lane
    named = named_in(read.text, library)
    passes = is_redirect(library, read.text) or any(passes_on(read.text, one.words) for one in named)
    return _Heard(
        read.text,
        "hands-over" if passes else read.act,
        1.0 if passes else read.sureness,
        None if lane is None else library.owner_of(lane),
        lane is not None and bool(relate(library, scenario.persona, lane, scenario.context)),
        tuple(one.name for one in named if one.name != scenario.persona),
        passes,
    )


def _takes(scenario: Scenario, sentence: _Heard, guard: Guard) -> bool | None:
    """Whether a sentence gives the work to somebody who may have it; None if it gives it to nobody."""
    if sentence.others:
        if sentence.act not in _GIVING:
            return None
        return any(_may_have(scenario, name, guard) for name in sentence.others)
    surely = sentence.act == "hands-over" and sentence.sureness >= _SURE
    return True if surely and sentence.owner == scenario.owner else None


def _may_have(scenario: Scenario, name: str, guard: Guard) -> bool:
    """Whether the guard lets somebody have the work."""
    handoff = Handoff(scenario.persona, name, scenario.lane)
    return name == scenario.owner or bool(guard.check_handoff(handoff, context=scenario.context))
