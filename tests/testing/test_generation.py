import os
import subprocess
import sys

import pytest

import fleet
from fleet.testing import (
    CallRequest,
    HandoffRequest,
    PromptRequest,
    Target,
    coverage_of,
    elements_of,
    expected_verdict,
    generated,
    run,
)

DUMP = """
import fleet
from fleet.testing import generated, to_line
for case in generated(fleet.load()): print(to_line(case))
"""


@pytest.fixture(scope="module")
def cases(shipped):
    return generated(shipped)


def dumped(seed):
    environment = {**os.environ, "PYTHONHASHSEED": str(seed)}
    return subprocess.run([sys.executable, "-c", DUMP], env=environment, capture_output=True, check=True).stdout


def test_the_cases_are_the_same_bytes_whatever_the_hash_seed():
    first = dumped(1)
    assert first.count(b"\n") > 2000
    assert dumped(2) == first


@pytest.mark.long
def test_the_cases_are_the_same_bytes_over_twenty_seeds():
    assert len({dumped(seed) for seed in range(20)}) == 1


def test_every_case_of_the_shipped_library_holds(shipped, cases):
    assert [result.case.id for result in run(cases, Target.of(shipped)) if not result.held] == []


def test_every_element_of_the_shipped_library_is_reached(shipped, cases):
    coverage = coverage_of(shipped, cases)
    assert coverage.missing == ()
    assert coverage.share == 1
    assert len(coverage.elements) > 1500


def test_what_no_case_reaches_is_listed(shipped, cases):
    name = "support-agent/no-deal-negotiation"
    without = [case for case in cases if not case.id.startswith(f"{name}/")]
    coverage = coverage_of(shipped, without)
    assert set(coverage.missing) == {f"{name}:{what}" for what in ("call", "handoff", "owner", "prompt")}
    assert coverage.share < 1


def test_nothing_to_cover_is_covered():
    from fleet.testing import Coverage

    assert Coverage((), frozenset()).share == 1


def test_each_boundary_is_called_handed_over_told_and_left_to_its_owner(shipped, cases):
    ids = {case.id for case in cases}
    for class_, persona in shipped.items():
        for boundary in persona.boundaries:
            for what in ("call", "handoff", "owner", "prompt"):
                assert f"{class_}/{boundary.id}/{what}" in ids


def test_no_classifier_and_no_text_takes_part(cases):
    for case in cases:
        assert isinstance(case.request, CallRequest | HandoffRequest | PromptRequest)


def test_the_oracle_and_the_relation_agree_everywhere(shipped):
    contexts = [
        fleet.Context(stage=stage, audience=audience, assigned=assigned, facts=facts)
        for stage in (None, "prospect", "trial", "customer")
        for audience in ("customer", "teammate")
        for assigned in (
            None,
            frozenset(),
            frozenset({"technical-account-manager"}),
            frozenset({"technical-account-architect"}),
        )
        for facts in (frozenset(), frozenset({"owner-asked"}), frozenset(shipped.facts))
    ]
    compared = 0
    for persona in shipped:
        for lane in shipped.lanes:
            for context in contexts:
                relation = fleet.relate(shipped, persona, lane, context)
                for effect in ("read", "write", "commit"):
                    allowed, owner = expected_verdict(shipped, persona, lane, effect, context)
                    assert (relation.permits(effect), relation.owner) == (allowed, owner)
                    compared += 1
    assert compared == 11 * 28 * len(contexts) * 3


def test_the_oracle_knows_no_lane_that_is_not_there(shipped):
    with pytest.raises(LookupError, match="renewl"):
        expected_verdict(shipped, "support-agent", "renewl", "write", fleet.Context())


def test_a_library_with_limits_of_every_kind_is_generated_and_holds(write_library, tiny_files):
    tools = """
tools:
  every.limit:
    lane: {lane}
    args:
      type: object
      properties:
        low: {{type: number}}
        kind: {{enum: [a, b]}}
        whole: {{type: integer, exclusiveMinimum: 3}}
        few: {{type: array, items: {{type: string}}, minItems: 1}}
        sub: {{type: object, properties: {{x: {{type: boolean}}, y: {{type: "null"}}}}, required: [x, y]}}
        either: {{anyOf: [{{type: string}}, {{type: integer}}]}}
        fixed: {{const: 5}}
        most: {{type: number, maximum: 9}}
      required: [low, kind, whole, few, sub, either, fixed, most]
    limits:
      low: {{minimum: 1, maximum: 5}}
      few: {{maxItems: 2}}
  no.schema:
    lane: {lane}
    limits:
      above: {{exclusiveMinimum: 0, exclusiveMaximum: 10}}
      under: {{exclusiveMaximum: 10}}
      kind: {{enum: [x, y]}}
      flag: {{const: go}}
      name: {{maxLength: 4}}
      list: {{maxItems: 2}}
      mail: {{email_domain_in: [example.com]}}
      whose: {{owned_by: account}}
      perhaps: {{maximum: 3, optional: true}}
    beyond: ask
"""
    files = dict(tiny_files)
    head = files["library.yaml"].split("\ntools:")[0]
    lane = fleet.load(write_library(files, "first"))
    owned = next(iter(lane.values())).lanes[0]
    files["library.yaml"] = head + tools.format(lane=owned)
    library = fleet.load(write_library(files, "second"))
    cases = generated(library)
    assert [result.found for result in run(cases, Target.of(library)) if not result.held] == []
    assert coverage_of(library, cases).missing == ()
    assert sum(case.id.startswith("tool/") for case in cases) > 25


def test_elements_are_read_from_the_spec(shipped):
    elements = list(elements_of(shipped))
    assert len(elements) == len(set(elements))
    assert "tool/discounts.grant:percent-over-maximum" in elements
    assert "technical-account-manager/ticket-resolution:assist-1:fact-support-asked-false" in elements
