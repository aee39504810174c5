"""Cases put to a guard and to compiled prompts, and what came out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from fleet.diagnostics import quoted
from fleet.guard import Decision, Guard, Ledger
from fleet.library import Library
from fleet.prompts import Block, Prompt, compile_prompt
from fleet.prompts.flatten import one_line
from fleet.spec import Boundary, fill
from fleet.testing.case import CallRequest, Case, HandoffRequest, PromptRequest
from fleet.testing.tools import synthetic_tools


@dataclass(frozen=True, slots=True)
class Target:
    """What cases are put to: a guard, and the prompts of its library, compiled once each.

    The guard knows the suite's synthetic tools besides the library's own.
    """

    guard: Guard
    _prompts: dict[str, Prompt] = field(default_factory=dict)

    @classmethod
    def of(cls, library: Library) -> Target:
        """The guard and prompts of `library`."""
        return cls(Guard(library, tools=synthetic_tools(library)))

    @property
    def library(self) -> Library:
        """The library behind the guard."""
        return self.guard.library

    def prompt(self, persona: str) -> Prompt:
        """The compiled prompt of a persona."""
        if persona not in self._prompts:
            self._prompts[persona] = compile_prompt(self.library, persona)
        return self._prompts[persona]


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a case: whether it held, what was found otherwise, and the decision, if one was asked for."""

    case: Case
    held: bool
    found: tuple[str, ...] = ()
    decision: Decision | None = None


def run(cases: Iterable[Case], target: Target) -> Iterator[Result]:
    """Put cases to a target, in order.

    >>> import fleet
    >>> library = fleet.load()
    >>> from fleet.testing import generated
    >>> all(result.held for result in run(generated(library)[:100], Target.of(library)))
    True
    """
    return (judged(case, target) for case in cases)


def judged(case: Case, target: Target) -> Result:
    """Put one case to a target; every expectation that does not hold is a line of ``found``."""
    request = case.request
    if isinstance(request, PromptRequest):
        found = tuple(_untold(request, target))
        return Result(case, not found, found)
    if isinstance(request, CallRequest):
        ledger = None if request.before is None else Ledger(request.before)
        asked = (request.persona, request.tool, request.args)
        decision = target.guard.check_call(*asked, context=case.context, ledger=ledger)
    else:
        decision = _handed_over(request, case, target)
    found = tuple(_differences(case, decision))
    return Result(case, not found, found, decision)


def _handed_over(request: HandoffRequest, case: Case, target: Target) -> Decision:
    return target.guard.check_handoff(request.handoff, context=case.context, earlier=request.earlier)


def _differences(case: Case, decision: Decision) -> Iterator[str]:
    expected = case.expected
    if decision.outcome != expected.outcome:
        yield f"outcome: expected {expected.outcome}, found {decision.outcome}"
    if expected.owner is not None and decision.owner != expected.owner:
        yield f"owner: expected {expected.owner}, found {decision.owner}"
    for boundary in expected.boundaries:
        if boundary not in decision.boundaries:
            yield f"boundary: expected {boundary} among the reasons, found {', '.join(decision.boundaries) or 'none'}"
    if expected.code is not None and expected.code not in decision.codes:
        yield f"code: expected {expected.code}, found {', '.join(decision.codes)}"


def _untold(request: PromptRequest, target: Target) -> Iterator[str]:
    if request.persona not in target.library.personas:
        yield f"prompt: there is no persona `{request.persona}`"
        return
    boundaries = target.library[request.persona].boundaries
    told = [block for block in target.prompt(request.persona).blocks if block.partial == "boundary"]
    if request.boundary is None:
        for block in told:
            if not any(_tells(block, boundary, target.library) for boundary in boundaries):
                yield f"prompt: a block tells a boundary that the spec does not have: {quoted(block.text)}"
        if len(told) != len(boundaries):
            yield f"prompt: expected {len(boundaries)} blocks that tell a boundary, found {len(told)}"
        return
    wanted = target.library[request.persona].boundary(request.boundary)
    if wanted is None:
        yield f"prompt: `{request.persona}` has no boundary `{request.boundary}`"
    elif not any(_tells(block, wanted, target.library) for block in told):
        yield f"prompt: no block says rule, reason and owner of `{request.boundary}`"


def _tells(block: Block, boundary: Boundary, library: Library) -> bool:
    text = " ".join(block.text.split())
    values = library.manifest.variables
    parts = (boundary.rule, boundary.because, library.owner_of(boundary.lane))
    return all(one_line(fill(part, values)).rstrip(".") in text for part in parts)
