"""Cases written by hand in ``*.boundary.yaml`` files: read strictly, each with its line."""

from __future__ import annotations

from pathlib import Path

from fleet.diagnostics import Diagnostic, Span, quoted
from fleet.errors import LibraryError
from fleet.guard import Handoff
from fleet.library import Library, shown
from fleet.library.shape import shaped
from fleet.source import Node, compose, read_text
from fleet.testing.case import CallRequest, Case, Expected, HandoffRequest
from fleet.testing.unsound import unsound
from fleet.testing.written import CaseFile, WrittenCall, WrittenCase


def read_written(path: Path, library: Library) -> tuple[tuple[WrittenCase, Node], ...]:
    """Read all cases of one file about `library`, exact ones and conversations, each with its node.

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
    found += unsound(file, nodes, library)
    if found:
        raise LibraryError(found)
    return tuple(zip(file.cases, nodes, strict=True))


def read_cases(path: Path, library: Library) -> tuple[Case, ...]:
    """Read the exact cases of one file about `library`: calls and handoffs, and no conversations.

    Raises:
        LibraryError: with every finding if the file, a name in it or a case is not right.
    """
    return tuple(_case(one, node, library) for one, node in read_written(path, library) if one.turns is None)


def _case(written: WrittenCase, node: Node, library: Library) -> Case:
    class_, _, id_ = written.boundary.partition("/")
    boundary = library[class_].boundary(id_)
    lane = boundary.lane if boundary else ""
    handoff = written.handoff
    source = (handoff.source if handoff else None) or class_
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
    context = written.context.as_context(source)
    return Case(f"written/{written.id}", (f"{written.boundary}:{what}",), request, context, expected, node.at("id"))
