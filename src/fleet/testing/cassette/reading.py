"""A cassette file as values: read strictly, every finding at its line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from fleet.diagnostics import Diagnostic, Label, Span, choice, quoted
from fleet.errors import LibraryError
from fleet.library import shown
from fleet.library.shape import shaped
from fleet.source import Node, compose, decoded, unreadable
from fleet.spec.frozen import Model
from fleet.testing.cassette.canonical import tool_name
from fleet.testing.cassette.file import CassetteFile, WrittenEntry, WrittenMessage, WrittenPart
from fleet.testing.cassette.plain import to_json
from fleet.testing.cassette.streams import stream_fault
from fleet.testing.cassette.values import Call, Cassette, Entry, Message, Part, Reply, Request, Told

_JSON: Mapping[type[Model], tuple[str, ...]] = {
    Call: ("args",),
    Part: ("block",),
    Reply: ("details", "stream"),
    WrittenEntry: ("settings",),
}
_AGAIN = "record the cassette again, or take back what was changed by hand"


def read_cassette(path: Path) -> Cassette:
    """Read a cassette.

    Raises:
        LibraryError: with every finding if the file cannot be read, or is not as a recording writes it.
    """
    name = shown(path)
    try:
        text = decoded(path.read_bytes(), name, most=None)
    except OSError as error:
        raise LibraryError([unreadable(path, name, error)]) from error
    if isinstance(text, Diagnostic):
        raise LibraryError([text])
    node, findings = compose(text, name, escapes=True)
    found = list(findings)
    if node is None:
        empty = Diagnostic("FLT014", f"{quoted(name)} is empty", Span(name, 1, 1, 1, 1), help="record it again")
        raise LibraryError(found or [empty])
    file, more = shaped(CassetteFile, node)
    found += more
    if file is None:
        raise LibraryError(found)
    found += _unsound(file, node)
    if found:
        raise LibraryError(found)
    return _cassette(file, node)


def _cassette(file: CassetteFile, node: Node) -> Cassette:
    told = {one.id: Told(persona=one.id.partition("@")[0], blocks=one.blocks) for one in file.prompts}
    entries = {}
    for written, at in _entries(file, node):
        request = _request(written, told)
        replies = {(reply.run, reply.number): _of_reply(reply) for reply in written.replies}
        entries[request.key] = Entry(request, replies, at.head)
    return Cassette(told, {tool.id: _one_line(tool.schema_) for tool in file.tools}, entries)


def _request(written: WrittenEntry, told: dict[str, Told]) -> Request:
    return Request(
        settings=_one_line(written.settings),
        tools=written.tools,
        stop=written.stop,
        messages=tuple(_message(message, told) for message in written.messages),
    )


def _message(written: WrittenMessage, told: dict[str, Told]) -> Message:
    fields = {name: getattr(written, name) for name in Message.model_fields}
    parts = tuple(Part(text=_whole(part, told), block=_one_line(part.block)) for part in written.parts)
    more = {"text": _whole(written, told), "calls": _calls(written.calls), "parts": parts}
    return Message.model_validate(fields | more)


def _whole(written: WrittenMessage | WrittenPart, told: dict[str, Told]) -> str:
    if written.prompt is None:
        return written.text
    return f"{written.before}{told[written.prompt].text}{written.text}"


def _of_reply(written: Reply) -> Reply:
    more = {"calls": _calls(written.calls), "parts": _parts(written.parts)}
    return written.model_copy(
        update={**more, "details": _one_line(written.details), "stream": _one_line(written.stream)}
    )


def _calls(calls: tuple[Call, ...]) -> tuple[Call, ...]:
    return tuple(call if call.broken else call.model_copy(update={"args": _one_line(call.args)}) for call in calls)


def _parts(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    return tuple(part.model_copy(update={"block": _one_line(part.block)}) for part in parts)


def _one_line(text: str) -> str:
    return to_json(json.loads(text)) if text else ""


def _unsound(file: CassetteFile, node: Node) -> Iterator[Diagnostic]:
    broken = list(_no_json(file, node))
    unknown = list(_unknown(file, node))
    yield from (*broken, *unknown)
    if broken:
        return
    yield from _ids(file, node)
    for entry, at in _entries(file, node):
        yield from _replies(entry, at)
    if not unknown:
        yield from _repeated(file, node)


def _entries(file: CassetteFile, node: Node) -> Iterator[tuple[WrittenEntry, Node]]:
    if file.requests:
        yield from zip(file.requests, node.mapping["requests"].items, strict=True)


def _unknown(file: CassetteFile, node: Node) -> Iterator[Diagnostic]:
    """Prompts and tools that are named and not there."""
    prompts, tools = {one.id for one in file.prompts}, {one.id for one in file.tools}
    for entry, at in _entries(file, node):
        for number, id_ in enumerate(entry.tools):
            if id_ not in tools:
                yield _not_there("tool", id_, tools, at.at("tools", number))
        for number, message in enumerate(entry.messages):
            if message.prompt is not None and message.prompt not in prompts:
                yield _not_there("prompt", message.prompt, prompts, at.at("messages", number, "prompt"))
            for place, part in enumerate(message.parts):
                if part.prompt is not None and part.prompt not in prompts:
                    span = at.at("messages", number, "parts", place, "prompt")
                    yield _not_there("prompt", part.prompt, prompts, span)


def _not_there(kind: str, id_: str, known: set[str], span: Span) -> Diagnostic:
    help_ = choice(sorted(known)) if known else _AGAIN
    return Diagnostic("FLT522", f"no {kind} of this file has the id {quoted(id_)}", span, help=help_)


def _no_json(value: object, node: Node) -> Iterator[Diagnostic]:
    """Texts that should be JSON of a mapping, of a list in the case of a stream, and are not."""
    fields = getattr(type(value), "model_fields", {})
    wanted = next((names for kind, names in _JSON.items() if isinstance(value, kind)), ())
    for name, field in fields.items():
        inner, key = getattr(value, name), field.alias or name
        at = node.mapping.get(key)
        if at is None:
            continue
        if isinstance(inner, tuple):
            for one, item in zip(inner, at.items, strict=True):
                yield from _no_json(one, item)
        elif (name in wanted and inner and not getattr(value, "broken", False)) or name == "schema_":
            yield from _fault_of_json(key, inner, at.span)


def _fault_of_json(name: str, text: str, span: Span) -> Iterator[Diagnostic]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        message = f"{quoted(name)} is no JSON from its line {line} on"
        yield Diagnostic("FLT522", message, span, note="it is read as data", help=_AGAIN)
        return
    kind = list if name == "stream" else dict
    if not isinstance(data, kind):
        wanted = "a list" if kind is list else "a mapping"
        yield Diagnostic("FLT522", f"{quoted(name)} is no JSON of {wanted}", span, help=_AGAIN)


def _ids(file: CassetteFile, node: Node) -> Iterator[Diagnostic]:
    """Prompts and tools that are not what their ids say: then nothing would be known to be stale."""
    shown_as = [
        ("prompts", one.id, Told(persona=one.id.partition("@")[0], blocks=one.blocks).id) for one in file.prompts
    ]
    shown_as += [("tools", one.id, tool_name(_one_line(one.schema_))) for one in file.tools]
    seen: dict[str, int] = {"prompts": 0, "tools": 0}
    for field, written, right in shown_as:
        place = node.at(field, seen[field], "id")
        seen[field] += 1
        if written != right:
            message = f"{quoted(written)} is not the id of what stands under it, which is {quoted(right)}"
            yield Diagnostic("FLT522", message, place, note="what is stale is told by these ids", help=_AGAIN)


def _replies(entry: WrittenEntry, node: Node) -> Iterator[Diagnostic]:
    seen: dict[tuple[str, int], Span] = {}
    for number, reply in enumerate(entry.replies):
        at = node.mapping["replies"].items[number]
        place = (reply.run, reply.number)
        if place in seen:
            of = f" of {quoted(reply.run)}" if reply.run else ""
            message = f"reply {reply.number}{of} appears twice"
            yield Diagnostic("FLT110", message, at.head, (Label(seen[place], "first here"),), help="keep one of them")
        seen.setdefault(place, at.head)
        fault = stream_fault(_of_reply(reply))
        if fault:
            yield Diagnostic("FLT522", fault, at.at("stream"), help=_AGAIN)


def _repeated(file: CassetteFile, node: Node) -> Iterator[Diagnostic]:
    told = {one.id: Told(persona=one.id.partition("@")[0], blocks=one.blocks) for one in file.prompts}
    seen: dict[str, Span] = {}
    for written, at in _entries(file, node):
        key = _request(written, told).key
        if key in seen:
            labels, help_ = (Label(seen[key], "first here"),), "put their replies into one"
            yield Diagnostic("FLT110", "the same request appears twice", at.head, labels, help=help_)
        seen.setdefault(key, at.head)
