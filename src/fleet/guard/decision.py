"""The guard's answer: an outcome with its reasons, true only when allowed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from fleet.diagnostics import CODES, quoted
from fleet.guard.approval import Approval
from fleet.guard.arguments import Arguments
from fleet.guard.plain import plain
from fleet.spec import Context

Kind = Literal["call", "reply", "handoff"]
Outcome = Literal["allow", "ask", "redirect", "deny"]

_NOTHING_KNOWN = Context()
_ENCODED = json.JSONEncoder(default=str).encode

_SOMEBODY_ELSES = frozenset({"FLT404", "FLT405", "FLT407", "FLT408", "FLT409"})
_OF_A_TARGET = frozenset({"FLT413", "FLT415"})
_MENDABLE = frozenset({"FLT402", "FLT403", "FLT414", "FLT416"})
_STEPS: tuple[tuple[frozenset[str], str], ...] = (
    (_MENDABLE, "Mend that and ask again."),
    (_MENDABLE | {"FLT410"}, "Stay within that, or say that it cannot be done."),
    (_MENDABLE | {"FLT401"}, "Use a name that exists, or say that something is set up wrong."),
    (_MENDABLE | {"FLT412"}, "Do it yourself, or hand it over to somebody else."),
)
"""What a model can do after a denial whose codes are all among these; the first that fits holds."""

STRENGTH: tuple[Outcome, ...] = ("allow", "ask", "redirect", "deny")
"""Outcomes from the weakest to the strongest; where several apply the strongest holds."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a decision is what it is.

    Attributes:
        code: an ``FLT4xx`` code.
        message: what the code means here, one sentence without a period.
        boundary: ``class/id`` of the boundary behind it, if one is.
    """

    code: str
    message: str
    boundary: str | None = None

    @property
    def name(self) -> str:
        """The kebab name of the code."""
        return CODES[self.code].name


@dataclass(frozen=True)
class Decision:
    """What the guard decided; ``bool(decision)`` is true only for ``allow``.

    Attributes:
        outcome: ``allow``; ``ask`` a human; ``redirect``, not here, the owner is named; ``deny``, nobody may.
        persona: who asked.
        lane: the lane the work is in; None if it is in none.
        owner: who does the work in that lane; None if there is nobody to name.
        reasons: all of them, the strongest first.
        evidence: what was judged, as short texts.
        arguments: the frozen arguments of a call: run these, not what the model wrote.
        kind: what was asked about: ``call``, ``reply`` or ``handoff``.
        name: the tool, or the handoff as ``source -> target``; empty for a reply.
        context: what was known.
        record: where the decision is written down, as ``chain:number``; None without a record.
        step: the number of an allowed call in its ledger; None without one.
        approval: the human's yes that an allowed call needed.
        refused: the frozen arguments of a call that must not run: to show, never to run.
    """

    outcome: Outcome
    persona: str
    lane: str | None
    owner: str | None
    reasons: tuple[Reason, ...]
    evidence: tuple[str, ...] = ()
    arguments: Arguments | None = None
    kind: Kind = "call"
    name: str = ""
    context: Context = _NOTHING_KNOWN
    record: str | None = None
    step: int | None = None
    approval: Approval | None = None
    refused: Arguments | None = None

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the request: kind, persona, name, arguments, account and conversation."""
        return digest_of_request(self.kind, self.persona, self.name, self.arguments or self.refused, self.context)

    def written(self, *, record: str | None, step: int | None) -> Decision:
        """The same decision with where it is written down; nothing that was found out about it is found out again."""
        return decision_of({**vars(self), "record": record, "step": step})

    def __bool__(self) -> bool:
        return self.outcome == "allow"

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all reasons."""
        return tuple(reason.code for reason in self.reasons)

    @property
    def boundaries(self) -> tuple[str, ...]:
        """The boundaries behind the decision, as ``class/id``."""
        return tuple(reason.boundary for reason in self.reasons if reason.boundary)

    def to_json(self) -> dict[str, object]:
        """Return the decision as plain data for ``json.dumps``, with what a model reads as its ``explanation``."""
        return {
            "outcome": self.outcome,
            "persona": self.persona,
            "lane": self.lane,
            "owner": self.owner,
            "reasons": [
                {"code": reason.code, "name": reason.name, "message": reason.message, "boundary": reason.boundary}
                for reason in self.reasons
            ],
            "evidence": list(self.evidence),
            "record": self.record,
            "explanation": self.explain(),
        }

    def explain(self, *, to: Literal["model", "person"] = "model") -> str:
        """Say the decision in words.

        To a model: what to do now, with the owner by the name a handoff needs. To a person: every reason with its code.
        """
        if to == "person":
            persona = quoted(self.persona).strip("`")
            who = f"{persona} in {self.lane}" if self.lane else persona
            lines = [f"{self.outcome}: {who or 'nobody'}"]
            lines += [
                f"  {reason.code} {reason.name}: {reason.message}"
                + (f" ({reason.boundary})" if reason.boundary else "")
                for reason in self.reasons
            ]
            return "\n".join(lines)
        why = " ".join(_as_sentence(reason.message) for reason in self.reasons)
        match self.outcome:
            case "allow":
                return "Allowed."
            case "ask":
                return f"Not yet. {why} A human has to approve this exact call: say so and wait."
            case "redirect" if self.kind == "reply":
                return f"Not like this. {why} Leave that out, say whose it is, and hand it over to `{self.owner}`."
            case "redirect" if self.kind == "handoff" and "FLT422" in self.codes:
                return f"Not like this. {why} Leave that out, and hand the work over to `{self.owner}` without it."
            case "redirect":
                head = "Not there." if _OF_A_TARGET & set(self.codes) else "Not yours."
                return f"{head} {why} Hand it over to `{self.owner}`, and tell the person you are talking to."
            case "deny":
                return f"Refused. {why} {self._next_step()}"

    def _next_step(self) -> str:
        """What a model does after a denial: hand over what is somebody else's, mend what it wrote, or stop."""
        codes = set(self.codes)
        if codes & _SOMEBODY_ELSES and self.owner is not None:
            return f"The work is for `{self.owner}`: hand it over."
        return next((step for among, step in _STEPS if codes <= among), "Do not try it again in another form.")


def decision_of(fields: dict[str, object]) -> Decision:
    """A decision of these fields, which are its own from now on; those that are not given have their defaults.

    The class itself does the same, and takes four times as long: being frozen, it sets each field by a call.
    """
    made = object.__new__(Decision)
    object.__setattr__(made, "__dict__", fields)
    return made


def digest_of_request(kind: Kind, persona: str, name: str, arguments: Arguments | None, context: Context) -> str:
    """SHA-256 of a request, as hexadecimal digits."""
    given = arguments.digest if arguments is not None else None
    of = (kind, persona, name, given, context.account, context.conversation)
    try:
        text = f"[{', '.join(map(plain, of))}]"
    except TypeError:
        text = _ENCODED(of)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _as_sentence(message: str) -> str:
    end = "" if message.endswith("?") else "."
    return f"{message[:1].upper()}{message[1:]}{end}"
