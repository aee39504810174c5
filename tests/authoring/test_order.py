from __future__ import annotations

from fleet.authoring.kinds import KINDS
from fleet.authoring.order import order_of
from fleet.spec import Boundary, Manifest, Persona
from fleet.testing.written import CaseFile


def test_the_format_is_the_first_key_of_a_library_and_the_class_of_a_persona():
    assert order_of(Manifest).keys[0] == "format"
    assert order_of(Persona).keys[0] == "class"


def test_the_file_of_a_persona_has_the_keys_of_a_persona_and_then_what_it_removes():
    assert order_of(KINDS["persona"]).keys == (*order_of(Persona).keys, "removes")


def test_the_order_reaches_what_is_inside_lists_and_named_entries():
    boundaries = order_of(Persona).inside["boundaries"]
    assert boundaries.keys == ()
    assert boundaries.each == order_of(Boundary)
    parties = order_of(Manifest).inside["parties"]
    assert parties.each.inside["lanes"].each.keys[:3] == ("lane", "duty", "about")
    assert order_of(Manifest).inside["tools"].each.inside["limits"].each.keys[0] == "minimum"
    assert order_of(CaseFile).inside["cases"].each.inside["expect"].keys == (
        "outcome",
        "owner",
        "code",
        "verdict",
        "calls_not_made",
    )


def test_names_that_a_file_chooses_have_no_order():
    assert "variables" not in order_of(Manifest).inside
    assert "args" not in order_of(Manifest).inside["tools"].each.inside
