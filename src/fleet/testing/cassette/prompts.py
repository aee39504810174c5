"""Which compiled prompt a system message holds, whatever company and product it was compiled for."""

from __future__ import annotations

import re
from functools import cached_property

from fleet.errors import FleetError
from fleet.library import Library, load
from fleet.prompts import Prompt, compile_prompt
from fleet.testing.cassette.redaction import Redact
from fleet.testing.cassette.values import Told, ToldBlock

_OPENING = "# You are "
_BLANK = "fleetvariable{}x"


class Prompts:
    """The compiled prompts of a library, found in the texts of system messages.

    Args:
        library: whose personas they are of; None for the shipped one, which is loaded when a text looks like a prompt.
        redact: what the texts were redacted with.
    """

    def __init__(self, library: Library | None, redact: Redact) -> None:
        self._given = library
        self._redact = redact
        self._found: dict[str, Prompt | None] = {}

    @cached_property
    def library(self) -> Library:
        """The library."""
        return load() if self._given is None else self._given

    def found_in(self, text: str) -> Prompt | None:
        """The prompt that a redacted text contains; None if it contains none of this library as it is now."""
        if _OPENING not in text:
            return None
        if text not in self._found:
            prompts = (self._of(class_, text) for class_ in self.library)
            self._found[text] = next((prompt for prompt in prompts if prompt is not None), None)
        return self._found[text]

    def told_in(self, text: str) -> Told | None:
        """The same as a cassette keeps it."""
        prompt = self.found_in(text)
        if prompt is None:
            return None
        whole = self.told(prompt, stripped=False)
        return whole if whole.text in text else self.told(prompt)

    def told(self, prompt: Prompt, *, stripped: bool = True) -> Told:
        """A prompt as a cassette keeps it: with the white space at its end, or without, as hosts may take it away."""
        blocks = [block for block in prompt.blocks if not block.changing]
        texts = [self._redact(block.text) for block in blocks]
        if stripped:
            texts[-1] = texts[-1].rstrip()
        told = zip(blocks, texts, strict=True)
        return Told(
            persona=prompt.persona,
            blocks=tuple(ToldBlock(element=one.element, file=one.path, text=text) for one, text in told),
        )

    @cached_property
    def _patterns(self) -> dict[str, tuple[str, re.Pattern[str]]]:
        """For each class how its prompt begins, and the whole of it with a group for each variable."""
        blanks = {name: _BLANK.format(number) for number, name in enumerate(self.library.manifest.variables)}
        groups = {blank: f"v{number}" for number, blank in enumerate(blanks.values())}
        patterns = {}
        for class_ in self.library:
            text = self.told(compile_prompt(self.library, class_, variables=blanks)).text
            first = next((text.index(blank) for blank in groups if blank in text.split("\n", 1)[0]), None)
            opening = text.split("\n", 1)[0][:first]
            pattern = re.escape(text)
            for blank, group in groups.items():
                pattern = pattern.replace(blank, f"(?P<{group}>[^\n]+?)", 1).replace(blank, "[^\n]+?")
            patterns[class_] = (opening, re.compile(pattern))
        return patterns

    def _of(self, class_: str, text: str) -> Prompt | None:
        opening, pattern = self._patterns[class_]
        match = pattern.search(text) if opening in text else None
        if match is None:
            return None
        names = tuple(self.library.manifest.variables)
        said = {names[int(group[1:])]: value for group, value in match.groupdict().items()}
        try:
            prompt = compile_prompt(self.library, class_, variables=said)
        except FleetError:  # what stands there is no value that a variable can have
            return None
        return prompt if self.told(prompt).text in text else None
