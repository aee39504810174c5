"""From odds to a route: legs, who takes them, and whether to route, to ask, or to hand to the front desk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fleet.library import Library
from fleet.relation import relate
from fleet.routing.encoder import Vectors
from fleet.routing.explaining import left_out, reasons_of
from fleet.routing.judge import ChatModel, second_opinion
from fleet.routing.judging import Bench, Judged
from fleet.routing.language import language_of
from fleet.routing.message import Message, read
from fleet.routing.route import Candidate, Leg, Route
from fleet.routing.splitting import Further, asked, further
from fleet.spec import Context, fill
from fleet.text import words

_MOST_CANDIDATES = 5
_SHORT = 6
"""The most words of an answer that is read with what was said before."""
_CLEAR = 0.5
"""The confidence at which even a short answer is about something of its own."""
_STRANGE = 0.02
"""What looks less known than all but this part of the examples is in no lane, where no example says what is."""
_ASSENT = frozenset(
    "yes yeah yep no nope ok okay sure please thanks thank you go ahead sounds good great fine do it".split()  # noqa: SIM905  read as words
)
"""Words that only answer: what is made of them alone is never about something of its own."""
_NONE = 0.6
"""The least probability of being in no lane at which a message goes to the fallback."""


class Asked(NamedTuple):
    """A message that has words, and what the host knows."""

    message: Message
    context: Context


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

    def decided(self, asked: Asked, history: Sequence[str]) -> Route:
        """Route a message that has words."""
        out = dict(excluded(self.library, asked.context))
        return self._decided(asked, history, out, self.bench.judged(asked.message, out))

    def decided_many(self, asked: Sequence[Asked]) -> Iterator[Route]:
        """Route messages that have words, each for itself; they are judged together, which is faster."""
        outs = [dict(excluded(self.library, one.context)) for one in asked]
        judged = self.bench.judged_many([one.message for one in asked], outs)
        for one, out, found in zip(asked, outs, judged, strict=True):
            yield self._decided(one, (), out, found)

    def _decided(self, asked: Asked, history: Sequence[str], out: Mapping[str, str], judged: Judged) -> Route:
        message, context = asked
        short = len(message.whole.split()) <= _SHORT
        answers = set(words(message.whole)) <= _ASSENT or judged.odds[:-1].max() < _CLEAR
        if short and context.current is not None and answers:
            return self._stays(message, context, history, judged)
        reasons = tuple(_about(message, out))
        if self._outside(judged):
            return self._fallback(message, judged, reasons)
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

    def _fallback(self, message: Message, judged: Judged, reasons: tuple[str, ...]) -> Route:
        """Hand over what is in no lane, with the lanes that it is least unlike."""
        candidates = self._candidates(judged.odds, judged.first)
        why = "it is like nothing that a lane is taught by"
        confidence = round(1 - candidates[0].probability, 4)
        leg = Leg(None, self.library.manifest.fallback, confidence, *_all_of(message), candidates, (why,))
        return Route("fallback", (leg,), None, (why, *reasons))

    def _outside(self, judged: Judged) -> bool:
        if self.bench.taught.outside:
            return bool(judged.odds[-1] >= _NONE)
        return judged.strangeness < _STRANGE

    def _stays(self, message: Message, context: Context, history: Sequence[str], judged: Judged) -> Route:
        """A short answer stays with who has the conversation, in the lane that was spoken of last."""
        persona = str(context.current)
        lane = None
        if history:
            before = self.bench.judged(read(history[-1]), dict(excluded(self.library, context)))
            likely = self.bench.taught.lanes[before.first]
            if self._taker(likely, context) == persona:
                lane = likely
        why = "it is a short answer, and stays with who has the conversation"
        candidates = self._candidates(judged.odds, judged.first)
        leg = Leg(lane, persona, 1 - self.wrong_at_most, *_all_of(message), candidates, (why,))
        return Route("routed", (leg,), None, (why,))

    def _legs(self, message: Message, judged: Judged, context: Context) -> Iterator[Leg]:
        """The request of the whole message first, then those that are asked for beside it, in their order."""
        said = [message.said(part) for part in message.requests]
        others = [one for one in further(judged.odds, judged.parts, said) if asked(one)]
        others.sort(key=lambda one: (one.row, one.lane))
        lanes = [judged.first, *(one.lane for one in others)]
        best = judged.parts.argmax(axis=1)
        mine = [at for at, lane in enumerate(best) if lane == lanes[0]]
        rows = {one.row for one in others}
        around = mine or [at for at in range(len(best)) if at not in rows] or list(range(len(best)))
        start, end = (around[0], around[-1]) if others else (0, len(best) - 1)
        span = (message.requests[start].start, message.requests[end].end)
        found = _Found(span, self._candidates(_apart(judged.odds, lanes, lanes[0]), lanes[0]), 0)
        yield self._leg(message, found, judged, context)
        for one in others:
            start, end = _neighbors(best, one)
            span = (message.requests[start].start, message.requests[end].end)
            odds = _apart(judged.parts[one.row], lanes, one.lane)
            found = _Found(span, self._candidates(odds, one.lane), one.row + 1)
            yield self._leg(message, found, judged, context)

    def _leg(self, message: Message, found: _Found, judged: Judged, context: Context) -> Leg:
        start, end = found.span
        best = found.candidates[0]
        text = message.text[start:end]
        vector = judged.vectors[found.row]
        reasons = tuple(reasons_of(judged.model, self.bench.taught, text, vector, found.candidates))
        taker, place = self._taker(best.lane, context), message.place(start, end)
        return Leg(best.lane, taker, best.probability, text, place, found.candidates, reasons)

    def _taker(self, lane: str, context: Context) -> str:
        """The persona at work where it may do the whole lane now, else the owner."""
        current = context.current
        if current in self.library.personas and relate(self.library, str(current), lane, context).reach == "whole":
            return str(current)
        return self.library.owner_of(lane)

    def _candidates(self, odds: Vectors, first: int) -> tuple[Candidate, ...]:
        """The likeliest lanes, of which the one that was chosen is the first."""
        inside = odds[:-1]
        ordered = [first, *(int(at) for at in np.argsort(-inside) if at != first)]
        places = ordered[:_MOST_CANDIDATES]
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


def _apart(odds: Vectors, lanes: Sequence[int], lane: int) -> Vectors:
    """The odds of one request: what the other requests of its message are in, it is not in."""
    mine = odds.copy()
    mine[[other for other in lanes if other != lane]] = 0
    total = float(mine.sum())
    return mine / np.float32(total) if total > 0 else mine


def _neighbors(best: NDArray[np.intp], found: Further) -> tuple[int, int]:
    """The first and the last of the sentences around one that are likeliest in its lane as well."""
    start = end = found.row
    while start > 0 and best[start - 1] == found.lane:
        start -= 1
    while end < len(best) - 1 and best[end + 1] == found.lane:
        end += 1
    return start, end


def _all_of(message: Message) -> tuple[str, tuple[int, int]]:
    """The text of a message without white space around it, and its span."""
    text = message.text.strip()
    start = message.text.index(text)
    return text, message.place(start, start + len(text))


def excluded(library: Library, context: Context) -> Iterator[tuple[str, str]]:
    """List the lanes that are not for the context, with what leaves them out."""
    for lane, duty in library.lanes.items():
        if duty.stages is not None and context.stage is not None and context.stage not in duty.stages:
            yield lane, f"stage `{context.stage}`"
        elif duty.audience is not None and context.audience != duty.audience:
            yield lane, f"audience `{context.audience}`"


def _about(message: Message, out: Mapping[str, str]) -> Iterator[str]:
    language = language_of(message.whole)
    if language not in (None, "English"):
        yield f"it is written in {language}, of which the examples hold little"
    yield from left_out(out)


def _same_taker(leg: Leg, library: Library) -> bool:
    """Whether whoever of the two likeliest lanes it is, the same one takes it."""
    takers = {library.owner_of(one.lane) for one in leg.candidates[:2]}
    return len(takers) == 1 and leg.persona in takers


def _said(library: Library, lane: str) -> str:
    return " ".join(fill(library.lanes[lane].about, library.manifest.variables).split()).rstrip(".")
