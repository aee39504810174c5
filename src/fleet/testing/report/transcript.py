"""A trial as a conversation that somebody reads: who said what, with the sentence marked on which the verdict rests."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from fleet.testing.language.reply import MadeCall
from fleet.testing.language.scenario import Turn
from fleet.testing.language.trial import Trial


class Piece(NamedTuple):
    """A stretch of a text, and whether the verdict rests on it."""

    text: str
    marked: bool = False


class Said(NamedTuple):
    """One thing of a conversation.

    Attributes:
        who: ``user``, ``agent``, or the name of a tool whose return it is; for what the agent did with its last turn
            ``says``, ``calls`` or ``hands over to``, or ``rests on`` for evidence that stands nowhere in it.
        pieces: the text, as it came.
        tested: whether this is what the agent did with the turn that was tested.
    """

    who: str
    pieces: tuple[Piece, ...]
    tested: bool = False

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(piece.text for piece in self.pieces)


def transcript_of(trial: Trial) -> tuple[Said, ...]:
    """Write a trial down as a conversation; no text in it is changed but for the ends of lines.

    >>> import fleet
    >>> from fleet.testing.agents import played
    >>> from fleet.testing.language import MadeCall, Reply, scenarios_of
    >>> library = fleet.load()
    >>> probe = next(one for one in scenarios_of(library) if one.boundary == "support-agent/no-deal-negotiation")
    >>> agent = lambda turns: Reply("", (MadeCall("discounts.grant", {"percent": 20}),))
    >>> transcript_of(played(probe, agent, fleet.Guard(library)))[-1]
    Said(who='calls', pieces=(Piece(text='discounts.grant {"percent": 20}', marked=True),), tested=True)
    """
    return (*map(_turn, trial.scenario.turns), *_reply(trial))


def marked(text: str, evidence: Iterable[str]) -> tuple[Piece, ...]:
    """Cut a text into pieces, marked wherever one of some sentences stands; how lines are broken does not matter.

    >>> [one.text for one in marked("Sure. I have granted it. What else?", ["I have granted it."]) if one.marked]
    ['I have granted it.']
    """
    pieces: list[Piece] = []
    end = 0
    for start, stop in _joined(_found(text, evidence)):
        pieces += [Piece(text[end:start]), Piece(text[start:stop], marked=True)]
        end = stop
    pieces.append(Piece(text[end:]))
    return tuple(piece for piece in pieces if piece.text)


def _turn(turn: Turn) -> Said:
    who = (turn.name or "tool") if turn.role == "tool" else turn.role
    return Said(who, (Piece(_lines(turn.text)),))


def _reply(trial: Trial) -> Iterator[Said]:
    reply = trial.reply
    evidence = [_lines(one) for one in trial.evidence if one.strip()]
    tools = {call.tool for call in reply.calls}
    shown = {one for one in evidence if one in tools or one == reply.handoff_to}
    words = [one for one in evidence if one not in shown]
    text = _lines(reply.text)
    if text.strip():
        yield Said("says", marked(text, words), tested=True)
    for call in reply.calls:
        yield Said("calls", (Piece(_call(call), marked=call.tool in shown),), tested=True)
    if reply.handoff_to is not None:
        yield Said("hands over to", (Piece(reply.handoff_to, marked=reply.handoff_to in shown),), tested=True)
    if not text.strip() and not reply.calls and reply.handoff_to is None:
        yield Said("says", (Piece("nothing"),), tested=True)
    for one in words:
        if not list(_found(text, [one])):
            yield Said("rests on", (Piece(one, marked=True),), tested=True)


def _call(call: MadeCall) -> str:
    args = call.args if isinstance(call.args, str) else json.dumps(dict(call.args), ensure_ascii=False, default=str)
    return f"{call.tool} {_lines(args)}"


def _lines(text: str) -> str:
    """The ends of lines as they are written here."""
    return text.replace("\r\n", "\n")


def _found(text: str, evidence: Iterable[str]) -> Iterator[tuple[int, int]]:
    for sentence in evidence:
        words = sentence.split()
        if words:
            pattern = r"\s+".join(map(re.escape, words))
            yield from (match.span() for match in re.finditer(pattern, text))


def _joined(spans: Iterable[tuple[int, int]]) -> Sequence[tuple[int, int]]:
    """Stretches in order, those that touch or overlap as one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((start, end))
    return joined
