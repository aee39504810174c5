"""What a cassette holds: requests to a chat model and the replies to them, as plain text and JSON."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cached_property
from typing import Literal, NamedTuple

from fleet.diagnostics import Span
from fleet.spec.frozen import Model

Mode = Literal["replay", "record", "record-missing"]
"""What is done with a request: ``replay`` answers from the cassette or fails, ``record`` asks the model and writes its
reply down, ``record-missing`` asks only for what is not there."""


class Call(Model):
    """A call that a model asks for.

    Attributes:
        tool: the tool's name.
        args: its arguments: JSON of a mapping, with sorted keys.
        id: what the answer to it refers to.
        broken: whether the arguments are no JSON; then they are what the model wrote.
    """

    tool: str
    args: str = "{}"
    id: str = ""
    broken: bool = False


class Part(Model):
    """A piece of a content of several pieces.

    Attributes:
        text: its text.
        block: what else it says, or all of what is no text: JSON of a mapping.
    """

    text: str = ""
    block: str = ""


class Said(Model):
    """What a message and a reply have in common.

    Attributes:
        name: who speaks, if that is said.
        text: the content, if it is one text.
        parts: the content, if it is a list.
        calls: the calls that are asked for.
    """

    name: str | None = None
    text: str = ""
    parts: tuple[Part, ...] = ()
    calls: tuple[Call, ...] = ()

    @property
    def pieces(self) -> tuple[Part, ...]:
        """The content as parts: a text and a list of that text alone are the same."""
        return self.parts or ((Part(text=self.text),) if self.text else ())


class Message(Said):
    """A message of a request.

    Attributes:
        role: ``system``, ``user``, ``agent``, ``tool``, or another role by its name.
        answers: the call that a ``tool`` message is the result of.
        failed: whether that result is an error.
    """

    role: str
    answers: str | None = None
    failed: bool = False

    @property
    def canonical(self) -> list[object]:
        """The message as data in which nothing is left out."""
        pieces = [[part.text, part.block] for part in self.pieces]
        calls = [[call.tool, call.args, call.id, call.broken] for call in self.calls]
        return [self.role, self.name, pieces, calls, self.answers, self.failed]


class Reply(Said):
    """What a model replied, and to which of several equal requests.

    Attributes:
        run: the run that it belongs to, such as the id of a scenario; empty if none was named.
        number: how many times the same request had been made in that run, itself included.
        details: use of tokens, metadata and other fields: JSON of a mapping.
        stream: how it arrived in chunks, as JSON; empty if it arrived whole. See `fleet.testing.cassette.streams`.
        cut: whether nobody listened to the end of the stream.
    """

    run: str = ""
    number: int = 1
    details: str = ""
    stream: str = ""
    cut: bool = False


class Request(Model):
    """What a model is asked, without anything that differs from run to run.

    Attributes:
        settings: model and parameters: JSON of a mapping; empty if nothing is known of them.
        tools: the tools it may call, each as ``name@digest`` of its schema.
        stop: the texts at which it is to stop.
        messages: the conversation.
    """

    settings: str = ""
    tools: tuple[str, ...] = ()
    stop: tuple[str, ...] = ()
    messages: tuple[Message, ...] = ()

    @cached_property
    def key(self) -> str:
        """SHA-256 of all of it, as hexadecimal digits: equal requests have equal keys.

        >>> from fleet.testing.cassette.values import Message
        >>> one, two = (Request(messages=(Message(role="user", text=text),)) for text in ("a b", "a  b"))
        >>> one.key == two.key
        False
        """
        said = [self.settings, self.tools, self.stop, [message.canonical for message in self.messages]]
        return digest_of(json.dumps(said))


class Entry(NamedTuple):
    """A request with its replies, by run and number, and the place where it is written."""

    request: Request
    replies: Mapping[tuple[str, int], Reply]
    place: Span | None = None


class ToldBlock(Model):
    """A stretch of a compiled prompt.

    Attributes:
        element: the piece of the spec that it says, such as ``boundaries/no-pricing``.
        file: the file of that piece, as the prompt names it.
        text: the text.
    """

    element: str
    file: str = ""
    text: str


class Told(Model):
    """The part of a compiled prompt that no context changes, as it was when replies were recorded.

    Attributes:
        persona: the class that it is for.
        blocks: its text in order.
    """

    persona: str
    blocks: tuple[ToldBlock, ...]

    @cached_property
    def text(self) -> str:
        """All of it."""
        return "".join(block.text for block in self.blocks)

    @cached_property
    def id(self) -> str:
        """``persona@digest`` of the text."""
        return f"{self.persona}@{digest_of(self.text)[:12]}"


class Cassette(NamedTuple):
    """What one file holds: compiled prompts and schemas of tools by id, entries by the key of their request."""

    told: Mapping[str, Told] = {}
    schemas: Mapping[str, str] = {}
    entries: Mapping[str, Entry] = {}


def digest_of(text: str) -> str:
    """SHA-256 of a text in UTF-8, as hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()
