"""The first page: how much there is, who stands how to what, and who hands over to whom, as pictures."""

from __future__ import annotations

from collections.abc import Iterator

from fleet.library import by_domain, columns_of
from fleet.site.fitting import fitting, weight_of
from fleet.site.handoffs import Flow, between_domains, between_personas
from fleet.site.listings import Entry, persona_entries
from fleet.site.matrix import Grid, grid_of
from fleet.site.subject import Subject

MOST_COLUMNS = 40
"""More personas than these are not drawn in one picture."""

_MOST_SIGNS = 700
_MOST_LINES = 400


def add_overview(subject: Subject, findings: int) -> None:
    """Make the first page."""
    library = subject.library
    columns = columns_of(library)
    signs = len(library.lanes) + len(library.grants) + len(library.exclusions)
    whole = len(columns) <= MOST_COLUMNS and signs <= _MOST_SIGNS
    grid: Grid | None = grid_of(subject) if whole and columns else None
    flow = _flow(subject, whole=whole)
    tiles = [(domain, len(some), sum(len(one.mandate) for one in some)) for domain, some in subject.domains.items()]
    data = {
        "title": "Who does what, and who does not",
        "lead": "Every role of this library: what it owns, where it may help, and whose the rest is.",
        "figures": list(_figures(subject, findings)),
        "grid": grid,
        "roles": _roles(subject) if grid else [],
        "flow": flow if flow is not None and len(flow.lines) <= _MOST_LINES else None,
        "domains": fitting(tiles, lambda one: weight_of(one[0], one[0], around=160), 100_000),
    }
    subject.add("index.html", "index", data, title="Overview")


def _roles(subject: Subject) -> list[tuple[str, list[Entry]]]:
    """Domain -> its personas, as they stand beside the picture."""
    return [
        (domain, list(persona_entries(subject, [one.class_ for one in some], domain, close=False)))
        for domain, some in subject.domains.items()
    ]


def _flow(subject: Subject, *, whole: bool) -> Flow | None:
    if whole:
        return between_personas(subject, [one.class_ for one in by_domain(subject.library)])
    return between_domains(subject) if len(subject.domains) <= MOST_COLUMNS else None


def _figures(subject: Subject, findings: int) -> Iterator[tuple[str, int, str]]:
    library = subject.library
    own = sum(boundary.origin is None for persona in library.values() for boundary in persona.boundaries)
    yield "personas.html", len(library), "persona" if len(library) == 1 else "personas"
    yield "lanes.html", len(library.lanes), "lane" if len(library.lanes) == 1 else "lanes"
    yield "personas.html", own, "boundary" if own == 1 else "boundaries"
    yield "findings.html", findings, "finding" if findings == 1 else "findings"
