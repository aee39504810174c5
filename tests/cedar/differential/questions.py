"""What Cedar is asked about a request, and how its answers, which are yes or no, become one of ours."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import cedarpy

from differential.entities import NO_LANE, entities_of, owners_of, reference, team_name, uid
from differential.policies import BEYOND, REFUSED, policies_of
from differential.values import facts_of
from differential.work import Answer, Call, Request, Transfer
from fleet import Baton, Context, Handoff
from fleet.library import Library

Question = dict[str, object]


class Cedar:
    """One library in Cedar."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.owners = dict(owners_of(library))
        self.policies = cedarpy.PolicySet.from_str(policies_of(library))

    def answers(self, requests: Sequence[Request]) -> list[Answer]:
        """The answer to each request: may it be; would it with an approval; and if it is elsewhere, with whom?"""
        assigned = {request.context.assigned for request in requests}
        teams = {team_name(classes): classes for classes in assigned if classes is not None}
        entities = cedarpy.Entities.from_json_str(json.dumps(entities_of(self.library, teams.values())))
        asked = [_Asked(self.library, request) for request in requests]
        now = self._ask([one.now for one in asked], entities)
        waiting = [at for at, result in enumerate(now) if _because(result) == {BEYOND}]
        approved = dict(zip(waiting, self._ask([asked[at].approved for at in waiting], entities), strict=True))
        elsewhere = [at for at, result in enumerate(now) if not result.allowed and REFUSED not in _because(result)]
        elsewhere = [at for at in elsewhere if at not in approved or not approved[at].allowed]
        owners = [self.owners.get(asked[at].lane, "") for at in elsewhere]
        owned = self._ask([asked[at].owned(by) for at, by in zip(elsewhere, owners, strict=True)], entities)
        answers = [Answer("allow" if result.allowed else "deny") for result in now]
        for at, result in approved.items():
            answers[at] = Answer("ask") if result.allowed else answers[at]
        for at, by, result in zip(elsewhere, owners, owned, strict=True):
            answers[at] = Answer("redirect", by if result.allowed else self.library.manifest.fallback)
        return answers

    def _ask(self, questions: list[Question], entities: cedarpy.Entities) -> list[cedarpy.AuthzResult]:
        """Cedar's results; a policy that cannot be evaluated would be skipped by it, so there must be none."""
        results = cedarpy.is_authorized_batch(questions, self.policies, entities)
        for result in results:
            assert not result.diagnostics.errors, result.diagnostics.errors
        return results


def _because(result: cedarpy.AuthzResult) -> set[str]:
    """The names of the policies that forbade a request."""
    return set() if result.allowed else set(result.diagnostics.id_annotations_by_reason.values())


class _Asked:
    """The questions about one request."""

    def __init__(self, library: Library, request: Request) -> None:
        if isinstance(request, Call):
            tool = library.tools.get(request.tool)
            self.lane, self.action = (tool.lane, tool.effect) if tool is not None else (None, "write")
            self.subject, self.resource = request.persona, uid("Tool", request.tool)
            self.known = _of_call(request)
        else:
            self.lane, self.action = request.handoff.lane, "receive"
            self.subject, self.resource = (
                request.handoff.target,
                uid("Lane", NO_LANE if self.lane is None else self.lane),
            )
            self.known = _of_transfer(request)

    @property
    def now(self) -> Question:
        return self._question(self.subject, self.action, self.known)

    @property
    def approved(self) -> Question:
        return self._question(self.subject, self.action, {**self.known, "approved": True})

    def owned(self, by: str) -> Question:
        return self._question(by, "own", self.known)

    def _question(self, subject: str, action: str, known: Mapping[str, object]) -> Question:
        asked = {"principal": uid("Actor", subject), "action": uid("Action", action), "resource": self.resource}
        return {**asked, "context": json.dumps(known)}


def _of_call(call: Call) -> dict[str, object]:
    known = _of_context(call.context)
    return known if call.meant is None else {**known, **facts_of(call.meant)}


def _of_transfer(transfer: Transfer) -> dict[str, object]:
    known = _of_context(transfer.context)
    known |= {
        "source": reference("Actor", transfer.handoff.source),
        "sound": transfer.sound,
        "edge": _edge(transfer.handoff),
        "earlier": sorted({_edge(one) for one in transfer.earlier}),
        "handoffs": len(transfer.earlier),
    }
    if transfer.earlier:
        known["last"] = reference("Actor", transfer.earlier[-1].target)
    return known


def _edge(handoff: Handoff) -> str:
    """From whom to whom, which work, and what is said: a baton that says nothing is none."""
    given = handoff.baton
    said = given.model_dump(exclude_defaults=True) if isinstance(given, Baton) else given or {}
    if isinstance(said, dict):
        said = {name: list(text) if isinstance(text, tuple) else text for name, text in said.items() if text}
    return json.dumps([handoff.source, handoff.target, handoff.lane, said], sort_keys=True)


def _of_context(context: Context) -> dict[str, object]:
    known: dict[str, object] = {
        "approved": False,
        "handoffs": 0,
        "audience": context.audience,
        "facts": sorted(context.facts),
    }
    if context.assigned is not None:
        known["team"] = reference("Team", team_name(context.assigned))
    if context.stage is not None:
        known["stage"] = context.stage
    if context.account is not None:
        known["account"] = context.account
    if context.current is not None:
        known["current"] = reference("Actor", context.current)
    return known
