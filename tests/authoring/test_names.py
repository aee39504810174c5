from __future__ import annotations

import json

import pytest

from fleet.authoring.names import vocabulary_of
from fleet.authoring.schema import models_in
from fleet.cli.authored import AUTHORED

BASE = ["account-manager", "support-agent"]


@pytest.fixture(scope="module")
def words(shipped):
    return vocabulary_of(shipped, BASE).names


def test_every_word_is_a_field_of_some_file(words):
    fields = {
        field.alias or name
        for kind in AUTHORED.values()
        for model in models_in(kind)
        for name, field in model.model_fields.items()
    }
    assert set(words) <= fields


def test_the_names_are_those_of_the_library(words, shipped):
    assert words["lane"] == words["reads"] == tuple(sorted(shipped.lanes))
    assert set(words["owner"]) == {*shipped, *shipped.parties}
    assert words["above"] == tuple(sorted(shipped))
    assert words["handed_by"][-1] == "owner"
    assert words["lanes"][-1] == "none"
    assert words["keep"] == words["retire"] == tuple(BASE)
    assert "support-agent/no-renewal" in words["boundary"] or words["boundary"]


def test_names_are_offered_where_a_name_stands(schemas):
    persona = schemas["tiny"]["persona"]
    assert persona["properties"]["traits"]["items"]["examples"] == ["plain-spoken"]
    assert persona["$defs"]["Boundary"]["properties"]["owner"]["examples"][-1] == "lead-trainer"
    assert "repairs" in persona["$defs"]["Duty"]["properties"]["lane"]["examples"]
    facts = persona["$defs"]["Condition"]["properties"]["facts"]
    assert facts["items"]["examples"] == ["repair-asked"]
    unassigned, nothing = persona["$defs"]["Condition"]["properties"]["unassigned"]["anyOf"]
    assert "field-trainer" in unassigned["examples"]
    assert nothing == {"type": "null"}
    assert "examples" not in json.dumps(persona["$defs"]["Condition"]["properties"]["assigned"])
    (values,) = schemas["tiny"]["library"]["properties"]["lanes"]["patternProperties"].values()
    assert "none" in values["examples"]
    case = schemas["tiny"]["cases"]["$defs"]["WrittenCase"]["properties"]
    assert "field-trainer/no-repairs" in case["boundary"]["examples"]


def test_a_name_that_is_not_offered_is_not_refused(samples, accepts):
    sample = next(one for one in samples if (one.library, one.name) == ("tiny", "training/field-trainer.yaml"))
    data = {**sample.data, "traits": ["not-written-yet"], "reads": ["a-new-lane"], "above": "somebody-new"}
    assert accepts("tiny", "persona", data)
