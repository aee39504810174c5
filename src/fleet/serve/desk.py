"""What is asked over HTTP, answered from one library; nothing of a conversation is kept here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from fleet import __version__
from fleet.errors import FleetError, PromptError, UnknownNameError
from fleet.guard import Decision, Guard, Handoff, Ledger, Reason, Record
from fleet.guard.names import unknown_in
from fleet.library import Library
from fleet.prompts import Wording, compile_prompt, values_for
from fleet.routing import Route, Router
from fleet.serve.answered import DecisionAnswer, Health, PersonasAnswer, PromptAnswer, RouteAnswer
from fleet.serve.asked import CallAsked, Checked, EarlierAsked, HandoffAsked, PromptAsked, ReplyAsked, RouteAsked, Work
from fleet.serve.problem import CONTRADICTION, UNFIT, UNKNOWN_NAME, Fault, Kind, ProblemError, at
from fleet.serve.roles import roles, rule_of
from fleet.spec import Context, Tool

_CURRENT, _FACTS, _ASSIGNED = "current", "facts", "assigned"


class Desk:
    """Answers what is asked, each question alone; threads may share it.

    Args:
        library: the personas, lanes and tools.
        tools: tools of the host, laid over the library's name by name.
        variables: values for the variables of the library's texts, such as the company.
        router: who routes; None is one with the shipped settings, which loads at the first message.
        record: where every decision is written down.

    Raises:
        UnknownNameError: for a variable that the library does not have, or a tool in a lane that it does not have.
    """

    def __init__(
        self,
        library: Library,
        *,
        tools: Mapping[str, Tool] | None = None,
        variables: Mapping[str, str] | None = None,
        router: Router | None = None,
        record: Record | None = None,
    ) -> None:
        self.library = library
        self.wording = Wording(library, values_for(library, variables or {}))
        self._variables = dict(variables or {})
        self.guard = Guard(library, tools=tools, record=record)
        self._router = router or Router(library)

    def warm(self) -> None:
        """Load what the first question would wait for."""
        self._router.route("Hello, is anybody there?")
        self.guard.check_reply(next(iter(self.library)), "Hello, somebody is here.")

    def health(self) -> Health:
        """Say that the server is up, and which library it serves."""
        return Health(status="up", version=__version__, library=self.library.source, digest=self.library.digest)

    def personas(self) -> PersonasAnswer:
        """Everybody in the library, with what they do and do not do."""
        return PersonasAnswer(personas=tuple(roles(self.library, self.wording)))

    def prompt(self, asked: PromptAsked) -> PromptAnswer:
        """Compile a system prompt."""
        context = None if asked.context is None else self._known(asked.context)
        variables = {**self._variables, **asked.variables}
        try:
            prompt = compile_prompt(self.library, asked.persona, variables=variables, context=context)
        except UnknownNameError as error:
            field = "variables" if asked.persona in self.library else "persona"
            raise _refused(UNKNOWN_NAME, at([field], str(error))) from None
        except PromptError as error:
            raise _refused(UNFIT, at(["variables"], str(error))) from None
        return PromptAnswer.model_validate({**prompt.to_json(), "text": prompt.text})

    def route(self, asked: RouteAsked) -> RouteAnswer:
        """Say whose work a message is."""
        context = self._known(asked.context)
        return self._route_answer(self._router.route(asked.message, context=context, history=asked.history))

    def reply(self, asked: ReplyAsked) -> DecisionAnswer:
        """Decide a draft."""
        ledger = _ledger(asked)
        context = asked.context.context()
        decision = self.guard.check_reply(
            asked.persona, asked.draft, context=context, incoming=asked.incoming, ledger=ledger
        )
        return self._decision_answer(decision, ledger, asked.draft)

    def call(self, asked: CallAsked) -> DecisionAnswer:
        """Decide a call."""
        ledger = _ledger(asked)
        context = asked.context.context()
        decision = self.guard.check_call(asked.persona, asked.tool, asked.arguments, context=context, ledger=ledger)
        return self._decision_answer(decision, ledger)

    def handoff(self, asked: HandoffAsked) -> DecisionAnswer:
        """Decide a handoff; where nothing else is said, its source has the work."""
        ledger = _ledger(asked)
        handoff = _handoff(asked)
        decision = self.guard.check_handoff(
            handoff,
            context=handoff.held(asked.context.context()),
            earlier=tuple(map(_handoff, asked.earlier)),
            ledger=ledger,
        )
        return self._decision_answer(decision, ledger)

    def _known(self, work: Work) -> Context:
        """The context, in which all names are known."""
        faults = []
        context = work.context()
        for field in (_CURRENT, _FACTS, _ASSIGNED):
            alone = Context(**{field: getattr(context, field)})
            faults += [at(["context", field], one.reason.message) for one in unknown_in(alone, self.library)]
        if faults:
            raise _refused(UNKNOWN_NAME, *faults)
        return context

    def _route_answer(self, route: Route) -> RouteAnswer:
        data = route.to_json()
        legs = []
        for leg in route.legs:
            candidates = [{**one._asdict(), "owner": self.library.owner_of(one.lane)} for one in leg.candidates]
            legs.append({**leg.to_json(), "title": self.wording.title(leg.persona), "candidates": candidates})
        return RouteAnswer.model_validate({**data, "legs": legs})

    def _decision_answer(self, decision: Decision, ledger: Ledger | None, draft: str = "") -> DecisionAnswer:
        redirected = decision.outcome == "redirect" and decision.owner is not None
        data = decision.to_json()
        data |= {
            "reasons": [self._reason(one) for one in decision.reasons],
            "evidence": list(_spans(decision.evidence, draft)),
            "told": self.guard.told(decision, variables=self._variables) if redirected else None,
            "arguments": decision.arguments.thawed() if decision and decision.arguments is not None else None,
            "step": decision.step,
            "ledger": None if ledger is None else ledger.data(),
        }
        return DecisionAnswer.model_validate(data)

    def _reason(self, reason: Reason) -> dict[str, object]:
        rule = rule_of(self.library, self.wording, reason.boundary)
        said = {"code": reason.code, "name": reason.name, "message": reason.message, "boundary": reason.boundary}
        return {**said, "rule": rule}


def _ledger(asked: Checked) -> Ledger | None:
    """The ledger of a request, if its entries fit together."""
    if asked.ledger is None:
        return None
    try:
        return Ledger.of([entry.model_dump() for entry in asked.ledger])
    except FleetError as error:
        raise ProblemError(CONTRADICTION, str(error), [at(["ledger"], str(error))]) from None


def _handoff(asked: HandoffAsked | EarlierAsked) -> Handoff:
    baton = None if asked.baton is None else asked.baton.model_dump()
    return Handoff(asked.source, asked.target, asked.lane, asked.reason, baton)


def _refused(kind: Kind, *faults: Fault) -> ProblemError:
    return ProblemError(kind, faults[0].detail, faults)


def _spans(evidence: Iterable[str], draft: str) -> Iterator[dict[str, object]]:
    """Each text with where it stands in a draft; the first place after the text before it, if there is one."""
    end = 0
    for text in evidence:
        start = draft.find(text, end) if draft else -1
        start = draft.find(text) if start < 0 and draft else start
        end = start + len(text) if start >= 0 else end
        yield {"text": text, "span": (start, end) if start >= 0 else None}
