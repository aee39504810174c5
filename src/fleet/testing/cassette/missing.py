"""Why there is no reply for a request: what is different from the request that is nearest to it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from fleet.diagnostics import Diagnostic, Span, listed, quoted
from fleet.prompts import Prompt
from fleet.testing.cassette.edited import edited
from fleet.testing.cassette.prompts import Prompts
from fleet.testing.cassette.values import Cassette, Entry, Message, Request, Told

_NOTE = "a replay calls no model"
_HELP = "record it, and read what is new in the cassette"


def missing(request: Request, place: tuple[str, int], cassette: Cassette, around: tuple[str, Prompts]) -> Diagnostic:
    """Return the finding that says what was asked for in vain, and how it differs from what was recorded.

    Args:
        request: what was asked.
        place: the run and the number that it has in it.
        cassette: what was recorded.
        around: what the file is called, and the prompts of the library.
    """
    name, prompts = around
    span = Span(name, 1, 1, 1, 1)
    if not cassette.entries:
        return _finding(f"nothing is recorded in {quoted(name)}", span)
    same = cassette.entries.get(request.key)
    if same is not None:
        return _finding(_other_place(same, *place), same.place or span)
    asked = _Parts(request, prompts, cassette)
    entry = max(cassette.entries.values(), key=lambda one: asked.nearness(_Parts(one.request, prompts, cassette)))
    near = _Parts(entry.request, prompts, cassette)
    if asked.prompt is not None and near.told is not None and near.persona == asked.persona:
        now = prompts.told(asked.prompt)
        if now.text != near.told.text.rstrip():
            return edited(near.told, asked.prompt, now, prompts.library)
    return _finding(next(_differences(near, asked)), entry.place or span)


def _finding(message: str, span: Span) -> Diagnostic:
    return Diagnostic("FLT520", message, span, note=_NOTE, help=_HELP)


def _other_place(entry: Entry, run: str, number: int) -> str:
    times = max((have for of, have in entry.replies if of == run), default=0)
    if times:
        return f"the request is made {_times(number)}, and recorded {_times(times)}"
    if run:
        return f"the request is recorded, but not for the run {quoted(run)}"
    return f"the request is recorded, but only for runs with a name, such as {quoted(next(iter(entry.replies))[0])}"


class _Parts:
    """A request taken apart: the prompt that its system message holds, the other system text, the conversation."""

    def __init__(self, request: Request, prompts: Prompts, cassette: Cassette) -> None:
        self.request = request
        self.system = tuple(one for one in request.messages if one.role == "system")
        self.said = tuple(one for one in request.messages if one.role != "system")
        texts = [part.text for message in self.system for part in message.pieces]
        self.told: Told | None = next(
            (one for one in cassette.told.values() if any(one.text in t for t in texts)), None
        )
        self._texts, self._prompts = texts, prompts

    @property
    def prompt(self) -> Prompt | None:
        """The prompt as it is compiled now; None if there is none."""
        return next((prompt for text in self._texts if (prompt := self._prompts.found_in(text))), None)

    @property
    def persona(self) -> str | None:
        """Whose prompt it is."""
        if self.told is not None:
            return self.told.persona
        return self.prompt.persona if self.prompt is not None else None

    def nearness(self, other: _Parts) -> tuple[object, ...]:
        """How near a recorded request is to this one: first whose it is, then what was said, then all else."""
        mine, theirs = self.request, other.request
        same = takewhile(lambda pair: pair[0] == pair[1], zip(self.said, other.said, strict=False))
        return (
            other.told is not None and other.told.persona == self.persona,
            self.said == other.said,
            sum(1 for _ in same),
            self.system == other.system,
            (mine.tools == theirs.tools) + (mine.settings == theirs.settings) + (mine.stop == theirs.stop),
            -abs(len(self.said) - len(other.said)),
        )


def _differences(was: _Parts, now: _Parts) -> Iterator[str]:
    """What differs, what comes first in a request first."""
    if was.persona is not None and now.persona is not None and was.persona != now.persona:
        whose, other = quoted(now.persona), quoted(was.persona)
        yield f"nothing is recorded with the prompt of {whose}; the nearest request is made with that of {other}"
    if was.system != now.system:
        yield from _texts("the system message", was.system, now.system)
    yield from _settings(was.request.settings, now.request.settings)
    yield from _tools(was.request.tools, now.request.tools)
    if was.request.stop != now.request.stop:
        yield f"the model is to stop at {_list(now.request.stop)}, and was at {_list(was.request.stop)}"
    yield from _texts("the conversation", was.said, now.said)
    yield "the system message stands elsewhere in the conversation"


def _settings(was: str, now: str) -> Iterator[str]:
    old, new = (json.loads(text or "{}") for text in (was, now))
    for name in sorted({*old, *new}):
        if old.get(name) != new.get(name):
            yield f"the setting {quoted(name)} is {_value(new, name)}, and was {_value(old, name)}"


def _value(settings: Mapping[str, object], name: str) -> str:
    return quoted(json.dumps(settings[name])) if name in settings else "not there"


def _tools(was: Sequence[str], now: Sequence[str]) -> Iterator[str]:
    old, new = ({id_.rpartition("@")[0]: id_ for id_ in ids} for ids in (was, now))
    for name in sorted({*old, *new}):
        if name not in old:
            yield f"the tool {quoted(name)} is new"
        elif name not in new:
            yield f"the tool {quoted(name)} is gone"
        elif old[name] != new[name]:
            yield f"the schema of the tool {quoted(name)} is another"


def _texts(what: str, was: Sequence[Message], now: Sequence[Message]) -> Iterator[str]:
    """Where two lists of messages part."""
    for number, (old, new) in enumerate(zip(was, now, strict=False), start=1):
        if old == new:
            continue
        where = f"{what} is another" if len(now) == 1 else f"{what} is another from its message {number} on"
        if old.role != new.role:
            yield f"{where}: by {quoted(new.role)}, and was by {quoted(old.role)}"
        else:
            yield f"{where}: {_shown(new, old)}, and was {_shown(old, new)}"
        return
    if len(was) != len(now):
        yield f"{what} has {len(now)} messages, and the nearest that is recorded has {len(was)}"


def _shown(message: Message, other: Message) -> str:
    """What a message says from the first line on in which it differs."""
    mine, theirs = (_words(one).split("\n") for one in (message, other))
    same = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(mine, theirs, strict=False))))
    return quoted(" ".join(mine[same:]).strip() or "nothing more")


def _words(message: Message) -> str:
    calls = [f"{call.tool} {call.args}" for call in message.calls]
    texts = [part.text or part.block for part in message.pieces]
    return "\n".join([*texts, *calls])


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"


def _list(texts: Sequence[str]) -> str:
    return listed(texts) if texts else "nothing"
