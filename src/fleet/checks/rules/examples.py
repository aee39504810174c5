"""A lane is learned, and a boundary tested, from enough examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sized

from fleet.checks.own import is_own
from fleet.diagnostics import Diagnostic, Span, quoted
from fleet.library import Library
from fleet.source import Node

LEAST: Mapping[str, int] = {"asks": 15, "says": 8, "probes": 4, "twins": 3}
"""The fewest examples of each kind that a lane or a boundary needs."""

LEAST_FALLBACK = 40
"""The fewest asks in no lane."""


def few(library: Library) -> Iterator[Diagnostic]:
    """A lane, a boundary of a persona's own, or the fallback with too few examples."""
    for owner, duty, span in library.parts.duties():
        examples = library.examples_of(duty.lane)
        file = _file(library, owner)
        lacks = _lacking({"asks": examples.asks, "says": examples.says})
        place = _place(library, owner, "lanes", duty.lane) or span
        if lacks and is_own(library, place):
            yield _finding(f"lane {quoted(duty.lane)}", lacks, place, f"{quoted(file)} under `lanes:`, `{duty.lane}:`")
    for class_, persona in library.parts.personas.items():
        file = _file(library, class_)
        for boundary in persona.boundaries:
            shown = library.boundary_examples(class_, boundary.id)
            lacks = _lacking({"probes": shown.probes, "twins": shown.twins})
            written = library.place(class_, "boundaries", boundary.id, "id")
            place = _place(library, class_, "boundaries", boundary.id) or written
            if lacks and is_own(library, place):
                home = f"{quoted(file)} under `boundaries:`, `{boundary.id}:`"
                yield _finding(f"boundary {quoted(boundary.id)} of {quoted(class_)}", lacks, place, home)
    yield from _few_in_no_lane(library)


def _few_in_no_lane(library: Library) -> Iterator[Diagnostic]:
    name = library.manifest.fallback
    count = len(library.fallback_asks)
    if count >= LEAST_FALLBACK:
        return
    file = library.parties[name].examples
    place = library.manifest_place("parties", name, "examples" if file else "title")
    if is_own(library, place):
        lacks = {"asks": (count, LEAST_FALLBACK)}
        home = f"{quoted(_file(library, name))} under `asks:`"
        yield _finding(f"fallback {quoted(name)}", lacks, place, home)


def _lacking(given: Mapping[str, Sized]) -> dict[str, tuple[int, int]]:
    return {kind: (len(texts), LEAST[kind]) for kind, texts in given.items() if len(texts) < LEAST[kind]}


def _finding(what: str, lacks: Mapping[str, tuple[int, int]], place: Span, home: str) -> Diagnostic:
    has = " and ".join(f"{count} of {least} {kind}" for kind, (count, least) in lacks.items())
    more = " and ".join(f"{least - count} `{kind}`" for kind, (count, least) in lacks.items())
    return Diagnostic(
        "FLT251",
        f"{what} has {has}",
        place,
        note="lanes are learned and boundaries tested from examples; few of them show little of what really arrives",
        help=f"add {more} to {home}",
    )


def _file(library: Library, owner: str) -> str:
    persona = library.personas.get(owner)
    folder = persona.domain if persona else "parties"
    return f"{folder}/{owner}.examples.yaml"


def _place(library: Library, owner: str, key: str, name: str) -> Span | None:
    """Where the examples file has the entry; None if it has none."""
    draft = library.parts.draft
    party = library.parties.get(owner)
    file: Node | None = draft.party_examples.get(party.examples or "") if party else draft.examples.get(owner)
    entries = file.mapping.get(key) if file else None
    return entries.keys.get(name) if entries else None
