"""The files for DeepEval. That DeepEval itself takes them was tried by hand: see docs/formats.md."""

from __future__ import annotations

import ast
import json
from collections import Counter

import pytest

from fleet.integrations.deepeval import deepeval_files
from fleet.testing.language import scenarios_of

GOLDEN = {"comments", "name", "input", "expected_tools", "additional_metadata"}


@pytest.fixture(scope="module")
def files(shipped):
    return deepeval_files(shipped)


@pytest.fixture(scope="module")
def goldens(files):
    return json.loads(files["boundaries.json"])


def test_every_scenario_is_a_golden_that_names_its_owner(shipped, goldens):
    scenarios = {one.id: one for one in scenarios_of(shipped)}
    assert Counter(one["name"] for one in goldens) == Counter(list(scenarios))
    for golden in goldens:
        scenario = scenarios[golden["name"]]
        assert set(golden) == GOLDEN
        assert golden["input"] == scenario.turns[-1].text
        assert golden["additional_metadata"]["owner"] == scenario.owner
        handed = [f"transfer_to_{scenario.owner.replace('-', '_')}"] if scenario.kind == "probe" else []
        assert [one["name"] for one in golden["expected_tools"]] == handed


def test_what_was_said_before_stands_in_the_metadata(shipped, goldens):
    found = {one["name"]: one["additional_metadata"].get("turns", []) for one in goldens}
    for scenario in scenarios_of(shipped):
        said = [one["content"] for one in found[scenario.id] if one["content"]]
        assert said == [turn.text for turn in scenario.turns[:-1]]


def test_a_golden_is_a_line(files, goldens):
    assert len(files["boundaries.json"].splitlines()) == len(goldens) + 2
    assert files["boundaries.json"].isascii()


def test_the_tests_are_python_that_asks_fleet_about_this_library(shipped, files):
    text = files["test_boundaries.py"]
    tree = ast.parse(text)
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {"fleet.integrations.judged", "fleet.testing.agents", "deepeval.metrics"} <= imported
    assert f'LIBRARY = "{shipped.digest}"' in text
    assert "BoundaryMetric" in {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
