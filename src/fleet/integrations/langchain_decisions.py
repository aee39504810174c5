"""A router as a LangChain decision model, which answers who takes a message; needs langchain-core 1.8 or later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

from langchain_core.messages import BaseMessage, HumanMessage, MessageLikeRepresentation, convert_to_messages
from pydantic import ConfigDict

from fleet.diagnostics import quoted
from fleet.errors import FleetError, UnknownNameError
from fleet.library import Library
from fleet.routing import Leg, Route, Router
from fleet.spec import Context

try:
    from langchain_core.decisions import BaseDecisionModel, Choice, ChoiceAnswer, ClassifierResponse, Question, State
except ImportError as error:
    _needed = "decision models came with langchain-core 1.8; everything else here works with older ones"
    raise ImportError(_needed, name="langchain_core.decisions") from error

_REST = ("none_of_the_above", "other")
"""The labels, after LangChain's documentation, of what none of the others takes."""

_KIND = "persona, party or lane"

_CANNOT = (NotImplementedError, TypeError, ValueError)
"""What LangChain raises for what it cannot read as messages."""


class RouterDecision(BaseDecisionModel):
    """Answers a `Choice` among personas, parties or lanes with what a router says of the message in the state.

    The state is a text, a message, a list of messages, or a mapping that has one under ``messages``; of several
    messages the last that a person wrote is routed, and the answer is for what it is about as a whole. Descriptions of
    labels are not read: what a persona takes is known from the library.

    A lane has the router's probability, a persona or party the sum of its lanes that are not labels themselves. The
    five likeliest lanes count. What is left is for the label ``none_of_the_above`` or ``other``; without one, the
    probabilities add up to less than 1. What is in no lane is for the library's fallback party, if it is a label. Where
    the router has routed, its decision is the choice, elsewhere the likeliest label. The confidence is the probability
    of the choice.

    Args:
        router: who is asked.
        context: what the host knows of the work, as in `Router.route`.
        model: the name under which answers and traces tell where they come from.

    Raises:
        UnknownNameError: when asked, if a label is no persona, party or lane of the library.
        FleetError: when asked, if a question is no `Choice`, or the state has no message of a person.

    >>> import fleet
    >>> from langchain_core.decisions import Choice
    >>> decision = RouterDecision(router=fleet.Router(fleet.load()))
    >>> who = Choice(instructions="Who takes this?", criteria={"support-agent": None, "sales-administrator": None})
    >>> request = {"state": "Please correct the address on invoice 8841.", "questions": {"who": who}}
    >>> decision.invoke(request).choices["who"].choice
    'sales-administrator'
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    router: Router
    context: Context | None = None
    model: str = "fleet-router"

    @property
    def _provider(self) -> str:
        return "fleet"

    def _classify(self, state: State, questions: dict[str, Question]) -> ClassifierResponse:
        asked = _choices(questions, self.router.library)
        return self._answered(asked, self.router.route(_message(state), context=self.context))

    async def _aclassify(self, state: State, questions: dict[str, Question]) -> ClassifierResponse:
        asked = _choices(questions, self.router.library)
        return self._answered(asked, await self.router.aroute(_message(state), context=self.context))

    def _answered(self, asked: Mapping[str, Choice], route: Route) -> ClassifierResponse:
        library = self.router.library
        return ClassifierResponse(
            model=self.model,
            answers={name: _answer(tuple(question.criteria), route, library) for name, question in asked.items()},
        )


def _choices(questions: Mapping[str, Question], library: Library) -> dict[str, Choice]:
    """The questions, if a router can answer all of them."""
    names = _names(library)
    found: dict[str, Choice] = {}
    for name, question in questions.items():
        if not isinstance(question, Choice):
            message = f"a router answers a choice among personas or lanes; question {quoted(name)} is a {question.type}"
            raise FleetError(message)
        for label in question.criteria:
            if label not in names and label not in _REST:
                raise UnknownNameError(_KIND, label, names)
        found[name] = question
    return found


def _names(library: Library) -> set[str]:
    return {*library, *library.parties, *library.lanes}


def _message(state: State) -> str:
    """What the person wrote last."""
    if isinstance(state, str):
        return state
    said = state
    if isinstance(said, Mapping) and "messages" in said:
        said = cast("State", said["messages"])
    if isinstance(said, (str, BaseMessage, Mapping)):
        said = [said]
    try:
        messages = convert_to_messages(cast("list[MessageLikeRepresentation]", said))
    except _CANNOT as error:
        message = "a router reads a text, messages, or a mapping with `messages`; the state is none of these"
        raise FleetError(message) from error
    written = [one for one in messages if isinstance(one, HumanMessage)]
    if not written:
        message = "there is nothing to route: no message in the state was written by a person"
        raise FleetError(message)
    return str(written[-1].text)


def _answer(labels: tuple[str, ...], route: Route, library: Library) -> ChoiceAnswer:
    leg, fallback = route.legs[0], library.manifest.fallback
    shares = dict.fromkeys(labels, 0.0)
    weights = _weights(leg)
    names = _names(library)
    for lane, weight in weights.items():
        label = _label(labels, lane, leg, library)
        if label is not None:
            shares[label] += weight
    if fallback in shares:
        shares[fallback] += _left(weights.values())
    rest = next((label for label in labels if label in _REST and label not in names), None)
    if rest is not None:
        shares[rest] = _left(shares.values())
    decided = _label(labels, leg.lane, leg, library) if route.outcome == "routed" else None
    choice = decided or max(labels, key=lambda label: shares[label])
    return ChoiceAnswer(type="choice", choice=choice, probabilities=shares, confidence=min(1.0, shares[choice]))


def _weights(leg: Leg) -> dict[str | None, float]:
    """The probability of each lane; that of the leg alone where something else than likeness decided."""
    judged: dict[str | None, float] = dict(leg.candidates)
    return judged if judged.get(leg.lane) == leg.confidence else {leg.lane: leg.confidence}


def _label(labels: tuple[str, ...], lane: str | None, leg: Leg, library: Library) -> str | None:
    """The label that a lane counts for: its own, or that of who takes it."""
    taker = leg.persona if lane is None or lane == leg.lane else library.owner_of(lane)
    return next((one for one in (lane, taker) if one in labels), None)


def _left(shares: Iterable[float]) -> float:
    return max(0.0, round(1 - sum(shares), 4))
