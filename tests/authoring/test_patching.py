"""What a file may leave out is exactly what the library underneath says already."""

from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator

from fleet.authoring.kinds import KINDS
from fleet.authoring.names import Vocabulary
from fleet.authoring.schema import schemas_of

CHANGED = {"class": "support-agent", "boundaries": [{"id": "no-renewal", "severity": "critical"}]}
CLASSES = ("account-manager", "support-agent")
WHOLE = {"class": "field-trainer", "domain": "training", "title": "a", "summary": "b", "persona": "c"}


def accepts(kind, data, *underneath):
    return Draft202012Validator(schemas_of(KINDS, Vocabulary({}, underneath))[kind]).is_valid(data)


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"removes": ["no-adoption"]},
        {"scope": {"radius": "d"}},
        {"mandate": [{"lane": "a"}], "assists": [{"lane": "b", "only": "inform"}]},
    ],
)
def test_a_patch_may_say_only_what_differs(more):
    assert accepts("persona", {**CHANGED, **more}, *CLASSES)


@pytest.mark.parametrize(
    "more",
    [
        {"boundaries": [{"severity": "high"}]},
        {"mandate": [{"duty": "a"}]},
        {"assists": [{"how": "a"}]},
        {"title": ""},
        {"titel": "a"},
        {"boundaries": [{"id": "a", "sevrity": "high"}]},
        {"removes": "no-adoption"},
        {"removes": ["No Adoption"]},
    ],
)
def test_a_patch_names_what_it_changes_and_spells_it_right(more):
    assert not accepts("persona", {**CHANGED, **more}, *CLASSES)


def test_a_file_of_another_class_says_everything():
    assert accepts("persona", WHOLE, *CLASSES)
    for field in WHOLE:
        assert not accepts("persona", {key: value for key, value in WHOLE.items() if key != field}, *CLASSES), field
    assert not accepts("persona", {**CHANGED, "class": "field-trainer"}, *CLASSES)
    assert not accepts("persona", {**WHOLE, "removes": ["a"]}, *CLASSES)
    assert not accepts("persona", {**WHOLE, "boundaries": [{"id": "a"}]}, *CLASSES)
    assert not accepts("persona", {**WHOLE, "scope": {"radius": "a"}}, *CLASSES)


def test_without_a_library_underneath_there_are_no_patches():
    assert not accepts("persona", CHANGED)
    assert not accepts("persona", {**CHANGED, **WHOLE, "removes": []})
    assert accepts("persona", WHOLE)


def test_a_manifest_that_extends_a_library_need_not_name_what_that_has():
    partial = {"parties": {"triage": {"about": "a", "lanes": [{"lane": "b"}]}}}
    assert accepts("library", {"format": 1, "extends": "shipped", **partial})
    assert not accepts("library", {"format": 1, **partial})
    assert not accepts("library", {"format": 1, "fallback": "triage", **partial})
    assert accepts("library", {"format": 1, "fallback": "triage"})
    assert not accepts("library", {"format": 1})
    assert not accepts("library", {"format": 1, "extends": None})
    assert not accepts("library", {"extends": "shipped"})


def test_facts_and_tools_are_replaced_as_a_whole():
    assert not accepts("library", {"format": 1, "extends": "shipped", "facts": {"a": {"handed_by": "owner"}}})


def test_other_kinds_have_no_patches():
    plain, extending = (schemas_of(KINDS, Vocabulary({}, underneath)) for underneath in ((), CLASSES))
    for kind in ("trait", "examples", "party-examples"):
        assert plain[kind] == extending[kind]
