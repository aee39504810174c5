from __future__ import annotations

from types import SimpleNamespace

import pytest

from fleet.cli import completing


def typed(library=None):
    return SimpleNamespace(params={"library": library})


def test_names_of_the_library_are_offered(shipped):
    assert completing.personas(typed(), "s") == [class_ for class_ in shipped if class_.startswith("s")]
    assert completing.lanes(typed(), "ren") == ["renewal"]
    assert completing.facts(typed(), "owner") == ["owner-asked"]
    assert completing.tools(typed(), "tickets.r") == ["tickets.resolve"]
    assert completing.codes("flt20")[0] == "FLT201"


def test_names_of_the_library_that_is_named_are_offered(tiny):
    assert completing.personas(typed(str(tiny)), "field") == ["field-trainer"]


@pytest.mark.parametrize("offer", [completing.personas, completing.lanes, completing.facts, completing.tools])
def test_a_library_that_cannot_be_read_offers_nothing(offer):
    assert offer(typed("nowhere"), "") == []


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("fleet sh", {"show"}),
        ("fleet show supp", {"support-agent"}),
        ("fleet decide support-agent tickets.r", {"tickets.resolve"}),
        ("fleet decide --handoff a b --lane ren", {"renewal"}),
        ("fleet schema tr", {"trait"}),
        ("fleet explain FLT30", {"FLT301", "FLT302"}),
        ("fleet prompt support-agent --sta", {"--stage"}),
    ],
)
def test_a_shell_gets_what_it_can_offer(process, words, offered):
    position = str(len(words.split()) - 1)
    ran = process(_FLEET_COMPLETE="complete_bash", COMP_WORDS=words, COMP_CWORD=position)
    assert ran.code == 0
    assert set(ran.out.split()) == offered


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_can_be_told_how(process, shell):
    ran = process(_FLEET_COMPLETE=f"source_{shell}")
    assert ran.code == 0
    assert "fleet" in ran.out
