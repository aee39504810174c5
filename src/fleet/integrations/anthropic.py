"""Prompts in the shape of Anthropic's Messages interface: the system prompt as blocks, the first of them cached."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from fleet.prompts import Prompt


class CacheControl(TypedDict):
    """How long the provider keeps everything up to here: ``ephemeral`` is the one way there is."""

    type: Literal["ephemeral"]


class TextBlock(TypedDict):
    """A block of a system prompt as a request has it."""

    type: Literal["text"]
    text: str
    cache_control: NotRequired[CacheControl]


def system_blocks(prompt: Prompt) -> list[TextBlock]:
    """Return the ``system`` of a request: the stable block with its cache mark, then what depends on the context.

    There is no second block if the prompt was compiled without a context. The texts, joined, are the text of the
    prompt. A prefix shorter than the model's minimum is not cached, mark or not.

    >>> import fleet
    >>> prompt = fleet.compile_prompt(fleet.load(), "support-agent", context=fleet.Context(stage="trial"))
    >>> [block.get("cache_control") for block in system_blocks(prompt)]
    [{'type': 'ephemeral'}, None]
    """
    blocks: list[TextBlock] = [{"type": "text", "text": prompt.stable, "cache_control": {"type": "ephemeral"}}]
    if prompt.changing:
        blocks.append({"type": "text", "text": prompt.changing})
    return blocks
