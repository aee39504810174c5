"""Answers in the shapes in which test frameworks hand them on, read as replies."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TypeGuard

from fleet.diagnostics import quoted
from fleet.errors import FleetError
from fleet.library import Library
from fleet.testing.agents.framework import reply_of, transfer_names
from fleet.testing.language import MadeCall, Reply

_OWN = frozenset({"text", "calls", "handoff_to"})
_ARGUMENTS = ("arguments", "input", "args", "input_parameters")
_OTHERS = frozenset({"user", "human", "system", "developer", "tool", "function"})
"""Who else speaks in a list of messages: nothing of theirs is part of the answer."""
_THOUGHTS = frozenset({"reasoning", "thinking", "redacted_thinking"})
"""Pieces that nobody is told."""


def reply_from(answer: object, library: Library) -> Reply:
    """Read an answer as a reply: what was said, called and handed over.

    It may be a text, a message or a list of messages, calls of tools as OpenAI, Anthropic, Google and LangChain write
    them, alone or in a list, or a mapping with ``text``, ``calls`` and ``handoff_to``. A line of a text that is such a
    call, written as JSON, is a call: so do harnesses pass on what stood beside a text. Calls whose names begin with
    ``transfer_to_`` or ``handoff_to_`` are handoffs.

    Raises:
        FleetError: if it is nothing of that: what cannot be read is not taken for silence.

    >>> import fleet
    >>> call = {"type": "function", "function": {"name": "transfer_to_account_manager", "arguments": "{}"}}
    >>> reply_from([call], fleet.load()).handoff_to
    'account-manager'
    """
    if isinstance(answer, Mapping) and answer and _OWN.issuperset(answer):
        return _own(answer)
    parts = _Parts()
    if not parts.read(answer):
        message = f"{quoted(str(answer))} is no answer that can be read: give a text, messages, or calls"
        raise FleetError(message)
    said = {"role": "assistant", "content": "\n\n".join(parts.texts), "tool_calls": parts.calls}
    return reply_of([said], transfer_names(library))


class _Parts:
    """What was said and called, collected from the pieces of an answer."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.calls: list[Mapping[str, object]] = []

    def read(self, piece: object) -> bool:
        """Take a piece in; whether it could be read."""
        if piece is None:
            return True
        if isinstance(piece, str):
            return self._read_text(piece)
        if isinstance(piece, Mapping):
            return self._read_mapping(piece)
        return _is_list(piece) and self._read_all(piece)

    def _read_all(self, pieces: Sequence[object]) -> bool:
        """Take all in, also what comes after one that could not be read."""
        read = [self.read(one) for one in pieces]
        return all(read)

    def _read_text(self, text: str) -> bool:
        """A text, or what was written as JSON because it was none; what others said is no text of the agent's."""
        said = _parsed(text)
        pieces = [one for one in (said if _is_list(said) else (said,)) if isinstance(one, Mapping)]
        if any("role" in one or _call(one) is not None for one in pieces):
            return _OTHERS.isdisjoint(str(one.get("role")) for one in pieces) and self.read(said)
        words = []
        for line in text.splitlines(keepends=True):
            call = _call(_parsed(line))
            if call is None:
                words.append(line)
            else:
                self.calls.append(call)
        self.texts.append("".join(words).strip())
        return True

    def _read_mapping(self, piece: Mapping[object, object]) -> bool:
        call = _call(piece)
        if call is None and str(piece.get("role", piece.get("type"))) in _OTHERS | _THOUGHTS:
            return True
        if call is not None:
            self.calls.append(call)
            return True
        known = [piece[key] for key in ("content", "text", "parts", "tool_calls", "function_call") if key in piece]
        return bool(known) and self._read_all(known)


def _call(piece: object) -> Mapping[str, object] | None:
    """A call of a tool as name and arguments; None if this is none."""
    if not isinstance(piece, Mapping):
        return None
    for key in ("function", "functionCall"):
        if isinstance(piece.get(key), Mapping):
            return _call(piece[key])
    name = piece.get("name")
    given = next((piece[key] for key in _ARGUMENTS if key in piece), None)
    wordless = "role" not in piece and "content" not in piece
    if not isinstance(name, str) or not wordless or (given is None and piece.get("type") != "tool_use"):
        return None
    return {"name": name, "args": given if isinstance(given, Mapping | str) else {}}


def _own(answer: Mapping[object, object]) -> Reply:
    """A reply as a mapping: the form of fleet itself."""
    calls, target = answer.get("calls") or (), answer.get("handoff_to")
    made = []
    for one in calls if _is_list(calls) else (calls,):
        if not isinstance(one, Mapping) or not isinstance(one.get("tool"), str):
            message = f"{quoted(str(one))} is no call: give `tool` and `args`"
            raise FleetError(message)
        args = one.get("args")
        made.append(MadeCall(str(one["tool"]), args if isinstance(args, Mapping | str) else {}))
    return Reply(str(answer.get("text") or ""), tuple(made), None if target is None else str(target))


def _parsed(text: str) -> Mapping[object, object] | Sequence[object] | None:
    """What a text holds if it is JSON of a mapping or a list."""
    if not text.strip().startswith(("{", "[")):
        return None
    try:
        said: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, Mapping) or _is_list(said) else None


def _is_list(value: object) -> TypeGuard[Sequence[object]]:
    return isinstance(value, list | tuple)
