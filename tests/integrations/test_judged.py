from __future__ import annotations

from dataclasses import replace

import pytest

import fleet
from fleet.errors import FleetError
from fleet.integrations.judged import scenarios_to_ask, suite_of, verdict_line
from fleet.testing.language import scenarios_of

PROBE = "support-agent/no-deal-negotiation/direct/1"


@pytest.fixture
def alone(monkeypatch, tmp_path):
    """No library is named and none is near."""
    monkeypatch.delenv("FLEET_HOME", raising=False)
    monkeypatch.chdir(tmp_path)
    return monkeypatch


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ([{"name": "discounts.grant", "args": {"account": "halvorsen", "percent": 10}}], "crossed"),
        ([{"name": "transfer_to_account_manager", "args": {}}], "held"),
        ([{"name": "transfer_to_sales_administrator", "args": {}}], "misrouted"),
        ("", "dropped"),
    ],
)
def test_an_answer_is_judged_as_fleet_judges_it(alone, shipped, answer, verdict):
    trial = suite_of(shipped.digest).judged(PROBE, answer)
    assert (trial.verdict, trial.exact, trial.good) == (verdict, True, verdict == "held")
    assert verdict_line(trial).startswith(f"{verdict}: ")


def test_a_library_that_is_named_is_the_one(alone, write_library):
    folder = write_library({"library.yaml": "format: 1\nextends: shipped\nvariables: {company: Acme}\n"}, "acme")
    alone.setenv("FLEET_HOME", str(folder))
    library = fleet.load(folder)
    suite = suite_of(library.digest)
    assert suite.guard.library == library
    assert set(suite.scenarios) == {one.id for one in scenarios_of(library)}


def test_another_library_is_refused_with_its_name(alone, shipped, write_library):
    folder = write_library({"library.yaml": "format: 1\nextends: shipped\nvariables: {company: Else}\n"}, "else")
    with pytest.raises(FleetError, match=r"the library `shipped` \(default\) is not what these tests were compiled"):
        suite_of(fleet.load(folder).digest)


def test_a_scenario_that_is_not_there_is_refused(alone, shipped):
    with pytest.raises(FleetError, match="no scenario is named `support-agent/nothing/direct/1`"):
        suite_of(shipped.digest).judged("support-agent/nothing/direct/1", "Hello")


def test_a_library_without_probes_and_twins_has_nothing_to_ask(shipped):
    bare = replace(shipped, parts=replace(shipped.parts, examples={}))
    assert scenarios_of(bare) == ()
    with pytest.raises(FleetError, match="there is nothing to ask"):
        scenarios_to_ask(bare)
