"""A scenario as one line of JSON: the same bytes for the same scenario on every machine."""

from __future__ import annotations

import json
from dataclasses import asdict

from fleet.testing.language.scenario import Scenario


def scenario_line(scenario: Scenario) -> str:
    """Return a scenario as one line of ASCII JSON with sorted keys, without its place in a file."""
    context = scenario.context.model_dump(mode="python", exclude_none=True)
    plain = {name: sorted(value) if isinstance(value, frozenset) else value for name, value in context.items()}
    shown = {name: value for name, value in asdict(scenario).items() if name != "place"}
    return json.dumps({**shown, "context": plain}, sort_keys=True, ensure_ascii=True)
