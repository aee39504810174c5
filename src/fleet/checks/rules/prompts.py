"""A prompt is short enough to be followed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from fleet.checks.own import is_own
from fleet.diagnostics import Diagnostic, listed, quoted
from fleet.library import Library
from fleet.prompts import CHARACTERS_PER_TOKEN, PROMPT_BUDGET, Prompt, compile_prompt
from fleet.spec import Persona

_FIXED = ("persistent_persona",)  # what it says is not written in the spec
_NOTE = "the longer a prompt, the less of it is followed, and every call pays for all of it"


def over_budget(library: Library) -> Iterator[Diagnostic]:
    """A persona of this library's own files whose prompt is longer than the budget.

    Where the directory of owners alone is longer, which every prompt has, that is the one finding.
    """
    own = [class_ for class_ in library if is_own(library, library.parts.draft.personas[class_].span)]
    directory = _directory(compile_prompt(library, own[0])) if own else 0
    if directory > PROMPT_BUDGET:
        message = f"every prompt names all owners in about {directory} tokens, and the budget is {PROMPT_BUDGET}"
        place = library.manifest_place("format")
        yield Diagnostic("FLT301", message, place, note=_NOTE, help="make several libraries, one for each team")
        return
    for class_ in own:
        prompt = compile_prompt(library, class_)
        if prompt.tokens > PROMPT_BUDGET:
            yield _too_long(library, prompt)


def _directory(prompt: Prompt) -> int:
    return sum(len(block.text) for block in prompt.blocks if block.partial == "owner") // CHARACTERS_PER_TOKEN


def _too_long(library: Library, prompt: Prompt) -> Diagnostic:
    node = library.parts.draft.personas[prompt.persona]
    place = node.at("class")
    return Diagnostic(
        "FLT301",
        f"the prompt of {quoted(prompt.persona)} has about {prompt.tokens} tokens, and the budget is {PROMPT_BUDGET}",
        place if is_own(library, place) else node.span,
        note=_NOTE,
        help=f"shorten what is longest: {listed(_longest(prompt))}",
    )


def _longest(prompt: Prompt) -> list[str]:
    """The three keys of a persona that take the most room."""
    sizes: Counter[str] = Counter()
    for block in prompt.blocks:
        sizes[block.element.partition("/")[0]] += len(block.text)
    return [key for key, _ in sizes.most_common() if key in Persona.model_fields and key not in _FIXED][:3]
