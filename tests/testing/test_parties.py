"""Lanes that people outside the fleet own: their tools can be called by nobody, or by somebody who assists."""

from __future__ import annotations

import pytest

import fleet
from fleet.testing import Target, coverage_of, generated, mutation_score, run
from fleet.testing.callers import caller_of

MANIFEST = """format: 1
facts:
  asked: {about: somebody asked}
parties:
  people: {title: People, lanes: [{lane: refunds, duty: Pay back, about: money back, stages: [customer]}]}
  desk: {title: Desk}
fallback: desk
tools:
  refunds.pay:
    lane: refunds
    limits: {amount: {maximum: 50}}
"""
HELPER = """class: helper
domain: shop
title: Helper
summary: helps
persona: You help.
mandate:
  - {lane: questions, duty: Answer, about: questions}
boundaries:
  - {id: no-refunds, lane: refunds, owner: people, rule: Does not pay back., because: it costs.}
"""
ASSISTS = "assists:\n  - {lane: refunds, how: pays small sums, when: {facts: [asked]}}\n"


@pytest.fixture(params=["", ASSISTS], ids=["nobody calls", "somebody assists"])
def library(request, write_library):
    return fleet.load(write_library({"library.yaml": MANIFEST, "shop/helper.yaml": HELPER + request.param}))


def test_who_can_call_a_tool_of_people(library):
    caller = caller_of(library, library.tools["refunds.pay"])
    if library["helper"].assists:
        assert caller == ("helper", fleet.Context(account="fleet-test-account", facts={"asked"}, current="helper"))
    else:
        assert caller is None


def test_every_element_is_reached_and_every_mutant_noticed(library):
    cases = generated(library)
    assert all(result.held for result in run(cases, Target.of(library)))
    assert coverage_of(library, cases).missing == ()
    assert [mutant.id for mutant in mutation_score(library, cases).survivors] == []


def test_limits_count_where_somebody_can_call(library):
    tested = {case.id for case in generated(library) if case.id.startswith("tool/")}
    assert ("tool/refunds.pay/amount-over-maximum" in tested) == bool(library["helper"].assists)


def test_a_library_of_one_persona_that_owns_everything_is_tested_too(write_library):
    manifest = "format: 1\nparties:\n  desk: {title: Desk}\nfallback: desk\n"
    alone = HELPER[: HELPER.index("boundaries:")]
    library = fleet.load(write_library({"library.yaml": manifest, "shop/helper.yaml": alone}))
    cases = generated(library)
    assert all(result.held for result in run(cases, Target.of(library)))
    assert coverage_of(library, cases).missing == ()
