"""From a persona to a system prompt: blocks with their provenance, the changing part last and apart."""

from fleet.prompts.checked_in import compiled_files
from fleet.prompts.compiling import compile_prompt
from fleet.prompts.prompt import CHARACTERS_PER_TOKEN, PROMPT_BUDGET, Block, Prompt

__all__ = ["CHARACTERS_PER_TOKEN", "PROMPT_BUDGET", "Block", "Prompt", "compile_prompt", "compiled_files"]
