import pytest

import fleet
from fleet.library import examined

EXTENDS = "format: 1\nextends: shipped\n"


@pytest.fixture
def patched(write_library):
    """The library that `files` make of the shipped one."""

    def load(files, manifest=EXTENDS):
        return fleet.load(write_library({"library.yaml": manifest, **files}))

    return load


@pytest.fixture
def findings(write_library):
    def examine(files, manifest=EXTENDS):
        library, found = examined(write_library({"library.yaml": manifest, **files}))
        assert library is None
        return found

    return examine


def test_a_library_that_adds_nothing_equals_the_one_underneath(patched, shipped):
    library = patched({})
    assert (dict(library), dict(library.lanes), library.tools) == (dict(shipped), dict(shipped.lanes), shipped.tools)


def test_a_scalar_replaces(patched, shipped):
    library = patched({"support/support-agent.yaml": "class: support-agent\nsummary: mends things\n"})
    before, after = shipped["support-agent"], library["support-agent"]
    assert after.summary == "mends things"
    assert after == before.model_copy(update={"summary": "mends things"})


def test_a_replaced_value_says_its_own_place_and_the_rest_keeps_its_old_one(patched, shipped):
    library = patched({"support/support-agent.yaml": "class: support-agent\nsummary: mends things\n"})
    place = library.place("support-agent", "summary")
    assert (place.path.endswith("library/support/support-agent.yaml"), place.line, place.covered) == (
        True,
        2,
        "mends things",
    )
    assert library.place("support-agent", "title") == shipped.place("support-agent", "title")


@pytest.mark.parametrize(
    ("field", "written", "value"),
    [
        ("traits", "[mentor]", ("mentor",)),
        ("expertise", "[lathes]", ("lathes",)),
        ("reads", "[renewal]", ("renewal",)),
        ("persistent_persona", "true", True),
        ("notes", "ours", "ours"),
    ],
)
def test_a_plain_list_or_scalar_is_replaced_whole(patched, field, written, value):
    library = patched({"support/support-agent.yaml": f"class: support-agent\n{field}: {written}\n"})
    assert getattr(library["support-agent"], field) == value


def test_a_mandate_merges_by_lane_and_keeps_the_fields_that_the_patch_does_not_name(patched, shipped):
    patch = """class: support-agent
mandate:
  - lane: ticket-resolution
    duty: Mend it
  - lane: spare-parts
    duty: Send spare parts
    about: a part that must be replaced
"""
    library = patched({"support/support-agent.yaml": patch})
    old = shipped["support-agent"].mandate[0]
    resolution, parts = library["support-agent"].mandate
    assert resolution == old.model_copy(update={"duty": "Mend it"})
    assert parts.lane == "spare-parts"
    assert library.owner_of("spare-parts") == "support-agent"
    assert library.place("support-agent", "mandate", "spare-parts", "duty").line == 6


def test_a_mapping_inside_a_merged_item_is_replaced_whole(patched):
    patch = """class: support-agent
mandate:
  - lane: ticket-resolution
    not: {renewal: a date}
assists:
  - lane: technical-guidance
    when: {facts: [owner-asked]}
boundaries:
  - id: no-technical-guidance
    severity: low
"""
    persona = patched({"support/support-agent.yaml": patch})["support-agent"]
    assert dict(persona.mandate[0].not_) == {"renewal": "a date"}
    assert persona.assists[0].when.facts == ("owner-asked",)
    assert persona.assists[0].when.unassigned is None


def test_assists_merge_by_lane(patched, shipped):
    patch = """class: support-agent
assists:
  - lane: technical-guidance
    how: says how
  - lane: renewal
    how: says when
"""
    library = patched({"support/support-agent.yaml": patch})
    guidance, renewal = library["support-agent"].assists
    assert (guidance.how, guidance.when) == ("says how", shipped["support-agent"].assists[0].when)
    assert (renewal.lane, renewal.always) == ("renewal", True)


def test_boundaries_merge_by_id_in_their_old_order(patched, shipped):
    patch = """class: support-agent
boundaries:
  - id: no-renewal-dates
    lane: renewal
    owner: customer-success-manager
    rule: Does not name a date.
    because: two dates are none.
  - id: no-deal-negotiation
    severity: low
"""
    library = patched({"support/support-agent.yaml": patch})
    before, after = shipped["support-agent"].boundaries, library["support-agent"].boundaries
    assert [boundary.id for boundary in after] == [*(boundary.id for boundary in before), "no-renewal-dates"]
    changed = library["support-agent"].boundary("no-deal-negotiation")
    assert changed == shipped["support-agent"].boundary("no-deal-negotiation").model_copy(update={"severity": "low"})


def test_a_scope_merges_key_by_key(patched, shipped):
    patch = "class: technical-account-architect\nscope: {horizon: a week}\n"
    library = patched({"customer/technical-account-architect.yaml": patch})
    before = shipped["technical-account-architect"].scope
    assert library["technical-account-architect"].scope == before.model_copy(update={"horizon": "a week"})


def test_a_patch_of_a_lower_level_reaches_the_levels_above(patched):
    patch = "class: support-agent\nassists:\n  - lane: renewal\n    how: says when\n"
    library = patched({"support/support-agent.yaml": patch})
    along = [assist for assist in library["senior-support-agent"].assists if assist.lane == "renewal"]
    assert [assist.origin for assist in along] == ["support-agent"]


def test_removes_takes_away_boundaries_with_their_examples_and_assists(patched):
    patch = "class: support-agent\nremoves: [no-deal-negotiation, technical-guidance, no-technical-guidance]\n"
    library = patched({"support/support-agent.yaml": patch})
    persona = library["support-agent"]
    assert persona.boundary("no-deal-negotiation") is None
    assert "technical-guidance" not in [assist.lane for assist in persona.assists]
    assert "no-deal-negotiation" not in library.parts.examples["support-agent"].boundaries
    assert "no-deal-negotiation" not in [boundary.id for boundary in library["senior-support-agent"].boundaries]


def test_a_lane_that_others_name_is_moved_under_lanes_and_not_removed(patched):
    removes = "class: customer-success-manager\nremoves: [expansion, no-deal-negotiation]\n"
    found = examined_codes(patched, {"customer/customer-success-manager.yaml": removes})
    assert "FLT202" in found


def examined_codes(patched, files):
    with pytest.raises(fleet.LibraryError) as caught:
        patched(files)
    return {finding.code for finding in caught.value.diagnostics}


def test_removing_what_is_not_there_is_a_finding_at_the_word(findings):
    patch = "class: support-agent\nremoves:\n  - no-deal-negotiatoin\n"
    (finding,) = findings({"support/support-agent.yaml": patch})
    assert (finding.code, finding.span.line, finding.span.covered) == ("FLT217", 3, "no-deal-negotiatoin")
    assert "`no-deal-negotiation`" in finding.help


def test_removing_a_name_that_means_two_things_is_a_finding(findings):
    patch = """class: support-agent
boundaries:
  - id: technical-guidance
    lane: technical-guidance
    owner: technical-account-manager
    rule: Does not advise.
    because: advice is elsewhere.
removes: [technical-guidance]
"""
    (finding,) = findings({"support/support-agent.yaml": patch})
    assert (finding.code, finding.span.line) == ("FLT217", 8)


@pytest.mark.parametrize("written", ["no-deal-negotiation", "{no-deal-negotiation: true}", "3"])
def test_removes_must_be_a_list(findings, written):
    (finding,) = findings({"support/support-agent.yaml": f"class: support-agent\nremoves: {written}\n"})
    assert (finding.code, finding.span.line) == ("FLT103", 2)


def test_removes_means_nothing_in_a_persona_that_is_no_patch(write_library, tiny_files):
    name = "training/field-trainer.yaml"
    _, found = examined(write_library({**tiny_files, name: tiny_files[name] + "removes: [no-repairs]\n"}))
    assert [finding.code for finding in found] == ["FLT101"]


def test_a_list_that_a_patch_writes_as_text_is_a_finding_in_the_patch(findings):
    (finding,) = findings({"support/support-agent.yaml": "class: support-agent\nmandate: everything\n"})
    assert (finding.code, finding.span.line, finding.span.covered) == ("FLT103", 2, "everything")
    assert "library/support" in finding.span.path


def test_a_lane_that_a_patch_lists_twice_is_a_finding(findings):
    patch = """class: support-agent
assists:
  - {lane: renewal, how: says when}
  - {lane: renewal, how: says who}
"""
    (finding,) = findings({"support/support-agent.yaml": patch})
    assert (finding.code, finding.span.line, finding.labels[0].span.line) == ("FLT110", 4, 3)


def test_a_patch_in_another_folder_is_told_so_in_its_own_file(findings):
    (finding,) = findings({"desk/support-agent.yaml": "class: support-agent\nsummary: mends things\n"})
    assert finding.code == "FLT108"
    assert finding.span.path.endswith("library/desk/support-agent.yaml")


def test_a_patch_may_move_a_persona_to_another_folder_by_saying_so(patched):
    library = patched({"desk/support-agent.yaml": "class: support-agent\ndomain: desk\n"})
    assert library["support-agent"].domain == "desk"


def test_examples_add_up(patched, shipped):
    examples = """lanes:
  ticket-resolution:
    asks: [The lift stands still.]
boundaries:
  no-deal-negotiation:
    twins: [The price tag printer stands still.]
"""
    library = patched({"support/support-agent.examples.yaml": examples})
    before, after = shipped.examples_of("ticket-resolution"), library.examples_of("ticket-resolution")
    assert after.asks == (*before.asks, "The lift stands still.")
    assert after.says == before.says
    before = shipped.boundary_examples("support-agent", "no-deal-negotiation")
    after = library.boundary_examples("support-agent", "no-deal-negotiation")
    assert (after.probes, after.twins) == (before.probes, (*before.twins, "The price tag printer stands still."))


def test_examples_of_a_party_add_up(patched, shipped):
    library = patched({"parties/triage.examples.yaml": "asks: [Do you sell plants?]\n"})
    assert library.fallback_asks == (*shipped.fallback_asks, "Do you sell plants?")


def test_a_trait_of_the_same_name_replaces(patched):
    library = patched({"traits/mentor.yaml": "trait: mentor\ntitle: Mentor\ntext: You show, then watch.\n"})
    assert library.traits["mentor"].text == "You show, then watch."
    assert len(library.traits) == 9


def test_the_manifest_adds_variables_facts_and_tools_and_replaces_them_by_name(patched, shipped):
    manifest = f"""{EXTENDS}
variables: {{product: Rocket, city: Ghent}}
facts: {{on-site: {{about: somebody stands in the room}}}}
tools:
  health.read: {{lane: account-health}}
  parts.send: {{lane: ticket-resolution}}
"""
    library = patched({}, manifest)
    assert dict(library.manifest.variables) == {"company": "your company", "product": "Rocket", "city": "Ghent"}
    assert set(library.facts) == {*shipped.facts, "on-site"}
    assert set(library.tools) == {*shipped.tools, "parts.send"}
    assert (library.tools["health.read"].effect, library.tools["health.read"].args) == ("write", None)


def test_a_party_keeps_what_the_patch_does_not_name_and_its_lanes_merge(patched, shipped):
    manifest = f"""{EXTENDS}
parties:
  product-engineering:
    title: The workshop
    lanes:
      - lane: spare-parts
        duty: Make spare parts
        about: a part that is no longer made
"""
    library = patched({}, manifest)
    party = library.parties["product-engineering"]
    assert party.title == "The workshop"
    assert party.about == shipped.parties["product-engineering"].about
    assert [duty.lane for duty in party.lanes] == ["product-delivery", "spare-parts"]
    assert library.owner_of("spare-parts") == "product-engineering"


def test_the_fallback_can_be_another_party(patched):
    library = patched({}, f"{EXTENDS}parties: {{porter: {{title: Porter}}}}\nfallback: porter\n")
    assert (library.manifest.fallback, library.fallback_asks) == ("porter", ())


def test_a_new_persona_stands_beside_the_shipped_ones(patched, shipped, tiny_files):
    manifest = EXTENDS + "facts: {repair-asked: {about: somebody asked}}\n"
    files = {
        name: text.replace("reads: [room-bookings]\n", "")
        for name, text in tiny_files.items()
        if not name.startswith(("parties", "library"))
    }
    library = patched(files, manifest)
    assert set(library) == {*shipped, "bench-technician", "field-trainer", "lead-trainer"}
    assert library.owner_of("repairs") == "bench-technician"


def test_a_lane_that_a_patch_gives_to_a_second_owner_is_a_finding(findings):
    patch = """class: support-agent
mandate:
  - lane: renewal
    duty: Renew
    about: renewing
"""
    found = findings({"support/support-agent.yaml": patch})
    assert "FLT201" in {finding.code for finding in found}


@pytest.mark.parametrize("extends", ["Shipped", "mine", "../shipped", "true", "[shipped]", ""])
def test_only_the_shipped_library_can_be_extended(write_library, tiny_files, extends):
    manifest = tiny_files["library.yaml"].replace("format: 1\n", f"format: 1\nextends: {extends}\n")
    library, found = examined(write_library({**tiny_files, "library.yaml": manifest}))
    assert library is None
    assert {finding.code for finding in found} & {"FLT103", "FLT104", "FLT106"}
