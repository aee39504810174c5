from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import fleet
from fleet.authoring.writing import yaml_lines
from fleet.cli.plain import plain_of
from fleet.cli.resolved import resolved_text
from fleet.diagnostics import hidden_characters
from fleet.source import compose, plain
from fleet.spec import Persona

FIXTURES = Path(__file__).parents[1] / "fixtures"
LIBRARIES = {"shipped": fleet.load(), "own": fleet.load(FIXTURES / "own"), "tiny": fleet.load(FIXTURES / "tiny")}


def read(text):
    node, findings = compose(text, "resolved.yaml")
    assert findings == ()
    assert node is not None
    return plain(node)


@pytest.mark.parametrize(
    ("name", "class_"), [(name, class_) for name, library in LIBRARIES.items() for class_ in library]
)
def test_a_resolved_persona_reads_back_as_the_same_persona(name, class_):
    library = LIBRARIES[name]
    again = Persona.model_validate(read(resolved_text(library, class_)))
    assert plain_of(again) == plain_of(library[class_])


def test_what_came_along_is_in_it_and_says_where_from():
    text = resolved_text(LIBRARIES["shipped"], "senior-support-agent")
    assert "  # from support-agent\n  - id: no-deal-negotiation\n" in text
    assert "# the voice of the Support Engineer comes first:" in text


def test_a_patch_shows_in_it():
    own = LIBRARIES["own"]
    before = resolved_text(LIBRARIES["shipped"], "account-manager")
    assert resolved_text(own, "account-manager") != before


def test_the_command_prints_it(fleet_command, shipped):
    ran = fleet_command("show", "support-agent", "--resolved")
    assert ran.code == 0
    assert ran.out == resolved_text(shipped, "support-agent")


seen = st.text(max_size=60).filter(lambda text: not hidden_characters(text) and not set("\r\ufffe\uffff") & set(text))
scalars = seen | st.integers(-(10**9), 10**9) | st.booleans() | st.none()
tree = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(seen, inner, max_size=4),
    max_leaves=12,
)


def untupled(value):
    if isinstance(value, dict):
        return {key: untupled(inner) for key, inner in value.items()}
    return [untupled(inner) for inner in value] if isinstance(value, tuple) else value


@given(st.dictionaries(seen, tree, min_size=1, max_size=4))
def test_whatever_is_written_reads_back_the_same(data):
    text = "\n".join(yaml_lines(data)) + "\n"
    assert untupled(read(text)) == data
    assert yaml.safe_load(text) == data
