"""From a persona to a system prompt: blocks with their provenance, the changing part last and apart."""

from fleet.prompts.checked_in import GENERATED, compiled_files, generated
from fleet.prompts.compiling import compile_prompt
from fleet.prompts.element import Wording
from fleet.prompts.prompt import CHARACTERS_PER_TOKEN, PROMPT_BUDGET, Block, Prompt
from fleet.prompts.redirects import is_redirect
from fleet.prompts.remembered import forgetful
from fleet.prompts.told import told
from fleet.prompts.variables import values_for

__all__ = [
    "CHARACTERS_PER_TOKEN",
    "GENERATED",
    "PROMPT_BUDGET",
    "Block",
    "Prompt",
    "Wording",
    "compile_prompt",
    "compiled_files",
    "forgetful",
    "generated",
    "is_redirect",
    "told",
    "values_for",
]
