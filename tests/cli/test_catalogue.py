from __future__ import annotations

import pytest

from fleet.library import by_domain


def test_every_persona_is_listed_with_title_and_lanes(fleet_command, shipped):
    ran = fleet_command("list")
    assert ran.code == 0
    text = " ".join(ran.out.split())
    for persona in shipped.values():
        assert persona.class_ in text
        assert all(lane in text for lane in persona.lanes)


def test_the_list_fits_80_columns(fleet_command):
    assert max(map(len, fleet_command("list").lines)) <= 80


@pytest.mark.parametrize("columns", ["40", "200"])
def test_the_list_keeps_classes_whole_on_any_screen(fleet_command, shipped, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)
    out = fleet_command("list").out
    assert [class_ for class_ in shipped if class_ not in out] == []


def test_domains_stay_together_and_ladders_rise(shipped):
    order = [persona.class_ for persona in by_domain(shipped)]
    domains = [shipped[class_].domain for class_ in order]
    assert sorted(domains) == domains
    assert [
        class_ for class_ in order for below in shipped.below(class_) if order.index(below) > order.index(class_)
    ] == []


def test_the_list_as_data(fleet_command, shipped):
    ran = fleet_command("list", "--json")
    assert {row["class"] for row in ran.data} == set(shipped)
    row = next(row for row in ran.data if row["class"] == "senior-support-agent")
    assert row["above"] == "support-agent"
    assert row["persistent_persona"] is False
    assert row["owns"] == list(shipped["senior-support-agent"].lanes)
    assert "ticket-resolution" in row["assists"]
    assert "no-deal-negotiation" in row["boundaries"]
