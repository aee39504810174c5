"""One exact case: what is asked of the guard or of a prompt, and what the answer must be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fleet.diagnostics import Span
from fleet.guard import Handoff, Outcome
from fleet.guard.ledger import Entry
from fleet.spec import Context


@dataclass(frozen=True, slots=True)
class CallRequest:
    """A persona calls a tool.

    Attributes:
        persona: who calls.
        tool: the tool's name.
        args: a mapping, or JSON text of one.
        before: what the ledger of the conversation holds; None is a call without a ledger.
    """

    persona: str
    tool: str
    args: Mapping[str, object] | str
    before: tuple[Entry, ...] | None = None


@dataclass(frozen=True, slots=True)
class HandoffRequest:
    """A piece of work goes to somebody else."""

    handoff: Handoff
    earlier: tuple[Handoff, ...] = ()


@dataclass(frozen=True, slots=True)
class PromptRequest:
    """The compiled prompt of a persona must say a boundary; all of them and no other if ``boundary`` is None."""

    persona: str
    boundary: str | None = None


@dataclass(frozen=True, slots=True)
class Expected:
    """What must be true of the decision; a field that is None or empty asks nothing.

    Attributes:
        outcome: the outcome.
        owner: who is named.
        boundaries: ``class/id`` of boundaries that must be among the reasons.
        code: a code that must be among the reasons.
    """

    outcome: Outcome = "allow"
    owner: str | None = None
    boundaries: tuple[str, ...] = ()
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A request in a context, and what must come out.

    Attributes:
        id: stable name; generated ones are ``class/subject/what``.
        elements: what of the library the case is about, as `fleet.testing.elements_of` names it.
        request: what is asked.
        context: what is known.
        expected: what must come out.
        place: the spec line, or the line of a case file, that the case comes from.
    """

    id: str
    elements: tuple[str, ...]
    request: CallRequest | HandoffRequest | PromptRequest
    context: Context
    expected: Expected
    place: Span | None = None
