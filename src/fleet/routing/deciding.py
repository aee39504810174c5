"""From odds to a route: legs, who takes them, and whether to route, to ask, or to hand to the front desk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from fleet.library import Library
from fleet.relation import relate
from fleet.routing.encoder import Vectors
from fleet.routing.explaining import left_out, reasons_of
from fleet.routing.judge import ChatModel, second_opinion
from fleet.routing.judging import Bench, Judged
from fleet.routing.language import language_of
from fleet.routing.message import Message, read
from fleet.routing.parts import Part
from fleet.routing.route import Candidate, Leg, Route
from fleet.spec import Context, fill

_MOST_CANDIDATES = 5
_SHORT = 6
"""The most words of an answer that is read with what was said before."""
_CLEAR = 0.5
"""The confidence at which even a short answer is about something of its own."""
_STRANGE = 0.02
"""What looks less known than all but this part of the examples is in no lane."""
_SECOND = 0.9
"""The least confidence of a further request."""
_NONE = 0.8
"""The least probability of being in no lane at which a message goes to the fallback."""


@dataclass(frozen=True, slots=True)
class Decider:
    """What one router decides by.

    Attributes:
        library: who owns which lane.
        bench: the models.
        wrong_at_most: the part of what is routed that may go wrong.
        judge: a chat model for a second opinion.
    """

    library: Library
    bench: Bench
    wrong_at_most: float
    judge: ChatModel | None

    def decided(self, message: Message, context: Context, history: Sequence[str]) -> Route:
        """Route a message that has words."""
        excluded = dict(_excluded(self.library, context))
        judged = self.bench.judged(message, excluded)
        short = len(message.whole.split()) <= _SHORT
        if short and context.current is not None and judged.odds[:-1].max() < _CLEAR:
            return self._stays(message, context, history, judged)
        reasons = tuple(_about(message, excluded))
        if self._outside(judged):
            return self.nowhere(message, "it is like nothing that a lane is taught by", *reasons)
        legs = tuple(self._legs(message, judged, context))
        sure = legs[0].confidence >= judged.model.calibration.bar(self.wrong_at_most)
        if sure or _same_taker(legs[0], self.library):
            return Route("routed", legs, None, reasons)
        if self.judge is not None:
            return self._second(message, legs, context, reasons)
        return Route("clarify", legs, self._question(legs[0]), reasons)

    def nowhere(self, message: Message, *reasons: str) -> Route:
        """Hand a message to the fallback."""
        leg = Leg(None, self.library.manifest.fallback, 1.0, *_all_of(message), (), reasons[:1])
        return Route("fallback", (leg,), None, reasons)

    def _outside(self, judged: Judged) -> bool:
        return bool(judged.odds[-1] >= _NONE) or judged.strangeness < _STRANGE

    def _stays(self, message: Message, context: Context, history: Sequence[str], judged: Judged) -> Route:
        """A short answer stays with who has the conversation, in the lane that was spoken of last."""
        persona = str(context.current)
        lane = None
        if history:
            before = self.bench.judged(read(history[-1]), dict(_excluded(self.library, context)))
            likely = self._candidates(before.odds)[0].lane
            if self._taker(likely, context) == persona:
                lane = likely
        why = "it is a short answer, and stays with who has the conversation"
        candidates = self._candidates(judged.odds)
        leg = Leg(lane, persona, 1 - self.wrong_at_most, *_all_of(message), candidates, (why,))
        return Route("routed", (leg,), None, (why,))

    def _legs(self, message: Message, judged: Judged, context: Context) -> Iterator[Leg]:
        """The request of the whole message first, then those that sentences make for themselves, in their order."""
        main = self._candidates(judged.odds)
        groups = list(_grouped(message.requests, judged.parts, self.bench.taught.lanes))
        others = [one for one in groups if one.lane != main[0].lane and one.odds.max() >= _SECOND]
        if not others:
            span = (message.requests[0].start, message.requests[-1].end)
            yield self._leg(message, _Found(span, main, 0), judged, context)
            return
        mine = [one for one in groups if one.lane == main[0].lane]
        if mine:  # beside other requests it is judged by its own sentences
            surest = max(mine, key=lambda one: float(one.odds.max()))
            main = self._candidates(surest.odds)
        around = mine or [one for one in groups if one not in others] or groups
        yield self._leg(message, _Found((around[0].start, around[-1].end), main, 0), judged, context)
        best: dict[str, _Group] = {}
        for one in others:
            if one.lane not in best or one.odds.max() > best[one.lane].odds.max():
                best[one.lane] = one
        for one in sorted(best.values(), key=lambda group: group.start):
            found = _Found((one.start, one.end), self._candidates(one.odds), one.row + 1)
            yield self._leg(message, found, judged, context)

    def _leg(self, message: Message, found: _Found, judged: Judged, context: Context) -> Leg:
        start, end = found.span
        best = found.candidates[0]
        text = message.text[start:end]
        vector = judged.vectors[found.row]
        reasons = tuple(reasons_of(judged.model, self.bench.taught, text, vector, found.candidates))
        return Leg(
            best.lane, self._taker(best.lane, context), best.probability, text, found.span, found.candidates, reasons
        )

    def _taker(self, lane: str, context: Context) -> str:
        """The persona at work where it may do the whole lane now, else the owner."""
        current = context.current
        if current in self.library.personas and relate(self.library, str(current), lane, context).reach == "whole":
            return str(current)
        return self.library.owner_of(lane)

    def _candidates(self, odds: Vectors) -> tuple[Candidate, ...]:
        inside = odds[:-1]
        places = np.argsort(-inside)[:_MOST_CANDIDATES]
        return tuple(Candidate(self.bench.taught.lanes[at], round(float(inside[at]), 4)) for at in places)

    def _question(self, leg: Leg) -> str:
        """One that separates the two likeliest lanes, in the customer's words."""
        first, second = (_said(self.library, one.lane) for one in leg.candidates[:2])
        return f"So that the right colleague takes this: is it about {first}, or about {second}?"

    def _second(self, message: Message, legs: tuple[Leg, ...], context: Context, reasons: tuple[str, ...]) -> Route:
        first = legs[0]
        lanes = {one.lane: _said(self.library, one.lane) for one in first.candidates}
        chosen = second_opinion(self.judge, message.text, lanes) if self.judge is not None else None
        if chosen is None:
            failed = "the second opinion named none of the lanes that are close"
            return Route("clarify", legs, self._question(first), (*reasons, failed))
        probability = next(one.probability for one in first.candidates if one.lane == chosen)
        why = (*first.reasons, f"a second opinion chose `{chosen}`")
        taker = self._taker(chosen, context)
        leg = Leg(chosen, taker, probability, first.text, first.span, first.candidates, why)
        return Route("routed", (leg, *legs[1:]), None, reasons)


class _Found(NamedTuple):
    """A request: where it stands, the lanes it may be in, and the row of its vector."""

    span: tuple[int, int]
    candidates: tuple[Candidate, ...]
    row: int


@dataclass(frozen=True, slots=True)
class _Group:
    """Neighboring sentences that are in one lane, with the odds and the row of the surest of them."""

    lane: str
    start: int
    end: int
    odds: Vectors
    row: int


def _grouped(requests: Sequence[Part], odds: Vectors, lanes: Sequence[str]) -> Iterator[_Group]:
    """Sentences one after the other whose likeliest lane is the same; what is likeliest in none belongs to no group."""
    best = [int(row.argmax()) for row in odds]
    start = 0
    while start < len(best):
        end = start
        while end < len(best) and best[end] == best[start]:
            end += 1
        if best[start] < len(lanes):
            row = max(range(start, end), key=lambda at: float(odds[at].max()))
            yield _Group(lanes[best[start]], requests[start].start, requests[end - 1].end, odds[row], row)
        start = end


def _all_of(message: Message) -> tuple[str, tuple[int, int]]:
    """The text of a message without white space around it, and its span."""
    text = message.text.strip()
    start = message.text.index(text)
    return text, message.place(start, start + len(text))


def _excluded(library: Library, context: Context) -> Iterator[tuple[str, str]]:
    """The lanes that are not for the context, with what leaves them out."""
    for lane, duty in library.lanes.items():
        if duty.stages is not None and context.stage is not None and context.stage not in duty.stages:
            yield lane, f"stage `{context.stage}`"
        elif duty.audience is not None and context.audience != duty.audience:
            yield lane, f"audience `{context.audience}`"


def _about(message: Message, excluded: Mapping[str, str]) -> Iterator[str]:
    language = language_of(message.whole)
    if language not in (None, "English"):
        yield f"it is written in {language}, of which the examples hold little"
    yield from left_out(excluded)


def _same_taker(leg: Leg, library: Library) -> bool:
    """Whether whoever of the two likeliest lanes it is, the same one takes it."""
    takers = {library.owner_of(one.lane) for one in leg.candidates[:2]}
    return len(takers) == 1 and leg.persona in takers


def _said(library: Library, lane: str) -> str:
    return " ".join(fill(library.lanes[lane].about, library.manifest.variables).split()).rstrip(".")
