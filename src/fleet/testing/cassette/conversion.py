"""Replies of LangChain's chat models to what a cassette holds, and back."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import reduce
from operator import add
from typing import Any, cast

from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, message_chunk_to_message
from langchain_core.messages.tool import invalid_tool_call, tool_call

from fleet.testing.cassette.canonical import Names, calls_of, content_of
from fleet.testing.cassette.plain import mapped, plain, sound, to_json
from fleet.testing.cassette.redaction import Redact, redacted_data
from fleet.testing.cassette.streams import Chunks, chunks_in
from fleet.testing.cassette.values import Reply

_OF_ONE_RUN = re.compile(
    r"(?:^|_)(?:id|ids|fingerprint|created|created_at|date|headers|duration|time|latency|logid)$", re.IGNORECASE
)


def reply_of(message: BaseMessage, *, start: str, redact: Redact) -> Reply:
    """Return what a model replied as a cassette keeps it.

    Ids and times, which differ from run to run, are left out; calls are named ``start-1`` and so on instead.
    """
    names = Names(start)
    calls = calls_of(message, names, redact)
    details = _details(message, names, redact)
    fields = content_of(message, names, redact)
    return Reply.model_validate(
        {"name": _name(message, redact), "calls": calls, "details": to_json(details) if details else "", **fields}
    )


def streamed(chunks: Sequence[AIMessageChunk], *, start: str, redact: Redact) -> Reply:
    """Return what a model replied in chunks, with them; without, if a redaction crosses the edge of a chunk."""
    whole = _merged(chunks)
    reply = reply_of(whole, start=start, redact=redact)
    names = Names(start)
    calls_of(whole, names, redact)
    kept = Chunks()
    for chunk in chunks:
        kept.add(_chunk(chunk, names, redact))
    if kept.text != reply.text:
        return reply
    with_chunks = reply.model_copy(update={"stream": kept.to_json()})
    again = reply_of(_merged(chunks_of(with_chunks)), start=start, redact=redact)
    return with_chunks if again == reply else reply


def message_of(reply: Reply) -> AIMessage:
    """Return a reply as a message."""
    details = json.loads(reply.details or "{}")
    whole, broken = ([call for call in reply.calls if call.broken is which] for which in (False, True))
    content: list[str | dict[str, Any]] = [_block(part.text, part.block) for part in reply.parts]
    return AIMessage(
        content=content or reply.text,
        name=reply.name,
        tool_calls=[tool_call(name=call.tool, args=json.loads(call.args), id=call.id or None) for call in whole],
        invalid_tool_calls=[
            invalid_tool_call(name=call.tool, args=call.args, id=call.id or None, error=None) for call in broken
        ],
        usage_metadata=details.get("usage"),
        response_metadata=details.get("metadata", {}),
        additional_kwargs=details.get("more", {}),
    )


def chunks_of(reply: Reply) -> list[AIMessageChunk]:
    """Return a reply as it arrived: in its chunks, or in one."""
    if not reply.stream:
        return [chunk_of(message_of(reply))]
    return [
        AIMessageChunk(
            content=cast("list[str | dict[str, Any]]", said["content"])
            if "content" in said
            else str(said.get("text", "")),
            name=said.get("name"),
            tool_call_chunks=said.get("calls", []),
            usage_metadata=said.get("usage"),
            response_metadata=said.get("metadata", {}),
            additional_kwargs=said.get("more", {}),
            chunk_position="last" if said.get("last") else None,
        )
        for said in cast("list[dict[str, Any]]", list(chunks_in(reply)))
    ]


def chunk_of(message: BaseMessage) -> AIMessageChunk:
    """Return a message as its only chunk."""
    if isinstance(message, AIMessageChunk):
        return message
    fields = {name: getattr(message, name) for name in AIMessage.model_fields if name != "type"}
    return AIMessageChunk(**fields, chunk_position="last")


def _merged(chunks: Sequence[AIMessageChunk]) -> BaseMessage:
    whole = reduce(add, chunks) if chunks else AIMessageChunk(content="")
    return message_chunk_to_message(whole)


def _chunk(chunk: AIMessageChunk, names: Names, redact: Redact) -> dict[str, object]:
    content = chunk.content
    said: dict[str, object] = {"text": redact(sound(content))} if isinstance(content, str) else {}
    if not isinstance(content, str):
        said["content"] = _kept(content, names, redact)
    said["calls"] = _kept(chunk.tool_call_chunks, names, redact)
    said["name"] = _name(chunk, redact)
    said["last"] = chunk.chunk_position == "last"
    return said | _details(chunk, names, redact)


def _details(message: BaseMessage, names: Names, redact: Redact) -> dict[str, object]:
    more = dict(message.additional_kwargs)
    if getattr(message, "tool_calls", None):
        more.pop("tool_calls", None)  # they are told in the message's own words already
    kept = {
        "usage": _kept(getattr(message, "usage_metadata", None), names, redact),
        "metadata": _kept(_lasting(message.response_metadata), names, redact),
        "more": _kept(_lasting(more), names, redact),
    }
    return {name: value for name, value in kept.items() if value}


def _lasting(data: object) -> object:
    """Data without what differs from run to run, and without what is nothing."""
    if not isinstance(data, Mapping):
        return data
    lasting = {name: _lasting(value) for name, value in data.items() if not _OF_ONE_RUN.search(str(name))}
    return {name: value for name, value in lasting.items() if value is not None and value != {}}


def _kept(data: object, names: Names, redact: Redact) -> object:
    return redacted_data(mapped(plain(data), names.within), redact)


def _name(message: BaseMessage, redact: Redact) -> str | None:
    return redact(sound(message.name)) if message.name else None


def _block(text: str, block: str) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(block) if block else {}
    return said if block and not text else {"type": "text", "text": text, **said}
