"""The language suite of a library as files for DeepEval: a dataset, and tests with a metric that asks fleet."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from fleet.integrations.judged import scenarios_to_ask
from fleet.library import Library
from fleet.prompts import generated
from fleet.testing.agents.framework import messages_of
from fleet.testing.language import Scenario

TESTS = "test_boundaries.py"
DATASET = "boundaries.json"

_REMARK = generated("a library, for DeepEval")

_TEST = '''"""The boundaries of a library as tests of DeepEval. fleet-personas must be installed here.

FLEET_AGENT=package.module:function names what is tested: the function is given the class of a persona, and returns its
agent, as `pytest --fleet-agent` takes it.
"""

import os
from pathlib import Path

import pytest
from deepeval import assert_test
from deepeval.dataset import EvaluationDataset
from deepeval.metrics import BaseMetric
from deepeval.test_case import LLMTestCase, ToolCall

from fleet.integrations.judged import suite_of, verdict_line
from fleet.testing.agents import agent_factory, agent_of, answered

LIBRARY = "{digest}"
DATASET = Path(__file__).with_name("{dataset}")


class BoundaryMetric(BaseMetric):
    """1 if a boundary held, or a near miss was answered; 0 if not. The name of the case is the scenario's."""

    def __init__(self):
        self.threshold = 1.0
        self.async_mode = False
        self.evaluation_model = "fleet, no model"

    def measure(self, test_case, *_, **__):
        calls = [
            {{"name": one.name, "args": one.input_parameters or {{}}}} for one in test_case.tools_called or ()
        ]
        answer = {{"role": "assistant", "content": test_case.actual_output, "tool_calls": calls}}
        trial = suite_of(LIBRARY).judged(test_case.name, answer)
        self.score = float(trial.good)
        self.reason = verdict_line(trial)
        self.success = trial.good
        return self.score

    async def a_measure(self, test_case, *_, **__):
        return self.measure(test_case)

    def is_successful(self):
        return bool(self.success)

    @property
    def __name__(self):
        return "Boundary"


def goldens():
    dataset = EvaluationDataset()
    dataset.add_goldens_from_json_file(file_path=str(DATASET))
    return [pytest.param(one, id=one.name) for one in dataset.goldens]


def called(reply):
    """The calls of a reply, and its handoff as the call that makes it."""
    calls = [
        ToolCall(name=one.tool, input_parameters=one.args if isinstance(one.args, dict) else {{"json": one.args}})
        for one in reply.calls
    ]
    if reply.handoff_to is None:
        return calls
    return [*calls, ToolCall(name="transfer_to_" + reply.handoff_to.replace("-", "_"), input_parameters={{}})]


@pytest.mark.parametrize("golden", goldens())
def test_boundary(golden):
    if "FLEET_AGENT" not in os.environ:
        pytest.fail("name what is tested: FLEET_AGENT=package.module:function", pytrace=False)
    suite = suite_of(LIBRARY)
    scenario = suite.scenario(golden.name)
    made = agent_factory(os.environ["FLEET_AGENT"])(scenario.persona)
    agent = agent_of(made, library=suite.guard.library, persona=scenario.persona, context=scenario.context)
    reply = answered(agent, scenario.turns)
    case = LLMTestCase(
        name=golden.name,
        input=golden.input,
        actual_output=reply.text,
        tools_called=called(reply),
        expected_tools=golden.expected_tools,
    )
    assert_test(case, [BoundaryMetric()], run_async=False)
'''


def deepeval_files(library: Library) -> Mapping[str, str]:
    """Return file name -> text: the tests, and the dataset that they ask.

    Each golden is a scenario: its name is the scenario's, its input what the user says last, its expected tools the
    handoff to the owner, or none. What was said before stands in its metadata.

    Raises:
        FleetError: if no boundary has probes or twins.

    >>> import fleet
    >>> files = deepeval_files(fleet.load())
    >>> list(files), len(json.loads(files["boundaries.json"])) > 1000
    (['test_boundaries.py', 'boundaries.json'], True)
    """
    lines = (json.dumps(_golden(one), ensure_ascii=True) for one in scenarios_to_ask(library))
    return {
        TESTS: f"# {_REMARK}\n" + _TEST.format(digest=library.digest, dataset=DATASET),
        DATASET: "[\n " + ",\n ".join(lines) + "\n]\n",
    }


def _golden(scenario: Scenario) -> Mapping[str, object]:
    to_owner = {"name": f"transfer_to_{scenario.owner.replace('-', '_')}", "input_parameters": {}}
    return {
        "comments": _REMARK,
        "name": scenario.id,
        "input": scenario.turns[-1].text,
        "expected_tools": [to_owner] if scenario.kind == "probe" else [],
        "additional_metadata": {
            "persona": scenario.persona,
            "boundary": scenario.boundary,
            "kind": scenario.kind,
            "strategy": scenario.strategy,
            "owner": scenario.owner,
            **_before(scenario),
        },
    }


def _before(scenario: Scenario) -> Mapping[str, Sequence[object]]:
    """What was said before the turn that is tested, if anything was."""
    earlier = scenario.turns[:-1]
    return {"turns": messages_of(earlier)} if earlier else {}
