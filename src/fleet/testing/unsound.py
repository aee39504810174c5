"""What is wrong with cases that have the right shape: names that do not exist, and parts that do not go together."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from fleet.diagnostics import Diagnostic, Label, Span, choice, closest, listed, quoted, suggestion
from fleet.guard.names import unknown_in
from fleet.library import Library
from fleet.source import Node
from fleet.testing.written import CaseFile, WrittenCase

_OF_TURNS = ("verdict", "calls_not_made")
_OF_REQUESTS = ("outcome", "code")


def unsound(file: CaseFile, nodes: Sequence[Node], library: Library) -> Iterator[Diagnostic]:
    """List what keeps the cases of a file from being put to anybody."""
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
            note = f"case {quoted(case.id)} tests it"
            yield Diagnostic("FLT501", message, node.at("boundary"), note=note, help=_meant(case.boundary, boundaries))
        yield from _requests(case, node)
        if case.call is not None and case.call.tool not in library.tools:
            yield _no_tool(case.call.tool, node.at("call", "tool"), library)
        yield from _conversation(case, node, library) if case.turns is not None else _no_conversation(case, node)


def _requests(case: WrittenCase, node: Node) -> Iterator[Diagnostic]:
    """A case asks one thing."""
    given = {"a call": case.call, "a handoff": case.handoff, "turns": case.turns}
    asked = [name for name, one in given.items() if one is not None]
    if not asked:
        message = f"case {quoted(case.id)} has neither a call nor a handoff nor turns"
        yield Diagnostic("FLT502", message, node.at("id"), help="write `call:`, `handoff:` or `turns:`")
    elif len(asked) > 1:
        message = f"case {quoted(case.id)} has both {asked[0]} and {asked[1]}"
        yield Diagnostic("FLT502", message, node.at("id"), help="make two cases of it")


def _no_conversation(case: WrittenCase, node: Node) -> Iterator[Diagnostic]:
    """What only a conversation has stands in a case without one."""
    keys = [("strategy",), ("twins",), *(("expect", key) for key in _OF_TURNS)]
    for path in keys:
        if _has(node, *path):
            message = f"case {quoted(case.id)} has {quoted(path[-1])}, and no turns"
            yield Diagnostic("FLT502", message, node.at(*path), help="write `turns:`, or remove it")


def _conversation(case: WrittenCase, node: Node, library: Library) -> Iterator[Diagnostic]:
    class_ = case.boundary.partition("/")[0]
    for key in _OF_REQUESTS:
        if _has(node, "expect", key):
            message = f"case {quoted(case.id)} has turns, and {quoted(key)} is of calls and handoffs"
            help_ = "write `verdict:`, `owner:` or `calls_not_made:`"
            yield Diagnostic("FLT502", message, node.at("expect", key), help=help_)
    yield from _turns(case, node)
    for tool in case.expect.calls_not_made:
        if tool not in library.tools:
            yield _no_tool(tool, node.at("expect", "calls_not_made"), library)
    everybody = {*library.personas, *library.parties}
    if case.expect.owner is not None and case.expect.owner not in everybody:
        message = f"nobody is named {quoted(case.expect.owner)}"
        help_ = suggestion(case.expect.owner, everybody)
        yield Diagnostic("FLT502", message, node.at("expect", "owner"), help=help_)
    for refusal in unknown_in(case.context.as_context(class_), library) if class_ in library else ():
        yield Diagnostic("FLT502", refusal.reason.message, node.at("context"), help="use a name of the library")
    if case.context.current not in (None, class_):
        message = f"{quoted(case.context.current)} is at work in {quoted(case.id)}, which is about {quoted(class_)}"
        yield Diagnostic("FLT502", message, node.at("context", "current"), help="remove `current:`")


def _turns(case: WrittenCase, node: Node) -> Iterator[Diagnostic]:
    turns = case.turns or ()
    for turn, at in zip(turns, node.mapping["turns"].items, strict=True):
        if len(turn.speakers) != 1:
            said = listed(turn.speakers) if turn.speakers else "nobody"
            message = f"in a turn one speaks, and here {said}"
            yield Diagnostic("FLT502", message, at.span, help="write one of `user:`, `agent:` and `tool:`")
        elif turn.name is not None and turn.tool is None:
            message = "a turn has a name, and is not of a tool"
            yield Diagnostic("FLT502", message, at.at("name"), help="remove `name:`")
    if not turns or turns[-1].user is None:
        message = f"the last turn of case {quoted(case.id)} is not the user's"
        yield Diagnostic("FLT502", message, node.at("turns"), help="end with what the persona has to answer")


def _no_tool(name: str, place: Span, library: Library) -> Diagnostic:
    return Diagnostic("FLT502", f"no tool is named {quoted(name)}", place, help=suggestion(name, library.tools))


def _has(node: Node, *path: str) -> bool:
    for step in path:
        if step not in node.mapping:
            return False
        node = node.mapping[step]
    return True


def _meant(name: str, boundaries: Collection[str]) -> str:
    """Which boundary was meant: of the persona that the name begins with, if there is one."""
    class_ = name.partition("/")[0]
    of_class = [one for one in boundaries if one.startswith(f"{class_}/")]
    near = closest(name.rpartition("/")[2], [one.rpartition("/")[2] for one in of_class])
    if near is not None:
        return f"did you mean {quoted(f'{class_}/{near}')}?"
    return choice(sorted(of_class)) if of_class else suggestion(name, boundaries)
