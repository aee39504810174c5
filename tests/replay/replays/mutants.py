"""Calls of a ground truth, changed in one way each so that the guard must refuse them, with the code that says why."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from fleet import Context, Decision, Ledger
from replays.data import GroundTruthCall
from replays.host import Conversation

Args = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Mutant:
    """A call that must be refused.

    Attributes:
        kind: in which way it was changed.
        code: a code that the refusal must have; None where no limit can say it, and the mutant only counts.
        persona: who calls.
        tool: the tool.
        args: its arguments.
        context: what is known.
    """

    kind: str
    code: str | None
    persona: str
    tool: str
    args: Args
    context: Context

    @property
    def key(self) -> str:
        """What tells two mutants apart."""
        context = self.context.model_dump(mode="json")
        context["facts"] = sorted(context["facts"])
        return json.dumps([self.kind, self.persona, self.tool, self.args, context], sort_keys=True, default=str)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A mutant, and what the guard said to it."""

    mutant: Mutant
    decision: Decision

    @property
    def right(self) -> bool:
        """Whether it was refused for the expected reason."""
        return not self.decision and (self.mutant.code is None or self.mutant.code in self.decision.codes)


@dataclass(frozen=True, slots=True)
class Original:
    """A call at its place in a conversation: what mutants are made of."""

    conversation: Conversation
    call: GroundTruthCall
    draw: random.Random

    @property
    def args(self) -> Args:
        """Its arguments."""
        return self.call.args

    def mutant(self, kind: str, code: str | None, **changed: object) -> Mutant:
        """The call with some arguments changed; facts are those of the arguments as they are now."""
        args = {**self.args, **changed}
        return Mutant(kind, code, self.conversation.persona, self.call.tool, args, self.conversation.context(args))

    def without(self, facts: set[str], kind: str, **known: object) -> Mutant:
        """The call where some facts do not hold, and what else is known is changed."""
        same = self.mutant(kind, "FLT406")
        context = same.context.model_copy(update={"facts": same.context.facts - facts, **known})
        return replace(same, context=context)

    def texts(self, source: str) -> str:
        """All that a source said in the conversation."""
        return "\n".join(self.conversation.ledger.texts(source))


Maker = Callable[[Original], Iterator[Mutant]]


def judged(original: Original, makers: tuple[Maker, ...]) -> Iterator[Verdict]:
    """Put all mutants of a call to the guard, none of which leaves a trace in the conversation."""
    conversation = original.conversation
    for make in makers:
        for one in make(original):
            ledger = Ledger(conversation.ledger.entries)
            decision = conversation.guard.check_call(
                one.persona, one.tool, one.args, context=one.context, ledger=ledger
            )
            yield Verdict(one, decision)


def of_any_call(original: Original) -> Iterator[Mutant]:
    """What is wrong with any call: its caller, its tool's name, its arguments."""
    same = original.mutant("another persona", "FLT404")
    library = original.conversation.library
    for other in library:
        if other != same.persona:
            yield replace(same, persona=other, context=same.context.model_copy(update={"current": other}))
            yield replace(same, kind="caller not at work", code="FLT411", persona=other)
    for name in _look_alikes(same.tool):
        yield replace(same, kind="look-alike tool", code="FLT401", tool=name)
    yield original.mutant("argument that does not exist", "FLT403", note="urgent")
    for key, value in original.args.items():
        rest = {name: one for name, one in original.args.items() if name != key}
        yield replace(same, kind="argument missing", code="FLT403", args=rest)
        yield original.mutant("argument of another type", "FLT403", **{key: _of_another_type(value)})


def changed_digit(text: str, draw: random.Random) -> str:
    """The same text with one digit changed.

    >>> changed_digit("L1", random.Random(0)) != "L1"
    True
    """
    at = draw.choice([position for position, one in enumerate(text) if one.isdigit()])
    other = draw.choice([digit for digit in "0123456789" if digit != text[at]])
    return text[:at] + other + text[at + 1 :]


def _look_alikes(name: str) -> Iterator[str]:
    yield name.upper()
    yield f"{name}\n"
    yield name.replace("e", "\u0435", 1)
    yield name.replace("_", "-")


def _of_another_type(value: object) -> object:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)
