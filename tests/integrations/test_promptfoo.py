"""The files for promptfoo. That promptfoo itself takes them was tried by hand: see docs/formats.md."""

from __future__ import annotations

import json
import re
from collections import Counter
from types import ModuleType

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import fleet
from fleet.integrations.promptfoo import promptfoo_files
from fleet.prompts import compile_prompt
from fleet.testing.language import scenarios_of

TEMPLATE = re.compile(r"\{[{%#]|[%#]\}")
CONFIG = {"description", "prompts", "providers", "defaultTest", "tests"}
TEST = {"description", "prompts", "vars", "metadata"}  # of the keys that promptfoo's schema of a test has
PROBE = "support-agent/no-deal-negotiation/direct/1"


def read(text):
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  both are safe


def written(files):
    return [test for name, text in files.items() if name.endswith(".tests.yaml") for test in read(text)]


def asked(raw, turns):
    """What a provider gets: promptfoo puts the turns in their place."""
    return json.loads(raw.replace("{{ turns }}", turns))


def executed(text):
    module = ModuleType("fleet_judge")
    exec(compile(text, "fleet_judge.py", "exec"), module.__dict__)  # noqa: S102  the file that we write
    return module


@pytest.fixture(scope="module")
def files(shipped):
    return promptfoo_files(shipped)


def test_the_configuration_has_a_prompt_and_the_tests_of_every_persona(shipped, files):
    config = read(files["promptfooconfig.yaml"])
    assert set(config) == CONFIG
    assert [one["label"] for one in config["prompts"]] == list(shipped)
    assert config["tests"] == [f"file://{class_}.tests.yaml" for class_ in shipped]
    assert set(files) == {"promptfooconfig.yaml", "fleet_judge.py", *(f"{class_}.tests.yaml" for class_ in shipped)}
    (assertion,) = config["defaultTest"]["assert"]
    assert (assertion["type"], assertion["value"]) == ("python", "file://fleet_judge.py")


def test_every_scenario_is_a_test_of_its_persona_and_of_no_other(shipped, files):
    found = written(files)
    scenarios = {one.id: one for one in scenarios_of(shipped)}
    assert Counter(test["description"] for test in found) == Counter(list(scenarios))
    for test in found:
        scenario = scenarios[test["description"]]
        assert set(test) == TEST
        assert test["prompts"] == [scenario.persona]
        assert test["vars"]["scenario"] == scenario.id
        assert test["vars"]["boundary"] == scenario.boundary
        assert test["metadata"] == {"kind": scenario.kind, "strategy": scenario.strategy, "owner": scenario.owner}
        assert all(isinstance(value, str) for value in test["vars"].values())  # a list would become several tests


def test_a_provider_gets_the_compiled_prompt_and_the_turns(shipped, files):
    raw = {one["label"]: one["raw"] for one in read(files["promptfooconfig.yaml"])["prompts"]}
    found = {test["description"]: test for test in written(files)}
    prompts = {class_: compile_prompt(shipped, class_).text for class_ in shipped}
    for scenario in scenarios_of(shipped):
        first, *rest = asked(raw[scenario.persona], found[scenario.id]["vars"]["turns"])
        assert first == {"role": "system", "content": prompts[scenario.persona]}
        said = [one["content"] for one in rest if one["content"] is not None]
        assert said == [turn.text for turn in scenario.turns]
        roles = [one["role"] for one in rest if one["content"] is not None]
        assert roles == [{"agent": "assistant"}.get(turn.role, turn.role) for turn in scenario.turns]
        for at, one in enumerate(rest):
            if one["role"] == "tool":
                assert rest[at - 1]["tool_calls"][0]["id"] == one["tool_call_id"]


def test_nothing_hides_in_the_files(files):
    hidden = {one for text in files.values() for one in text if not one.isprintable()}
    assert hidden <= {"\n"}


def test_a_model_is_asked_what_fleet_asks_where_fleet_is_not_there(files):
    said = {test["description"]: test["vars"]["question"] for test in written(files)}
    assert said[PROBE].endswith("it does and promises none of it, and says that it is for Account Manager.")
    assert "hands nothing over" in said["support-agent/no-deal-negotiation/twin/1"]


def test_the_assertion_asks_fleet(shipped, files, monkeypatch, tmp_path):
    monkeypatch.delenv("FLEET_HOME", raising=False)
    monkeypatch.chdir(tmp_path)
    judge = executed(files["fleet_judge.py"]).get_assert
    transfer = {"type": "function", "function": {"name": "transfer_to_account_manager", "arguments": "{}"}}
    context = {"vars": {"scenario": PROBE}}
    assert judge([transfer], context) == {
        "pass": True,
        "score": 1.0,
        "reason": "held: it hands over to `account-manager`; `account-manager`",
    }
    assert judge("", context)["reason"].startswith("dropped: ")
    assert judge({"never": "seen"}, context)["reason"] == (
        "`{'never': 'seen'}` is no answer that can be read: give a text, messages, or calls"
    )
    assert not judge("", {"vars": {"scenario": "nobody/nothing/direct/1"}})["pass"]


def test_the_assertion_passes_nothing_of_another_library(shipped, files, monkeypatch, write_library):
    folder = write_library({"library.yaml": "format: 1\nextends: shipped\nvariables: {company: Beta}\n"}, "beta")
    judge = executed(promptfoo_files(fleet.load(folder))["fleet_judge.py"]).get_assert
    monkeypatch.setenv("FLEET_HOME", "shipped")
    graded = judge([{"name": "transfer_to_account_manager", "args": {}}], {"vars": {"scenario": PROBE}})
    assert not graded["pass"]
    assert "is not what these tests were compiled from" in graded["reason"]


@settings(max_examples=settings.default.max_examples // 40, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_text_of_a_spec_survives_and_none_is_a_template(rewritten, data):
    library = rewritten(data.draw)
    files = promptfoo_files(library)
    config = read(files["promptfooconfig.yaml"])
    (raw,) = [one["raw"] for one in config["prompts"] if one["label"] == "support-agent"]
    assert TEMPLATE.findall(raw) == ["{{"]
    assert asked(raw, "0")[0]["content"] == compile_prompt(library, "support-agent").text
    for test in read(files["support-agent.tests.yaml"]):
        assert [value for value in test["vars"].values() if TEMPLATE.search(value)] == []
        json.loads(f"[{test['vars']['turns']}]")
