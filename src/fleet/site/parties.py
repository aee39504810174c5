"""The page of a party: who is outside the fleet, what they own, and who hands over to them."""

from __future__ import annotations

from fleet.site.fitting import clipped, fitting, weight_of
from fleet.site.places import party_page
from fleet.site.subject import Subject


def add_parties(subject: Subject) -> None:
    """Make the page of every party."""
    library, places, said = subject.library, subject.places, subject.said
    for name, party in library.parties.items():
        duties = [
            {
                "lane": duty.lane,
                "duty": said(duty.duty),
                "about": said(duty.about),
                "stages": duty.stages or (),
                "audience": duty.audience or "",
                "source": places.of_duty(duty.lane),
            }
            for duty in party.lanes
        ]
        incoming = [(places.named(edge.source), edge.lanes) for edge in subject.incoming.get(name, ())]
        data = {
            "name": name,
            "title": clipped(said(party.title), 200),
            "about": said(party.about or ""),
            "source": places.source(library.manifest_place("parties", name, "title")),
            "fallback": name == library.manifest.fallback,
            "duties": fitting(duties, lambda one: weight_of(str(one), around=400), 120_000),
            "incoming": fitting(incoming, lambda one: weight_of(*one[0][:2], *one[1], around=260), 100_000),
        }
        subject.add(party_page(name), "party", data, title=clipped(said(party.title), 200), here="personas.html")
