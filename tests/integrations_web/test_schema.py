"""What the API says of itself holds: schemathesis makes up requests from its description and looks at the answers."""

from __future__ import annotations

import pytest

pytest.importorskip("schemathesis", reason="make test-integrations", exc_type=ImportError)

import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

HOLD = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
    checks.positive_data_acceptance,
    checks.unsupported_method,
]
POSTED = {"/v1/prompt", "/v1/route", "/v1/check/reply", "/v1/check/call", "/v1/check/handoff"}
PATHS = {"/healthz", "/v1/personas"} | POSTED


@pytest.fixture(scope="session")
def described(served):
    return schemathesis.openapi.from_url(f"{served}/openapi.json")


@pytest.mark.parametrize(
    ("path", "mode"),
    [(path, mode) for path in sorted(PATHS) for mode in GenerationMode if path in POSTED or mode.is_positive],
)
def test_no_answer_breaks_the_description(described, path, mode):
    (operation,) = described[path].values()

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    def ask(case):
        case.call_and_validate(checks=HOLD)

    ask()


def test_every_operation_is_described_with_an_example(described):
    paths = described.raw_schema["paths"]
    assert paths.keys() == PATHS
    for (operation,) in (item.values() for item in paths.values()):
        assert operation["description"]
        if "requestBody" in operation:
            name = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
            assert described.raw_schema["components"]["schemas"][name]["examples"]
