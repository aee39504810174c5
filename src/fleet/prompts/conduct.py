"""How a persona works: voices and traits, what it knows and may read, its level, and whether it remembers."""

from __future__ import annotations

from collections.abc import Iterator

from fleet.library import Library
from fleet.prompts.element import Element, Wording
from fleet.spec import Persona

Levels = tuple[Persona, ...]


def levels_of(persona: Persona, library: Library) -> Levels:
    """The levels of a persona's ladder as their own files say them: itself, then those below, nearest first."""
    everybody = {**library.retired, **library.parts.personas}
    ladder = [name for name, above in library.levels.items() if persona.class_ in above]
    return tuple(everybody[name] for name in sorted(ladder, key=lambda name: len(library.levels[name])))


def voices_of(persona: Persona, levels: Levels, wording: Wording) -> Iterator[Element]:
    """The persona texts, that of the lowest level first."""
    for text in persona.voices:
        home = next((level.class_ for level in levels if level.persona == text), persona.class_)
        place = wording.library.place(home, "persona")
        yield wording.element("persona", place, {"text": wording.paragraphs(text)})


def traits_of(persona: Persona, wording: Wording) -> Iterator[Element]:
    """The texts of the shared traits."""
    parts = wording.library.parts
    for name in persona.traits:
        data = {"text": wording.paragraphs(parts.traits[name].text)}
        yield wording.element(f"traits/{name}", parts.draft.traits[name].at("text"), data)


def expertise_of(persona: Persona, levels: Levels, wording: Wording) -> Iterator[Element]:
    """What the persona knows well, a line each."""
    for text in persona.expertise:
        home = next((level.class_ for level in levels if text in level.expertise), persona.class_)
        place = wording.library.place(home, "expertise", text)
        yield wording.element("expertise", place, {"text": wording.line(text)})


def reads_of(persona: Persona, levels: Levels, wording: Wording) -> Element | None:
    """The lanes whose records the persona may look at."""
    if not persona.reads:
        return None
    home = next((level.class_ for level in levels if level.reads), persona.class_)
    lanes = ", ".join(f"`{lane}`" for lane in persona.reads)
    return wording.element("reads", wording.library.place(home, "reads"), {"lanes": lanes})


def level_of(persona: Persona, wording: Wording) -> Element | None:
    """The name of the level and how far it reaches."""
    if persona.level is None and persona.scope is None:
        return None
    scope = {} if persona.scope is None else {name: wording.line(text) for name, text in persona.scope}
    data = {"level": persona.level and wording.line(persona.level), "scope": scope}
    place = wording.library.place(persona.class_, "scope" if persona.level is None else "level")
    return wording.element("level", place, data)


def memory_of(persona: Persona, wording: Wording) -> Element:
    """Whether the persona remembers an account between conversations."""
    place = wording.library.place(persona.class_, "persistent_persona")
    return wording.element("persistent_persona", place, {"remembers": persona.persistent_persona})
