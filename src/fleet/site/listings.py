"""The lists of all personas and all lanes, in parts where they are long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from fleet.site.fitting import clipped, in_parts, part_page, weight_of
from fleet.site.places import domain_page, lane_page, party_page, persona_page
from fleet.site.subject import Subject

_ROOM = 200_000
_MANY = 200


class Entry(NamedTuple):
    """Something in a list: its page, how it is called, its name beside that, and what it is.

    Attributes:
        at: its page.
        title: how it is called.
        name: its name beside that; empty if that is all.
        text: what it is; empty in a close list.
        group: what it stands under.
    """

    at: str
    title: str
    name: str
    text: str
    group: str


class Group(NamedTuple):
    """Entries under a heading, which may lead somewhere."""

    id: str
    title: str
    at: str
    entries: tuple[Entry, ...]


def add_listings(subject: Subject) -> None:
    """Make the lists."""
    library = subject.library
    lead = f"{len(library):,} personas in {_counted(len(subject.domains), 'domain')}, and who is outside the fleet."
    pages = {domain: domain_page(domain) for domain in subject.domains}
    _add(subject, "personas", "Personas", lead, list(_personas(subject)), pages)
    lead = f"{len(library.lanes):,} lanes. Each has exactly one owner."
    _add(subject, "lanes", "Lanes", lead, list(_lanes(subject)), {})


def persona_entries(subject: Subject, classes: Sequence[str], group: str, *, close: bool) -> Iterator[Entry]:
    """The entries of some personas; without a text in a close list."""
    for class_ in classes:
        persona = subject.library[class_]
        text = "" if close else clipped(subject.said(persona.summary))
        yield Entry(persona_page(class_), clipped(subject.said(persona.title), 80), class_, text, group)


def _personas(subject: Subject) -> Iterator[Entry]:
    close = len(subject.library) > _MANY
    for domain, personas in subject.domains.items():
        yield from persona_entries(subject, [one.class_ for one in personas], domain, close=close)
    for name, party in subject.library.parties.items():
        text = clipped(subject.said(party.about or "")) or ", ".join(duty.lane for duty in party.lanes)
        yield Entry(party_page(name), clipped(subject.said(party.title), 80), name, clipped(text), "")


def _lanes(subject: Subject) -> Iterator[Entry]:
    library = subject.library
    close = len(library.lanes) > _MANY
    for lane, duty in library.lanes.items():
        owner = clipped(subject.title_of(library.owner_of(lane)), 60)
        text = f"{owner}: {clipped(subject.said(duty.about), 200)}"
        yield Entry(lane_page(lane), lane, "", "" if close else text, "")


def _add(subject: Subject, stem: str, title: str, lead: str, entries: Sequence[Entry], pages: dict[str, str]) -> None:
    close = len(entries) > _MANY
    parts = list(in_parts(entries, lambda one: weight_of(*one, around=90), _ROOM))
    for number, part in enumerate(parts, start=1):
        groups = [
            Group(f"group-{place}", _heading(group, stem), pages.get(group, ""), tuple(some))
            for place, (group, some) in enumerate(groupby(part, key=lambda one: one.group), start=1)
        ]
        data = {
            "title": title,
            "lead": lead,
            "groups": groups,
            "close": close,
            "parts": len(parts),
            "part_number": number,
            "stem": stem,
        }
        subject.add(part_page(stem, number), "listing", data, title=title, here=part_page(stem, 1))


def _heading(group: str, stem: str) -> str:
    return group or ("outside the fleet" if stem == "personas" else "")


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
