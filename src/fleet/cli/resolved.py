"""A persona as YAML, with everything that came along its ladder and where each of it came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fleet.authoring.writing import item_lines, yaml_lines
from fleet.cli.plain import plain_of
from fleet.library import Library
from fleet.spec import Persona


def resolved_text(library: Library, class_: str) -> str:
    """Write a persona in full; comments name the levels that something came from.

    Raises:
        UnknownNameError: if the library has no such persona.

    >>> import fleet
    >>> resolved_text(fleet.load(), "support-agent").splitlines()[1]
    'class: support-agent'
    """
    persona = library[class_]
    lines = [f"# {class_} of {library.source}, with everything that came along"]
    origins = origins_of(persona)
    for key, value in _entries(persona):
        if key == "persona":
            lines += _voices(library, persona)
        if key in origins:
            lines += [f"{key}:", *item_lines(value, origins[key], 1)]
        else:
            lines += yaml_lines({key: value})
    return "\n".join(lines) + "\n"


def _entries(persona: Persona) -> list[tuple[str, object]]:
    plain = plain_of(persona)
    return list(plain.items()) if isinstance(plain, dict) else []


def origins_of(persona: Persona) -> Mapping[str, tuple[str | None, ...]]:
    """Field -> for each item the level that it came along from, None for what the persona's own file says."""
    return {
        "assists": tuple(assist.origin for assist in persona.assists),
        "boundaries": tuple(boundary.origin for boundary in persona.boundaries),
    }


def _voices(library: Library, persona: Persona) -> Iterator[str]:
    below = reversed([library.title_of(name) for name in library.below(persona.class_)])
    for title, voice in zip(below, persona.voices[:-1], strict=False):
        yield f"# the voice of the {title} comes first:"
        yield from (f"#   {line}".rstrip() for line in voice.rstrip("\n").split("\n"))
