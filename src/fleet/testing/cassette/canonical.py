"""What a chat model is given, as a request: the same for the same conversation, whatever its ids are in this run.

Messages and tools are read by their attributes, so nothing of LangChain is needed here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, cast

from fleet.testing.cassette.plain import mapped, plain, shortened, sound, to_json
from fleet.testing.cassette.redaction import Redact, redacted_data
from fleet.testing.cassette.values import Call, Message, Part, Request, digest_of

_ROLES = {"human": "user", "ai": "agent"}
_NOT_SENT = frozenset(
    {
        *("stream", "streaming", "stream_usage", "stream_options", "timeout", "default_request_timeout"),
        *("request_timeout", "max_retries", "base_url", "api_base", "proxy", "http_client", "http_async_client"),
        *("callbacks", "tags", "metadata", "verbose", "cache", "name", "rate_limiter", "_type"),
        *("ls_structured_output_format", "structured_output_format"),
    }
)


class Spoken(Protocol):
    """A message as LangChain has it."""

    @property
    def type(self) -> str:
        """What kind of message it is."""
        ...

    @property
    def content(self) -> object:
        """A text, or a list of texts and mappings."""
        ...


class Names:
    """The ids of calls in one conversation, and what they are called instead: ``call-1`` for the first, and so on."""

    def __init__(self, start: str = "call") -> None:
        self._start = start
        self._names: dict[str, str] = {}

    def of(self, id_: object) -> str:
        """The name of an id; no id has none."""
        return self._names.setdefault(str(id_), f"{self._start}-{len(self._names) + 1}") if id_ else ""

    def within(self, text: str) -> str:
        """`text`, or its name if it is an id."""
        return self._names.get(text, text)


def request_of(
    messages: Sequence[Spoken],
    *,
    schemas: Iterable[str] = (),
    stop: Iterable[str] = (),
    settings: Mapping[str, object] | None = None,
    redact: Redact,
) -> Request:
    """Return the request that messages, tools and settings make.

    Args:
        messages: the conversation, as LangChain messages.
        schemas: the tools, each as the JSON of `tool_schema`.
        stop: the texts at which the model is to stop.
        settings: model and parameters; what is not sent to a model, or is nothing, does not count.
        redact: what makes a text fit to be written down.
    """
    names = Names()
    counted = {name: value for name, value in (settings or {}).items() if name not in _NOT_SENT}
    counted = {name: value for name, value in counted.items() if value is not None and value not in ({}, [], ())}
    return Request(
        settings=to_json(redacted_data(plain(counted), redact)) if counted else "",
        tools=tuple(sorted(tool_name(schema) for schema in schemas)),
        stop=tuple(redact(sound(text)) for text in stop),
        messages=tuple(_message(message, names, redact) for message in messages),
    )


def tool_schema(tool: Mapping[str, object], redact: Redact) -> str:
    """The JSON of a tool's schema, as a model is told it."""
    return to_json(redacted_data(plain(tool), redact))


def tool_name(schema: str) -> str:
    """How a request names a tool: ``name@digest``.

    >>> tool_name('{"function": {"name": "crm.read"}, "type": "function"}')
    'crm.read@295516fdffc2'
    """
    data = json.loads(schema)
    function = data.get("function")
    name = (function if isinstance(function, dict) else data).get("name") or data.get("type") or "tool"
    return f"{name}@{digest_of(schema)[:12]}"


def calls_of(message: Spoken, names: Names, redact: Redact) -> tuple[Call, ...]:
    """The calls that a message asks for, those with broken arguments last."""
    whole = [
        Call(
            tool=redact(sound(str(call["name"]))),
            args=to_json(redacted_data(plain(call["args"]), redact)),
            id=names.of(call.get("id")),
        )
        for call in _mappings(message, "tool_calls")
    ]
    broken = [
        Call(
            tool=redact(sound(str(call.get("name") or ""))),
            args=redact(sound(str(call.get("args") or ""))),
            id=names.of(call.get("id")),
            broken=True,
        )
        for call in _mappings(message, "invalid_tool_calls")
    ]
    return (*whole, *broken)


def content_of(message: Spoken, names: Names, redact: Redact, *, short: bool = False) -> dict[str, object]:
    """The content of a message as the fields `text` or `parts`; with `short`, data is its digest."""
    content = message.content
    if isinstance(content, str):
        return {"text": redact(sound(content))}
    if not isinstance(content, list):
        return {}
    return {"parts": tuple(_part(block, names, redact, short=short) for block in content)}


def _part(block: object, names: Names, redact: Redact, *, short: bool) -> Part:
    if isinstance(block, str):
        return Part(text=redact(sound(block)))
    data = mapped(plain(block), names.within)
    data = redacted_data(mapped(data, shortened) if short else data, redact)
    if not isinstance(data, dict) or data.get("type") != "text" or not isinstance(data.get("text"), str):
        return Part(block=to_json(data))
    more = {name: value for name, value in data.items() if name not in ("type", "text")}
    if more and not data["text"]:
        return Part(block=to_json(data))
    return Part(text=data["text"], block=to_json(more) if more else "")


def _message(message: Spoken, names: Names, redact: Redact) -> Message:
    kind = message.type.removesuffix("MessageChunk").lower() or message.type
    role = str(getattr(message, "role", None) or _ROLES.get(kind, kind))
    calls = calls_of(message, names, redact)
    answers = names.of(getattr(message, "tool_call_id", None)) or None
    name = getattr(message, "name", None)
    said = content_of(message, names, redact, short=True)
    return Message.model_validate(
        {
            "role": redact(sound(role)),
            "name": redact(sound(str(name))) if name else None,
            "calls": calls,
            "answers": answers,
            "failed": getattr(message, "status", None) == "error",
            **said,
        }
    )


def _mappings(message: Spoken, field: str) -> list[Mapping[str, object]]:
    return cast("list[Mapping[str, object]]", getattr(message, field, None) or [])
