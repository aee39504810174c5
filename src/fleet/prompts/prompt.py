"""A compiled system prompt: blocks of text, each with the template and the line of a spec that it came from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

CHARACTERS_PER_TOKEN = 4
"""How many characters are taken for one token: a rule of thumb for English, since every model counts differently."""

PROMPT_BUDGET = 4000
"""The most estimated tokens that a prompt should have: the top of a four-level ladder, with all that comes along."""


class Block(NamedTuple):
    """A stretch of a prompt.

    Attributes:
        partial: the template that it was rendered by, without folder and ending.
        element: the piece of the spec that it says, such as ``boundaries/no-pricing``.
        path: the file of that piece, relative to the library's folder; ``shipped/...`` for a file of the library
            underneath, ``prompts/...`` for fixed text, empty for what the host said.
        line: its line there, from 1; 0 where there is no file.
        text: the text, line ends included.
        changing: whether it depends on the context.
    """

    partial: str
    element: str
    path: str
    line: int
    text: str
    changing: bool = False


@dataclass(frozen=True)
class Prompt:
    """The system prompt of one persona.

    Attributes:
        persona: the class that it is for.
        blocks: all of its text in order; the changing ones last.

    >>> import fleet
    >>> prompt = fleet.compile_prompt(fleet.load(), "support-agent", company="Acme")
    >>> prompt.text.splitlines()[0]
    '# You are the Support Engineer of Acme'
    """

    persona: str
    blocks: tuple[Block, ...]

    @cached_property
    def text(self) -> str:
        """The whole prompt, as Markdown."""
        return self.stable + self.changing

    @cached_property
    def stable(self) -> str:
        """What is the same in every context, so that a provider's prompt cache can keep it."""
        return "".join(block.text for block in self.blocks if not block.changing)

    @cached_property
    def changing(self) -> str:
        """What depends on the context; empty if the prompt was compiled without one."""
        return "".join(block.text for block in self.blocks if block.changing)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the text in UTF-8, as hexadecimal digits."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def tokens(self) -> int:
        """The estimated length in tokens: one for every four characters, rounded up."""
        return -(-len(self.text) // CHARACTERS_PER_TOKEN)

    def to_json(self) -> dict[str, object]:
        """Return the prompt as plain data for ``json.dumps``."""
        return {
            "persona": self.persona,
            "digest": self.digest,
            "tokens": self.tokens,
            "stable": self.stable,
            "changing": self.changing,
            "blocks": [block._asdict() for block in self.blocks],
        }
