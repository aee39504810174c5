import pytest

import fleet
from fleet.spec import BoundaryExamples, LaneExamples


def test_a_library_is_a_mapping_of_personas_in_alphabetical_order(shipped):
    assert list(shipped) == sorted(shipped)
    assert len(shipped) == len(list(shipped.items())) == 11
    assert "support-agent" in shipped
    assert "support_agent" not in shipped
    assert None not in shipped
    assert shipped.get("nobody") is None
    assert shipped.get("nobody", "else") == "else"


def test_a_persona_that_is_not_there_is_named_with_the_one_that_was_meant(shipped):
    with pytest.raises(fleet.UnknownNameError, match="no persona is named `suport-agent`; did you mean") as caught:
        shipped["suport-agent"]
    assert (caught.value.kind, caught.value.name) == ("persona", "suport-agent")
    assert caught.value.choices == tuple(shipped)
    assert isinstance(caught.value, KeyError)
    assert not str(caught.value).startswith(("'", '"'))


def test_a_lane_that_is_not_there_is_named_with_the_one_that_was_meant(shipped):
    with pytest.raises(fleet.UnknownNameError, match="no lane is named `renewl`; did you mean `renewal`"):
        shipped.owner_of("renewl")


def test_every_lane_has_one_owner_that_lists_it(shipped):
    for lane, owner in shipped.owners.items():
        holder = shipped[owner].mandate if owner in shipped else shipped.parties[owner].lanes
        assert [duty.lane for duty in holder].count(lane) == 1
    assert list(shipped.lanes) == sorted(shipped.lanes) == list(shipped.owners)


def test_titles_are_known_for_personas_and_parties_and_other_names_stand_for_themselves(shipped):
    assert shipped.title_of("support-agent") == "Support Engineer"
    assert shipped.title_of("triage") == "Front desk"
    assert shipped.title_of("nobody") == "nobody"


def test_grants_and_exclusions_are_those_of_the_personas(shipped):
    for class_, persona in shipped.items():
        for lane in shipped.lanes:
            grants = tuple(one for one in persona.assists if one.lane == lane)
            exclusions = tuple(one for one in persona.boundaries if one.lane == lane)
            assert shipped.grants.get((class_, lane), ()) == grants
            assert shipped.exclusions.get((class_, lane), ()) == exclusions


def test_examples_of_a_lane_are_found_wherever_its_owner_is_and_are_empty_for_an_unknown_lane(shipped):
    assert len(shipped.examples_of("renewal").asks) >= 15
    assert len(shipped.examples_of("product-delivery").says) >= 8
    assert shipped.examples_of("nothing") == LaneExamples()


def test_examples_of_a_boundary_that_a_persona_does_not_have_are_empty(shipped):
    assert shipped.boundary_examples("support-agent", "no-such") == BoundaryExamples()
    assert len(shipped.boundary_examples("support-agent", "no-deal-negotiation").probes) >= 4


def test_a_repr_says_how_large_the_library_is_and_where_it_is_from(shipped):
    assert repr(shipped) == "<Library of 11 personas and 28 lanes from shipped>"


def test_identifiers_are_fit_for_python(shipped):
    assert all(persona.identifier.isidentifier() for persona in shipped.values())
