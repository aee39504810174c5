"""Cases written by hand in ``*.boundary.yaml`` files: read strictly, each with its line."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field

from fleet.diagnostics import Diagnostic, Label, Span, choice, closest, quoted, suggestion
from fleet.errors import LibraryError
from fleet.guard import Handoff, Outcome
from fleet.library import Library, shown
from fleet.library.shape import shaped
from fleet.source import Node, compose, read_text
from fleet.spec import Audience, Context, FrozenMapping, Stage
from fleet.spec.frozen import Frozen, Model, Slug, Text
from fleet.testing.case import CallRequest, Case, Expected, HandoffRequest


class WrittenCall(Model):
    """A call of the boundary's persona.

    Attributes:
        tool: the name of the tool.
        args: its arguments.
    """

    tool: Text
    args: Annotated[Mapping[str, object], Frozen] = FrozenMapping({})


class WrittenHandoff(Model):
    """A handoff.

    Attributes:
        target: the persona or party that is to take the work.
        lane: the lane of the work; None is the boundary's.
        source: the persona that hands over; None is the boundary's.
        baton: what a model writes into the handoff.
    """

    target: Text
    lane: Text | None = None
    source: Text | None = None
    baton: Annotated[Mapping[str, object], Frozen] | None = None


class WrittenContext(Model):
    """What is known about the piece of work.

    Attributes:
        account: the account's name or id.
        conversation: the conversation's id.
        stage: the account's stage; None is unknown.
        audience: who reads the answer.
        assigned: the classes assigned to the account; None is unknown, an empty list is nobody.
        facts: the declared facts that hold.
        current: the persona at work; None is the boundary's, or the one that hands over.
    """

    account: Text | None = None
    conversation: Text | None = None
    stage: Stage | None = None
    audience: Audience = "customer"
    assigned: tuple[Slug, ...] | None = None
    facts: tuple[Slug, ...] = ()
    current: Slug | None = None


class WrittenExpectation(Model):
    """What must come out.

    Attributes:
        outcome: what the guard decides.
        owner: who is named; None is the owner of the boundary's lane.
        code: a code that must be among the reasons, such as ``FLT405``.
    """

    outcome: Outcome = "redirect"
    owner: Slug | None = None
    code: Text | None = None


class WrittenCase(Model):
    """One case: a call or a handoff, and what must come out.

    Attributes:
        id: its name in reports, unique in the file.
        boundary: the boundary it is about, as ``class/id``.
        call: the call that is asked for.
        handoff: the handoff that is asked for.
        context: what is known.
        expect: what must come out.
        notes: free text for people.
    """

    id: Slug
    boundary: Text
    call: WrittenCall | None = None
    handoff: WrittenHandoff | None = None
    context: WrittenContext = WrittenContext()
    expect: WrittenExpectation = WrittenExpectation()
    notes: Text | None = None


class CaseFile(Model):
    """A ``*.boundary.yaml`` file: cases written by hand.

    Attributes:
        cases: the cases, each about one boundary.
    """

    cases: tuple[WrittenCase, ...] = Field(min_length=1)


def read_cases(path: Path, library: Library) -> tuple[Case, ...]:
    """Read the cases of one file about `library`.

    Raises:
        LibraryError: with every finding if the file, a name in it or a case is not right.
    """
    name = shown(path)
    text = read_text(path, root=path.parent, name=name)
    if isinstance(text, Diagnostic):
        raise LibraryError([text])
    node, findings = compose(text, name)
    found = list(findings)
    if node is None:
        empty = Diagnostic("FLT014", f"{quoted(name)} is empty", Span(name, 1, 1, 1, 1), help="start it with `cases:`")
        raise LibraryError(found or [empty])
    file, more = shaped(CaseFile, node)
    found += more
    if file is None:
        raise LibraryError(found)
    nodes = node.mapping["cases"].items
    found += _unsound(file, nodes, library)
    if found:
        raise LibraryError(found)
    return tuple(_case(written, at, library) for written, at in zip(file.cases, nodes, strict=True))


def _unsound(file: CaseFile, nodes: tuple[Node, ...], library: Library) -> Iterator[Diagnostic]:
    boundaries = {f"{class_}/{one.id}" for class_, persona in library.items() for one in persona.boundaries}
    seen: dict[str, Span] = {}
    for case, node in zip(file.cases, nodes, strict=True):
        if case.id in seen:
            labels = (Label(seen[case.id], "first here"),)
            message = f"case {quoted(case.id)} appears twice"
            yield Diagnostic("FLT110", message, node.at("id"), labels, help="rename one of them")
        seen.setdefault(case.id, node.at("id"))
        if case.boundary not in boundaries:
            message = f"no boundary is named {quoted(case.boundary)}"
            help_ = _meant(case.boundary, boundaries)
            yield Diagnostic("FLT501", message, node.at("boundary"), help=help_)
        if (case.call is None) == (case.handoff is None):
            both, help_ = "neither a call nor a handoff", "write `call:` or `handoff:`"
            if case.call is not None:
                both, help_ = "both a call and a handoff", "make two cases of it"
            yield Diagnostic("FLT502", f"case {quoted(case.id)} has {both}", node.at("id"), help=help_)
        if case.call is not None and case.call.tool not in library.tools:
            message = f"no tool is named {quoted(case.call.tool)}"
            help_ = suggestion(case.call.tool, library.tools)
            yield Diagnostic("FLT502", message, node.at("call", "tool"), help=help_)


def _meant(name: str, boundaries: Collection[str]) -> str:
    """Which boundary was meant: of the persona that the name begins with, if there is one."""
    class_ = name.partition("/")[0]
    of_class = [one for one in boundaries if one.startswith(f"{class_}/")]
    near = closest(name.rpartition("/")[2], [one.rpartition("/")[2] for one in of_class])
    if near is not None:
        return f"did you mean {quoted(f'{class_}/{near}')}?"
    return choice(sorted(of_class)) if of_class else suggestion(name, boundaries)


def _case(written: WrittenCase, node: Node, library: Library) -> Case:
    class_, _, id_ = written.boundary.partition("/")
    boundary = library[class_].boundary(id_)
    lane = boundary.lane if boundary else ""
    given, handoff = written.context, written.handoff
    source = (handoff.source if handoff else None) or class_
    context = Context(
        account=given.account,
        conversation=given.conversation,
        stage=given.stage,
        audience=given.audience,
        assigned=None if given.assigned is None else frozenset(given.assigned),
        facts=frozenset(given.facts),
        current=given.current or source,
    )
    expect = written.expect
    refused = expect.outcome != "allow" and (handoff is None or handoff.target == class_)
    expected = Expected(
        expect.outcome,
        expect.owner or library.owner_of(lane),
        (written.boundary,) if refused and expect.outcome == "redirect" else (),
        expect.code,
    )
    request: CallRequest | HandoffRequest
    if handoff is not None:
        request = HandoffRequest(Handoff(source, handoff.target, handoff.lane or lane, baton=handoff.baton))
        what = "handoff" if refused else "owner"
    else:
        call = written.call or WrittenCall(tool="")
        request = CallRequest(class_, call.tool, call.args)
        what = "call"
    return Case(f"written/{written.id}", (f"{written.boundary}:{what}",), request, context, expected, node.at("id"))
