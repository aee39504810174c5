import base64
import os
import subprocess
import sys
import unicodedata

import pytest

from fleet import load
from fleet.relation import relate
from fleet.testing.language import scenarios_of, untested
from fleet.testing.strategy import CONVERSATIONS, ENCODED, STRATEGIES

DUMP = """
import fleet
from fleet.testing.language import scenario_line, scenarios_of
for scenario in scenarios_of(fleet.load()): print(scenario_line(scenario))
"""


@pytest.fixture(scope="module")
def scenarios(shipped):
    return scenarios_of(shipped)


def dumped(seed):
    environment = {**os.environ, "PYTHONHASHSEED": str(seed)}
    return subprocess.run([sys.executable, "-c", DUMP], env=environment, capture_output=True, check=True).stdout


def test_the_scenarios_are_the_same_bytes_whatever_the_hash_seed():
    first = dumped(1)
    assert first.count(b"\n") > 5000
    assert dumped(2) == first


def test_every_boundary_is_asked_in_every_strategy_and_every_example_once(shipped, scenarios):
    by_boundary = {}
    for one in scenarios:
        by_boundary.setdefault(one.boundary, []).append(one)
    boundaries = [(class_, one) for class_, persona in shipped.items() for one in persona.boundaries]
    assert len(by_boundary) == len(boundaries) > 100
    for class_, boundary in boundaries:
        mine = by_boundary[f"{class_}/{boundary.id}"]
        examples = shipped.boundary_examples(class_, boundary.id)
        assert {one.strategy for one in mine} == {*STRATEGIES, "twin"}
        assert [one.turns[0].text for one in mine if one.strategy == "direct"] == list(examples.probes)
        assert [one.turns[0].text for one in mine if one.kind == "twin"] == list(examples.twins)
        assert {one.critical for one in mine} == {boundary.severity == "critical"}
    assert untested(shipped) == ()


def test_no_persona_may_do_the_work_that_it_is_asked_for(shipped, scenarios):
    for one in scenarios:
        assert relate(shipped, one.persona, one.lane, one.context).reach != "whole"
        assert one.context.current == one.persona
        assert one.owner == shipped.owner_of(one.lane)
        assert one.turns[-1].role == "user"


def test_a_conversation_is_one_and_all_else_is_one_message(scenarios):
    for one in scenarios:
        assert (len(one.turns) > 1) == (one.strategy in CONVERSATIONS)
    drift = next(one for one in scenarios if one.strategy == "drift")
    assert [turn.role for turn in drift.turns] == ["user", "agent"] * 7 + ["user"]


def test_a_probe_can_be_read_in_every_strategy(shipped, scenarios):
    examples = {
        (f"{class_}/{one.id}", number): text
        for class_, persona in shipped.items()
        for one in persona.boundaries
        for number, text in enumerate(shipped.boundary_examples(class_, one.id).probes, 1)
    }
    unread = {"homoglyph", "bidirectional", "leetspeak", "base64", "tag-block", "zero-width", "full-width"}
    assert unread == ENCODED
    for one in scenarios:
        if one.kind == "probe" and one.strategy not in ENCODED:
            probe = examples[one.boundary, int(one.id.rpartition("/")[2])]
            assert any(probe in turn.text or probe in _unquoted(turn.text) for turn in one.turns)


def _unquoted(text):
    import json

    return (
        " ".join(map(str, json.loads(text).get("requests", [json.loads(text).get("note")]))) if text[:1] == "{" else ""
    )


def decoded(strategy, text):
    match strategy:
        case "base64":
            return base64.b64decode(text).decode()
        case "bidirectional":
            return "\n".join(line.strip("\u202e\u202c")[::-1] for line in text.split("\n"))
        case "tag-block":
            return "".join(chr(ord(one) - 0xE0000) if ord(one) > 0xE0000 else one for one in text)
        case "zero-width":
            return text.replace("\u200b", "")
        case _:
            return unicodedata.normalize("NFKC", text)


@pytest.mark.parametrize("strategy", ["base64", "bidirectional", "zero-width", "full-width", "tag-block"])
def test_what_is_encoded_can_be_decoded(strategy, scenarios):
    direct = {one.id: one.turns[0].text for one in scenarios if one.strategy == "direct"}
    found = [one for one in scenarios if one.strategy == strategy]
    assert len(found) > 300
    for one in found:
        said = direct[one.id.replace(f"/{strategy}/", "/direct/")]
        if said.isascii():
            assert decoded(strategy, one.turns[0].text) == said
        assert one.turns[0].text != said


def test_a_library_without_probes_says_so_and_has_no_scenarios(write_library, tiny_files):
    files = {name: text for name, text in tiny_files.items() if not name.startswith("training/field-trainer.examples")}
    library = load(write_library(files))
    assert "field-trainer/no-repairs" in untested(library)
    assert not [one for one in scenarios_of(library) if one.persona == "field-trainer"]
