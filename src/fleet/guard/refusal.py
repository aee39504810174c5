"""What one rule has against a request, and how the refusals of all rules become one decision."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from fleet.diagnostics import quoted
from fleet.guard.arguments import Arguments
from fleet.guard.decision import STRENGTH, Decision, Kind, Outcome, Reason, decision_of
from fleet.library import Library
from fleet.relation import Relation, unmet_words
from fleet.spec import Context, fill
from fleet.text import lowered

_NOTHING_KNOWN = Context()


class Refusal(NamedTuple):
    """An outcome that is not ``allow``, and why."""

    outcome: Outcome
    reason: Reason


class Subject(NamedTuple):
    """Whom and what a decision is about; the digest is there if it was worked out before."""

    persona: str
    lane: str | None = None
    owner: str | None = None
    evidence: tuple[str, ...] = ()
    arguments: Arguments | None = None
    kind: Kind = "call"
    name: str = ""
    context: Context = _NOTHING_KNOWN
    digest: str | None = None


def denied(code: str, message: str) -> Refusal:
    """Nobody may."""
    return Refusal("deny", Reason(code, message))


def decided(subject: Subject, refusals: Sequence[Refusal]) -> Decision:
    """Put all refusals together: the strongest outcome holds, whatever the order of the rules.

    Without a refusal the request is allowed.
    """
    outcome, reasons = _strongest(refusals) or ("allow", _in_lane(subject.lane))
    persona, lane, owner, evidence, arguments, kind, name, context, digest = subject
    runs = outcome in ("allow", "ask")
    fields: dict[str, object] = {
        "outcome": outcome,
        "persona": persona,
        "lane": lane,
        "owner": owner,
        "reasons": reasons,
        "evidence": evidence,
        "arguments": arguments if runs else None,
        "kind": kind,
        "name": name,
        "context": context,
        "refused": None if runs else arguments,
    }
    if digest is not None:
        fields["digest"] = digest
    return decision_of(fields)


def _strongest(refusals: Sequence[Refusal]) -> tuple[Outcome, tuple[Reason, ...]] | None:
    if not refusals:
        return None
    found = sorted(dict.fromkeys(refusals), key=lambda one: -STRENGTH.index(one.outcome))
    return found[0].outcome, tuple(refusal.reason for refusal in found)


def outside(library: Library, relation: Relation) -> tuple[Refusal, ...]:
    """Why a persona may not work in a lane: the lane itself, the conditions that do not hold, its boundaries.

    Of these there are few, whatever the contexts, so each is put into words once.
    """
    of = ("outside", relation.persona, relation.lane, relation.owner, relation.misfit, relation.unmet)
    return library.conclude(of, lambda: tuple(_outside(library, relation)))


def _outside(library: Library, relation: Relation) -> Iterator[Refusal]:
    lane, owner = quoted(relation.lane), quoted(relation.owner)
    title, duty = library.title_of(relation.owner), library.lanes[relation.lane]
    if relation.misfit == "stage":
        stages = " or ".join(map(quoted, duty.stages or ()))
        yield _redirect("FLT408", f"{lane} is for the stage {stages}; at this one it goes to {owner}, {title}")
    elif relation.misfit == "audience":
        yield _redirect(
            "FLT409", f"{lane} is for the audience {quoted(duty.audience)}; here it goes to {owner}, {title}"
        )
    else:
        yield _redirect("FLT404", f"{lane} is the lane of {owner}, {title}")
    if relation.unmet:
        yield _redirect("FLT406", unmet_words(relation.unmet))
    yield from behind(library, relation)


def behind(library: Library, relation: Relation) -> Iterator[Refusal]:
    """The boundaries that a persona has on a lane."""
    for boundary in relation.boundaries:
        rule, because = (_clause(library, text) for text in (boundary.rule, boundary.because))
        message = f"{quoted(relation.persona)} {lowered(rule)}: {because}"
        yield _redirect("FLT405", message, f"{relation.persona}/{boundary.id}")


def _clause(library: Library, text: str) -> str:
    """A text of a spec on one line, without its period; variables have their defaults."""
    return " ".join(fill(text, library.manifest.variables).split()).rstrip(".")


def _redirect(code: str, message: str, boundary: str | None = None) -> Refusal:
    return Refusal("redirect", Reason(code, message, boundary))


@lru_cache(maxsize=1024)
def _in_lane(lane: str | None) -> tuple[Reason]:
    where = f" in {quoted(lane)}" if lane else ", and it is in no lane"
    return (Reason("FLT420", f"no rule has anything against it{where}"),)
