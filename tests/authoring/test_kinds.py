from __future__ import annotations

import pytest

from fleet.authoring.kinds import KINDS, kind_of
from fleet.cli.authored import AUTHORED
from fleet.library import shipped_folder
from fleet.library.folder import library_files
from fleet.source import compose


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("format: 1\nlanes: {a: b}", "library"),
        ("lanes: {a: b}\nformat: 1", "library"),
        ("class: a\nboundaries: []", "persona"),
        ("trait: a", "trait"),
        ("cases: []", "cases"),
        ("lanes: {}", "examples"),
        ("boundaries: {}", "examples"),
        ("lanes: {}\nasks: []", "party-examples"),
        ("name: a", None),
    ],
)
def test_a_file_is_told_by_the_key_that_only_its_kind_has(text, kind):
    assert kind_of(compose(text, "a.yaml")[0]) == kind


def test_a_kind_is_told_by_a_key_of_its_own_model():
    told = {kind_of(compose(f"{key}: 1", "a.yaml")[0]) for model in AUTHORED.values() for key in fields(model)}
    assert told - {None} == set(AUTHORED)


def fields(model):
    return [field.alias or name for name, field in model.model_fields.items()]


def test_every_shipped_file_is_of_the_kind_that_the_loader_takes_it_for():
    names = {"manifest": "library"}
    for file in library_files(shipped_folder("personas"))[0]:
        node, _ = compose(file.path.read_text("utf-8"), file.name)
        kind = kind_of(node)
        assert kind in KINDS
        if (file.kind, kind) != ("party-examples", "examples"):  # one of a party that takes nothing but its lanes
            assert kind == names.get(file.kind, file.kind)
