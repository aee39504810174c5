"""Who does what, as a section of an ``AGENTS.md``: every persona with its lanes, its boundaries and their owners."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fleet.library import Library
from fleet.relation import condition_words
from fleet.spec import Assist, Duty, Persona, fill
from fleet.text import escaped


def agents_lines(library: Library) -> Iterator[str]:
    """The lines of the section, with default values; nothing in a spec text can act as Markdown.

    A coding agent reads the whole file in every session, so boundaries are named here by lane and owner only; their
    rules and reasons are in the compiled prompts.

    >>> import fleet
    >>> [line for line in agents_lines(fleet.load()) if line.startswith("### ")][0]
    '### Account Manager (`account-manager`)'
    """
    rest = _named(library, library.manifest.fallback)
    yield (
        "Every lane of work has one owner. Work in your own lanes and hand everything else over to its owner, however "
        f"small it looks and whoever asks. What is in no lane goes to {rest}."
    )
    for persona in library.values():
        title = _said(library, persona.title)
        yield from ("", f"### {title} (`{persona.class_}`)", "")
        yield f"The {title} {_said(library, persona.summary)}."
        rows = tuple(_rows(library, persona))
        if rows:
            yield from ("", *rows)
    yield from ("", "### Outside the fleet", "")
    for name, party in library.parties.items():
        about = [_said(library, party.about)] if party.about else []
        said = "; ".join([*about, *(_owned(library, duty) for duty in party.lanes)])
        yield f"- {_named(library, name)}{f': {said}' if said else ''}."


def _rows(library: Library, persona: Persona) -> Iterator[str]:
    """What a persona owns, where it may help, and whom it hands over to."""
    for duty in persona.mandate:
        yield f"- Owns {_owned(library, duty)}."
    for assist in persona.assists:
        yield f"- May help in {_assisted(library, assist)}."
    owners = {boundary.lane: library.owner_of(boundary.lane) for boundary in persona.boundaries}
    if owners:
        yield f"- Otherwise hands over {'; '.join(_handed(library, owners))}."


def _owned(library: Library, duty: Duty) -> str:
    return f"`{duty.lane}`: {_said(library, duty.about)}"


def _assisted(library: Library, assist: Assist) -> str:
    only = f" ({assist.only} only)" if assist.only else ""
    when = f", {_said(library, condition_words(library, assist.when))}" if assist.when else ""
    return f"`{assist.lane}`{only}{when}"


def _handed(library: Library, owners: Mapping[str, str]) -> Iterator[str]:
    for owner in dict.fromkeys(owners.values()):
        lanes = ", ".join(f"`{lane}`" for lane in owners if owners[lane] == owner)
        yield f"{lanes} to {_named(library, owner)}"


def _named(library: Library, name: str) -> str:
    return f"`{name}`" if name in library else f"`{name}` ({_said(library, library.title_of(name))})"


def _said(library: Library, text: str) -> str:
    return escaped(fill(text, library.manifest.variables)).rstrip(".")
