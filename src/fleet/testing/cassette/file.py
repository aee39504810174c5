"""The shape of a cassette file; what is written there is what was said, redacted."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from fleet.spec.frozen import Model, Text, exactly
from fleet.testing.cassette.values import Message, Part, Reply, ToldBlock


class WrittenPrompt(Model):
    """A compiled prompt that messages refer to.

    Attributes:
        id: ``persona@digest`` of its text.
        blocks: its text, each block with the piece of the spec that it says.
    """

    id: Text
    blocks: tuple[ToldBlock, ...] = Field(min_length=1)


class WrittenTool(Model):
    """A tool that requests refer to.

    Attributes:
        id: ``name@digest`` of its schema.
        schema_: what the model is told of it: JSON.
    """

    id: Text
    schema_: Text = Field(alias="schema")


class WrittenPart(Part):
    """A part of a content, in which a compiled prompt is only named.

    Attributes:
        before: the text before the prompt.
        prompt: the id of the prompt; ``text`` is what follows it.
    """

    before: str = ""
    prompt: Text | None = None


class WrittenMessage(Message):
    """A message, in which a compiled prompt is only named.

    Attributes:
        before: the text before the prompt.
        prompt: the id of the prompt; ``text`` is what follows it.
        parts: the content, if it is a list.
    """

    before: str = ""
    prompt: Text | None = None
    parts: tuple[WrittenPart, ...] = ()  # pyright: ignore[reportIncompatibleVariableOverride]  both are frozen


class WrittenEntry(Model):
    """A request and the replies to it.

    Attributes:
        settings: model and parameters: JSON.
        tools: the ids of the tools that the model may call.
        stop: the texts at which it is to stop.
        messages: the conversation.
        replies: what came back.
    """

    settings: str = ""
    tools: tuple[Text, ...] = ()
    stop: tuple[str, ...] = ()
    messages: tuple[WrittenMessage, ...] = ()
    replies: tuple[Reply, ...] = Field(min_length=1)


class CassetteFile(Model):
    """A ``*.cassette.yaml`` file.

    Attributes:
        format: the version of the format.
        prompts: the compiled prompts that messages refer to.
        tools: the tools that requests refer to.
        requests: what was asked, in the order of the conversations.
    """

    format: Annotated[Literal[1], exactly(1)]
    prompts: tuple[WrittenPrompt, ...] = ()
    tools: tuple[WrittenTool, ...] = ()
    requests: tuple[WrittenEntry, ...] = ()
