"""A persona as YAML, with everything that came along its ladder and where each of it came from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from fleet.cli.plain import plain_of
from fleet.library import Library
from fleet.spec import Persona

_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_WORDS = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
_WIDE = 100


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
            lines += [f"{key}:", *_list(value, origins[key], 1)]
        else:
            lines += yaml_lines({key: value})
    return "\n".join(lines) + "\n"


def yaml_lines(value: Mapping[str, object], depth: int = 0) -> Iterator[str]:
    """Write plain data as block YAML that means the same under YAML 1.1 and 1.2.

    >>> list(yaml_lines({"rule": "no: never", "lanes": ["adoption", "renewal"]}))
    ['rule: "no: never"', 'lanes: [adoption, renewal]']
    """
    pad = "  " * depth
    for key, inner in value.items():
        head = f"{pad}{_scalar(key)}:"
        if isinstance(inner, str) and _block(inner):
            yield f"{head} |{'' if inner.endswith(chr(10)) else '-'}"
            yield from (f"{pad}  {line}" if line else "" for line in inner.removesuffix("\n").split("\n"))
        elif isinstance(inner, Mapping) and inner:
            yield head
            yield from yaml_lines(inner, depth + 1)
        elif isinstance(inner, list) and inner:
            names = f"{head} [{', '.join(map(str, inner))}]"
            if len(names) <= _WIDE and all(isinstance(one, str) and _is_slug(one) for one in inner):
                yield names
            else:
                yield head
                yield from _list(inner, [None] * len(inner), depth + 1)
        else:
            yield f"{head} {_scalar(inner)}"


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


def _list(value: object, origins: Sequence[str | None], depth: int) -> Iterator[str]:
    pad = "  " * depth
    for item, origin in zip(value if isinstance(value, list) else [], origins, strict=True):
        if origin is not None:
            yield f"{pad}# from {origin}"
        if isinstance(item, Mapping) and item:
            first, *rest = yaml_lines(item, depth + 1)
            yield f"{pad}- {first.lstrip()}"
            yield from rest
        else:
            yield f"{pad}- {_scalar(item)}"


def _scalar(value: object) -> str:
    return value if isinstance(value, str) and _is_plain(value) else json.dumps(value, ensure_ascii=False)


def _is_slug(text: str) -> bool:
    return _SLUG.fullmatch(text) is not None and text not in _WORDS


def _is_plain(text: str) -> bool:
    """Whether a text may stand without quotes: on one line, starting with a letter, and like nothing else in YAML."""
    if ": " in text or " #" in text or text.endswith((":", " ")) or text.lower() in _WORDS:
        return False
    return text[:1].isascii() and text[:1].isalpha() and text.isprintable()


def _block(text: str) -> bool:
    """Whether a text of several lines may stand under a ``|``."""
    first, *rest = text.removesuffix("\n").split("\n")
    if text.endswith("\n\n") or not first or first[0] == " " or "\n" not in text:
        return False
    return all(line.isprintable() and line == line.rstrip() for line in (first, *rest)) and (not rest or rest[-1] != "")
