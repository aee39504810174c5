"""Cases about prompts: what the guard enforces is also told, word for word, and nothing else is."""

from __future__ import annotations

from collections.abc import Iterator

from fleet.library import Library
from fleet.spec import Context
from fleet.testing.case import Case, Expected, PromptRequest
from fleet.testing.cases.boundary import boundary_place


def prompt_cases(library: Library) -> Iterator[Case]:
    """For each boundary: rule, reason and owner stand in the prompt; for each persona: no other boundary does."""
    for class_, persona in library.items():
        for boundary in persona.boundaries:
            name = f"{class_}/{boundary.id}"
            place = boundary_place(library, class_, boundary)
            request = PromptRequest(class_, boundary.id)
            yield Case(f"{name}/prompt", (f"{name}:prompt",), request, Context(), Expected(), place)
        place = library.place(class_, "class")
        yield Case(f"{class_}/prompt", (f"{class_}:prompt",), PromptRequest(class_), Context(), Expected(), place)
