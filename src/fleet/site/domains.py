"""The page of a domain: its personas, how they stand to lanes, and whom they hand over to; in parts if it is large."""

from __future__ import annotations

from collections.abc import Sequence

from fleet.site.fitting import part_page
from fleet.site.handoffs import Flow, between_personas
from fleet.site.listings import persona_entries
from fleet.site.matrix import Grid, grid_of
from fleet.site.subject import Subject
from fleet.spec import Persona

_COLUMNS = 25
_MOST_SIGNS = 600
_MOST_LINES = 300


def add_domains(subject: Subject) -> None:
    """Make the page of every domain."""
    for domain, personas in subject.domains.items():
        parts = [personas[start : start + _COLUMNS] for start in range(0, len(personas), _COLUMNS)]
        for number, part in enumerate(parts, start=1):
            data = {**_data(subject, domain, part), "parts": len(parts), "part_number": number, "stem": domain}
            owned = sum(len(persona.mandate) for persona in personas)
            data["counts"] = f"{len(personas):,} personas of this domain own {owned:,} lanes."
            subject.add(part_page(f"domains/{domain}", number), "domain", data, title=domain, here="personas.html")


def _data(subject: Subject, domain: str, personas: Sequence[Persona]) -> dict[str, object]:
    names = [persona.class_ for persona in personas]
    return {
        "domain": domain,
        "entries": list(persona_entries(subject, names, domain, close=False)),
        "grid": _grid(subject, personas),
        "flow": _flow(subject, names),
    }


def _grid(subject: Subject, personas: Sequence[Persona]) -> Grid | None:
    """The personas over all lanes that they have anything to do with; None where that is too much for a picture."""
    lanes: set[str] = set()
    signs = 0
    for persona in personas:
        near = {*persona.lanes, *(one.lane for one in persona.assists), *(one.lane for one in persona.boundaries)}
        lanes |= near
        signs += len(near)
    if not lanes or signs > _MOST_SIGNS or len(lanes) > _MOST_SIGNS:
        return None
    return grid_of(subject, [persona.class_ for persona in personas], lanes)


def _flow(subject: Subject, names: Sequence[str]) -> Flow | None:
    pairs = sum(len(subject.outgoing.get(name, ())) for name in names)
    return between_personas(subject, names) if 0 < pairs <= _MOST_LINES else None
