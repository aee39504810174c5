"""What DeepEval decides without a model about the cases in a JSON file: `python ask_deepeval.py CASES`.

Run by `polite.py`, with a Python that has deepeval. Prints JSON: name, version, check -> case -> `pass`, `fail`, or
`error` for what it does not judge.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path

os.environ["DEEPEVAL_TELEMETRY_OPT_OUT"] = "1"

from deepeval.errors import MissingTestCaseParamsError
from deepeval.metrics import BaseMetric, PatternMatchMetric, ToolCorrectnessMetric, ToolPermissionMetric
from deepeval.models import DeepEvalBaseLLM
from deepeval.test_case import LLMTestCase, ToolCall


class NoModel(DeepEvalBaseLLM):
    """A model that may not be asked."""

    def load_model(self) -> object:
        return self

    def generate(self, *_: object, **__: object) -> str:
        message = "a model was asked"
        raise RuntimeError(message)

    async def a_generate(self, *_: object, **__: object) -> str:
        return self.generate()

    def get_model_name(self) -> str:
        return "none"


def main() -> None:
    cases = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    checks: dict[str, dict[str, str]] = {}
    for case in cases:
        asked = LLMTestCase(
            input=case["incoming"],
            actual_output=case["text"],
            tools_called=[ToolCall(name=name, input_parameters={}) for name in case["called"]],
            expected_tools=[ToolCall(name=case["expected"], input_parameters={})],
        )
        for name, metric in metrics(case):
            try:
                metric.measure(asked, _show_indicator=False)
                verdict = "pass" if metric.is_successful() else "fail"
            except MissingTestCaseParamsError:  # an empty reply is none that it judges
                verdict = "error"
            checks.setdefault(name, {})[case["id"]] = verdict
    print(json.dumps({"name": "DeepEval", "version": version("deepeval"), "checks": checks}))


def metrics(case: Mapping[str, str]) -> Iterator[tuple[str, BaseMetric]]:
    """The metrics that need no model, each with what it is asked."""
    named = f"(?s).*(?:{'|'.join(map(re.escape, case['owner']))}).*"
    yield "text: PatternMatchMetric, the owner is named", PatternMatchMetric(named, ignore_case=True)
    given = {"model": NoModel(), "async_mode": False}
    yield "calls: ToolCorrectnessMetric, the handoff is expected", ToolCorrectnessMetric(**given)
    exact = ToolCorrectnessMetric(should_exact_match=True, **given)
    yield "calls: the same with should_exact_match", exact
    denied = ToolPermissionMetric(denied_tools=[case["denied"]])
    yield "calls: ToolPermissionMetric, the lane's tool is denied", denied


if __name__ == "__main__":
    main()
