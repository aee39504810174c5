"""The libraries of the replays: whole without the data, and about the same tools as the data."""

from __future__ import annotations

import pytest

from fleet.checks import check
from fleet.spec.frozen import FrozenMapping
from replays import attacks, tau2
from replays.data import agentdojo, tools
from replays.host import LIBRARIES, library_of
from replays.layers import guard_of
from replays.schemas import of_agentdojo, of_tau2

SUITES = [*(("tau2", suite) for suite in tau2.SUITES), *(("agentdojo", suite) for suite in attacks.SUITES)]


def plain(value):
    if isinstance(value, FrozenMapping | dict):
        return {key: plain(one) for key, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, tuple | list) else value


def test_every_library_is_of_a_suite():
    assert sorted(path.name for path in LIBRARIES.iterdir() if path.is_dir()) == sorted(suite for _, suite in SUITES)


@pytest.mark.parametrize("suite", [suite for _, suite in SUITES])
def test_a_library_has_no_error_and_its_only_warnings_are_about_few_examples(suite):
    findings = check(library_of(suite))
    assert {finding.code for finding in findings} <= {"FLT250", "FLT251"}


@pytest.mark.parametrize(("benchmark", "suite"), SUITES)
def test_tools_and_arguments_are_those_of_the_data(data, benchmark, suite):
    schema = of_tau2 if benchmark == "tau2" else of_agentdojo
    expected = {tool["name"]: schema(tool) for tool in tools(data, benchmark, suite)}
    assert {name: plain(tool.args) for name, tool in library_of(suite).tools.items()} == expected


@pytest.mark.parametrize("suite", attacks.SUITES)
def test_no_value_may_come_from_a_tool_whose_output_can_carry_an_injection(data, suite):
    library, tainted = library_of(suite), agentdojo(data, suite).tainted
    limits = [limit for tool in library.tools.values() for limit in tool.limits.values()]
    named = {source.removeprefix("tool:") for limit in limits for source in limit.comes_from or ()}
    assert named.isdisjoint(tainted)


@pytest.mark.parametrize("suite", [suite for _, suite in SUITES])
def test_each_layer_only_takes_protection_away(suite):
    library = library_of(suite)
    lanes, limits, sources = (guard_of(library, layer).tools for layer in ("lanes", "limits", "sources"))
    assert dict(sources) == dict(library.tools)
    assert all(not tool.limits for tool in lanes.values())
    assert all(limit.comes_from is None for tool in limits.values() for limit in tool.limits.values())
    assert all(limits[name].limits.keys() <= tool.limits.keys() for name, tool in sources.items())
