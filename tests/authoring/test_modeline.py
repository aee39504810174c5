from __future__ import annotations

import pytest

from fleet.authoring.kinds import kind_at
from fleet.authoring.modeline import with_modeline


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("library.yaml", "library"),
        ("support/support-agent.yaml", "persona"),
        ("support/support-agent.examples.yaml", "examples"),
        ("parties/triage.examples.yaml", "party-examples"),
        ("traits/tidy.yaml", "trait"),
        ("a.boundary.yaml", "cases"),
        ("traits/a.boundary.yaml", "cases"),
    ],
)
def test_a_file_is_told_by_its_place(name, kind):
    assert kind_at(name) == kind
    first, rest = with_modeline(name, "a: b\n").split("\n", 1)
    assert first.endswith(f"/{kind}.schema.json" if "/" in name else f"=schemas/{kind}.schema.json")
    assert first.count("../") == name.count("/")
    assert rest == "a: b\n"
