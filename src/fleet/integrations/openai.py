"""Prompts in the shapes of OpenAI's interfaces: chat completions and responses, what changes apart and last."""

from __future__ import annotations

from typing import Literal, TypedDict, get_args

from fleet.errors import UnknownNameError
from fleet.prompts import Prompt

Role = Literal["developer", "system"]
"""Who speaks in a prompt: ``developer`` to models since o1, ``system`` to older ones and to most servers of others."""


class Message(TypedDict):
    """A message as a request has it."""

    role: Role
    content: str


class ResponseFields(TypedDict):
    """The fields of a request for a response that a prompt fills."""

    instructions: str
    input: list[Message]


def chat_messages(prompt: Prompt, *, role: Role = "developer") -> list[Message]:
    """Return the messages that a chat completion begins with; the conversation goes after them.

    The first is the same in every context, so that the provider's cache of prefixes can keep it. A second holds what
    depends on the context, if the prompt was compiled with one. Their contents, joined, are the text of the prompt.

    Raises:
        UnknownNameError: for any other role.

    >>> import fleet
    >>> prompt = fleet.compile_prompt(fleet.load(), "support-agent", context=fleet.Context(stage="trial"))
    >>> [message["role"] for message in chat_messages(prompt, role="system")]
    ['system', 'system']
    """
    if role not in get_args(Role):
        raise UnknownNameError("role", str(role), get_args(Role))
    return [{"role": role, "content": text} for text in (prompt.stable, prompt.changing) if text]


def response_fields(prompt: Prompt) -> ResponseFields:
    """Return the ``instructions`` and the start of the ``input`` of a request for a response.

    The input holds what depends on the context, as a message of the developer; the conversation goes after it. A
    request that continues an earlier one needs the instructions again: the interface does not carry them over.

    >>> import fleet
    >>> response_fields(fleet.compile_prompt(fleet.load(), "support-agent", company="Acme"))["input"]
    []
    """
    stable, *changing = chat_messages(prompt)
    return {"instructions": stable["content"], "input": changing}
