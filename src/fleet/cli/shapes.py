"""A compiled prompt as ``fleet prompt`` writes it: the text, or data; an integration is loaded only for its format."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from fleet.prompts import Prompt


class PromptFormat(StrEnum):
    """The text as the model reads it, data with the provenance of every block, or a piece of a provider's request."""

    markdown = "markdown"
    json = "json"
    openai = "openai"
    openai_responses = "openai-responses"
    anthropic = "anthropic"


def format_of(said: PromptFormat, *, json: bool) -> PromptFormat:
    """The format that is meant: ``--json`` asks for data, and where a format is data already it adds nothing.

    >>> format_of(PromptFormat.markdown, json=True), format_of(PromptFormat.openai, json=True)
    (<PromptFormat.json: 'json'>, <PromptFormat.openai: 'openai'>)
    """
    return PromptFormat.json if json and said is PromptFormat.markdown else said


def data_of(prompt: Prompt, format_: PromptFormat) -> Mapping[str, object] | None:
    """Return a prompt in a format that is data; None if the format is text.

    >>> import fleet
    >>> prompt = fleet.compile_prompt(fleet.load(), "support-agent")
    >>> list(data_of(prompt, PromptFormat.openai_responses))
    ['instructions', 'input']
    """
    match format_:
        case PromptFormat.markdown:
            return None
        case PromptFormat.json:
            return prompt.to_json()
        case PromptFormat.openai:
            from fleet.integrations.openai import chat_messages  # noqa: PLC0415  a prompt in another format goes without

            return {"messages": chat_messages(prompt)}
        case PromptFormat.openai_responses:
            from fleet.integrations.openai import response_fields  # noqa: PLC0415  the same

            return response_fields(prompt)
        case PromptFormat.anthropic:
            from fleet.integrations.anthropic import system_blocks  # noqa: PLC0415  the same

            return {"system": system_blocks(prompt)}
