"""How a reply arrived in chunks: a list in which a number is the length of a chunk that is only text.

The text itself stands once, in the reply. Any other chunk is a mapping of what it has besides or instead:
``text`` (the length), ``content`` (a list), ``calls``, ``usage``, ``metadata``, ``more``, ``name``, ``last``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import cast

from fleet.testing.cassette.values import Reply

_KINDS: Mapping[str, type] = {
    "text": int,
    "content": list,
    "calls": list,
    "usage": dict,
    "metadata": dict,
    "more": dict,
    "name": str,
    "last": bool,
}


class Chunks:
    """The chunks of one reply as they come in, each as plain data with its text under ``text``."""

    def __init__(self) -> None:
        self.text = ""
        self._items: list[object] = []

    def add(self, chunk: Mapping[str, object]) -> None:
        """Add a chunk; what is empty does not count, but for a list in place of the text."""
        text = str(chunk.get("text", ""))
        said = {name: value for name, value in chunk.items() if (value and name != "text") or name == "content"}
        self.text += text
        self._items.append({"text": len(text), **said} if said and text else said or len(text))

    def to_json(self) -> str:
        """All chunks as JSON."""
        return json.dumps(self._items, ensure_ascii=False, sort_keys=True)


def chunks_in(reply: Reply) -> Iterator[dict[str, object]]:
    """The chunks of a reply as they were added.

    >>> list(chunks_in(Reply(text="No way", stream='[2, {"last": true, "text": 4}]')))
    [{'text': 'No'}, {'last': True, 'text': ' way'}]
    """
    start = 0
    for item in json.loads(reply.stream):
        said: dict[str, object] = {"text": item} if isinstance(item, int) else dict(item)
        if "text" in said:
            length = cast("int", said["text"])
            said["text"], start = reply.text[start : start + length], start + length
        yield said


def stream_fault(reply: Reply) -> str | None:
    """What is wrong with the stream of a reply that was read; None if nothing is."""
    if not reply.stream:
        return None
    chunks = [item if isinstance(item, dict) else {"text": item} for item in json.loads(reply.stream)]
    if not all(_is_fine(name, value) for chunk in chunks for name, value in chunk.items()):
        return "`stream` holds something that is no chunk"
    length = sum(chunk.get("text", 0) for chunk in chunks)
    if length != len(reply.text):
        return f"the chunks of `stream` add up to {length} characters, and the text has {len(reply.text)}"
    return None


def _is_fine(name: str, value: object) -> bool:
    return type(value) is _KINDS.get(name) and not (type(value) is int and value < 0)
