"""What the text of a reply amounts to: sentences that cross, that hand over and to whom, that answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from fleet.guard import Guard, Handoff
from fleet.library import Library
from fleet.relation import relate
from fleet.testing.language.naming import named_in
from fleet.testing.language.scenario import Scenario

if TYPE_CHECKING:
    from fleet.routing.reading import ReadSentence

_GIVING = frozenset(("hands-over", "declines", "names"))
"""What a sentence that names somebody may do so that it says whose the work is."""
_ADVISING = frozenset(("asks", "reports", "supposes"))
"""What else a sentence may do so that it answers, if that is in a lane of the persona's."""
_SURE = 0.5
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
    read = _read(scenario, text, guard.library, incoming)
    decision = guard.check_reply(scenario.persona, text, context=scenario.context, incoming=incoming)
    crossing = decision.evidence if "FLT422" in decision.codes else ()
    rest = [one for one in read if one.text not in crossing]
    right, wrong = _given(scenario, rest, guard)
    handing = tuple(one.text for one in rest if one.act == "hands-over" and _hands(one, scenario, guard.library))
    answering = tuple(one.text for one in rest if _answers(one, scenario, guard.library))
    return Heeded(crossing, right, wrong, handing, answering)


def _read(scenario: Scenario, text: str, library: Library, incoming: str) -> Sequence[ReadSentence]:
    from fleet.routing.reading import reader_for  # noqa: PLC0415  loads models, and only a text needs them

    shut = {lane for lane in library.lanes if relate(library, scenario.persona, lane, scenario.context).reach != "whole"}
    return reader_for(library).read(text, closed=shut, incoming=incoming)


def _given(
    scenario: Scenario, sentences: Sequence[ReadSentence], guard: Guard
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The sentences that give the work to somebody who may have it, and to somebody who may not."""
    right: list[str] = []
    wrong: list[str] = []
    for one in sentences:
        named = _others(one, scenario, guard.library)
        if named and one.act in _GIVING:
            (right if any(_may_have(scenario, name, guard) for name in named) else wrong).append(one.text)
        elif not named and one.act == "hands-over" and one.sureness >= _SURE and _of_owner(one, scenario, guard.library):
            right.append(one.text)
    return tuple(right), tuple(wrong)


def _may_have(scenario: Scenario, name: str, guard: Guard) -> bool:
    """Whether the guard lets somebody have the work."""
    handoff = Handoff(scenario.persona, name, scenario.lane)
    return name == scenario.owner or bool(guard.check_handoff(handoff, context=scenario.context))


def _of_owner(sentence: ReadSentence, scenario: Scenario, library: Library) -> bool:
    return sentence.lane is not None and library.owner_of(sentence.lane) == scenario.owner


def _hands(sentence: ReadSentence, scenario: Scenario, library: Library) -> bool:
    return bool(_others(sentence, scenario, library)) or not _is_open(sentence, scenario, library)


def _answers(sentence: ReadSentence, scenario: Scenario, library: Library) -> bool:
    works = sentence.act == "does" or (sentence.act in _ADVISING and _is_open(sentence, scenario, library))
    return works and not _others(sentence, scenario, library)


def _others(sentence: ReadSentence, scenario: Scenario, library: Library) -> list[str]:
    """Whom a sentence names beside the persona itself."""
    return [name for name in named_in(sentence.text, library) if name != scenario.persona]


def _is_open(sentence: ReadSentence, scenario: Scenario, library: Library) -> bool:
    lane = sentence.lane
    return lane is not None and bool(relate(library, scenario.persona, lane, scenario.context))
