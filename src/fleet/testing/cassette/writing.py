"""A cassette as the text of its file: sorted, the same bytes for the same cassette."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pydantic import BaseModel

from fleet.testing.cassette.layout import Json, to_lines
from fleet.testing.cassette.values import Call, Cassette, Entry, Message, Reply, Told

_HEAD = "# Recorded by fleet: what a chat model was asked and replied, without keys, addresses and phone numbers.\n"
_JSON = frozenset({"args", "block", "details", "stream", "settings", "schema"})


def to_file(cassette: Cassette) -> str:
    """Return the text of a cassette's file.

    Entries stand in the order of their conversations, so that a question is followed by what came of it; compiled
    prompts and tools stand once, at the top, and only those that some request has.
    """
    entries = sorted(cassette.entries.values(), key=_order)
    messages = [message for entry in entries for message in entry.request.messages]
    told = {one.id: one for message in messages for one in _told_in(message, cassette.told.values())}
    tools = sorted({id_ for entry in entries for id_ in entry.request.tools})
    data: dict[str, object] = {"format": 1}
    if told:
        data["prompts"] = [_prompt(told[id_]) for id_ in sorted(told)]
    if tools:
        data["tools"] = [{"id": id_, "schema": Json(cassette.schemas[id_])} for id_ in tools]
    if entries:
        data["requests"] = [_entry(entry, cassette) for entry in entries]
    return "".join([_HEAD, *to_lines(data)])


def _order(entry: Entry) -> tuple[object, ...]:
    request = entry.request
    said = [(message.role != "system", str(message.canonical)) for message in request.messages]
    return [pair for pair in said if pair[0]], said, request.settings, request.tools, request.stop


def _prompt(told: Told) -> dict[str, object]:
    return {"id": told.id, "blocks": [_fields(block) for block in told.blocks]}


def _entry(entry: Entry, cassette: Cassette) -> dict[str, object]:
    request = entry.request
    data: dict[str, object] = {}
    if request.settings:
        data["settings"] = Json(request.settings)
    data |= {name: list(values) for name, values in (("tools", request.tools), ("stop", request.stop)) if values}
    if request.messages:
        data["messages"] = [_message(message, cassette.told.values()) for message in request.messages]
    data["replies"] = [_reply(entry.replies[place]) for place in sorted(entry.replies)]
    return data


def _message(message: Message, known: Iterable[Told]) -> dict[str, object]:
    fields = _named(_fields(message), message.text, known) if message.role == "system" else _fields(message)
    if message.role == "system" and message.parts:
        fields["parts"] = [_named(_fields(part), part.text, known) for part in message.parts]
    return {"role": message.role} | {name: value for name, value in fields.items() if name != "role"}


def _named(fields: dict[str, object], text: str, known: Iterable[Told]) -> dict[str, object]:
    """The fields of a message or part with the compiled prompt in its text only named."""
    told = _in(text, known)
    if told is None:
        return fields
    before, _, after = text.partition(told.text)
    around = {"before": before, "prompt": told.id, "text": after}
    return {name: value for name, value in (around | fields | around).items() if value}


def _told_in(message: Message, known: Iterable[Told]) -> Iterator[Told]:
    if message.role == "system":
        found = (_in(part.text, known) for part in message.pieces)
        yield from (told for told in found if told is not None)


def _in(text: str, known: Iterable[Told]) -> Told | None:
    return next((told for told in known if told.text in text), None)


def _reply(reply: Reply) -> dict[str, object]:
    place = {"run": reply.run} if reply.run else {}
    fields = {name: value for name, value in _fields(reply).items() if name not in ("run", "number")}
    return {**place, "number": reply.number, **fields}


def _fields(value: BaseModel) -> dict[str, object]:
    """What a value says, without what it says by default."""
    return dict(_said(value))


def _said(value: BaseModel) -> Iterator[tuple[str, object]]:
    literal = isinstance(value, Call) and value.broken
    for name, field in type(value).model_fields.items():
        inner = getattr(value, name)
        if inner == field.default:
            continue
        if isinstance(inner, tuple):
            yield name, [_fields(one) for one in inner]
        else:
            yield name, Json(inner) if name in _JSON and inner and not literal else inner
