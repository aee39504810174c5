"""The index of the search: personas, parties, lanes and boundaries, as a script that a page loads from a file too."""

from __future__ import annotations

import json
from collections.abc import Iterator

from fleet.diagnostics import visible
from fleet.site.fitting import clipped
from fleet.site.places import boundary_anchor, lane_page, party_page, persona_page
from fleet.site.subject import Subject

_KINDS = ("persona", "outside the fleet", "lane", "boundary")
_LONGEST = 160

Row = tuple[int, str, str, str, str]


def add_search(subject: Subject) -> None:
    """Make the index."""
    rows = ",\n".join(json.dumps([*one[:1], *map(visible, one[1:])], separators=(",", ":")) for one in _rows(subject))
    text = f'"use strict";\nfleetSearch({json.dumps(_KINDS)}, [\n{rows}\n]);\n'
    subject.keep("assets/search.js", text.encode())


def _rows(subject: Subject) -> Iterator[Row]:
    """For each thing: its kind, its name, its title, a text, and where it is."""
    library, said = subject.library, subject.said
    for class_, persona in library.items():
        text = clipped(said(persona.summary), _LONGEST)
        yield 0, class_, clipped(said(persona.title), 80), text, persona_page(class_)
    for name, party in library.parties.items():
        text = clipped(said(party.about or ""), _LONGEST)
        yield 1, name, clipped(said(party.title), 80), text, party_page(name)
    for lane, duty in library.lanes.items():
        yield 2, lane, lane, clipped(said(duty.about), _LONGEST), lane_page(lane)
    for class_, persona in library.items():
        for boundary in persona.boundaries:
            title = f"{boundary.id}, {clipped(said(persona.title), 60)}"
            yield 3, boundary.id, title, clipped(said(boundary.rule), _LONGEST), boundary_anchor(class_, boundary.id)
