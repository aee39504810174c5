"""The files of a new persona load as they are."""

from __future__ import annotations

import pytest

import fleet
from fleet.authoring.new_persona import Wanted, new_persona
from fleet.checks import check


def test_a_new_persona_loads_with_only_its_examples_left_to_write(tiny_files, write_library):
    root = write_library(tiny_files)
    files = new_persona(fleet.load(root), Wanted("tool-keeper", "repairs", excludes=["repairs", "workshops"]))
    library = fleet.load(write_library(files))
    keeper = library["tool-keeper"]
    assert keeper.title == "Tool Keeper"
    assert keeper.lanes == ("tool-keeper-work",)
    assert [(one.id, one.owner) for one in keeper.boundaries] == [
        ("no-repairs", "bench-technician"), ("no-workshops", "field-trainer"),
    ]  # fmt: skip
    assert {one.code for one in check(library) if "tool-keeper" in (one.span.path if one.span else "")} == {"FLT251"}


def test_what_tempts_everybody_is_excluded_unless_said_otherwise(shipped):
    files = new_persona(shipped, Wanted("field-trainer", "training", lane="workshops", about="planning workshops"))
    text = files["training/field-trainer.yaml"]
    assert text.count("  - id: ") == 3
    assert "  - id: no-deal-negotiation\n    lane: deal-negotiation\n    owner: account-manager\n" in text
    assert "about: planning workshops\n" in text


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (Wanted("support-agent", "support"), "persona `support-agent` is there already; choose another name"),
        (Wanted("triage", "support"), "party `triage` is there already"),
        (Wanted("helper", "support", lane="renewal"), "lane `renewal` belongs to `customer-success-manager`"),
        (Wanted("Helper", "support"), "`Helper` is not a name"),
        (Wanted("helper", "../out"), "`../out` is not a name"),
        (Wanted("helper", "support", excludes=["renewl"]), "no lane is named `renewl`; did you mean `renewal`"),
    ],
)
def test_what_cannot_be_is_refused(shipped, wanted, message):
    with pytest.raises(fleet.FleetError) as refused:
        new_persona(shipped, wanted)
    assert message in str(refused.value)
