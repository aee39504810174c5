from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fleet
from fleet.library import examined

EXTENDS = "format: 1\nextends: shipped\n"

# the example of the design, as far as it is written out there
EXAMPLE = """format: 1
extends: shipped
keep: [customer-success-manager, support-agent, solutions-architect, account-manager]
lanes:
  escalated-support: support-agent
  quotes-and-invoices: back-office
  advocacy-content: none
parties: {back-office: {title: Back office}}
tools:
  tickets.close:   {lane: ticket-resolution, args: {type: object, properties: {id: {type: integer}}, required: [id]}}
  crm.read:        {lane: account-health, effect: read}
  invoices.credit: {lane: deal-negotiation, effect: commit, limits: {amount: {maximum: 500}}, beyond: ask}
  mail.send:       {shared: true}
"""

# who takes the other lanes that lost their owner in the example
REST = """
  bug-triage: product-engineering
  support-enablement: none
  technical-guidance: solutions-architect
  instance-review: solutions-architect
  voice-of-customer: customer-success-manager
  trial-extension: back-office
  free-license: none
  customer-agreements: back-office
  sales-desk: account-manager
  presales-questions: account-manager
  solution-discovery: solutions-architect
  product-demo: solutions-architect
  complex-engagement: none
"""


@pytest.fixture
def example(write_library):
    text = EXAMPLE.replace("advocacy-content: none\n", "advocacy-content: none" + REST)
    return fleet.load(write_library({"library.yaml": text}))


def load_with(write_library, text, files=()):
    return fleet.load(write_library({"library.yaml": EXTENDS + text, **dict(files)}))


def findings_of(write_library, text, files=()):
    library, found = examined(write_library({"library.yaml": EXTENDS + text, **dict(files)}))
    assert library is None
    return found


def test_the_example_lists_every_lane_that_it_leaves_open_with_the_line_to_type(write_library, shipped):
    library, found = examined(write_library({"library.yaml": EXAMPLE}))
    open_lanes = [line.split(":")[0].strip() for line in REST.strip().splitlines()]
    assert library is None
    assert {finding.code for finding in found} == {"FLT203"}
    assert sorted(finding.message.split("`")[1] for finding in found) == sorted(open_lanes)
    for finding in found:
        assert (finding.span.line, finding.span.path.rpartition("/")[2]) == (3, "library.yaml")
        assert f"`{finding.message.split('`')[1]}: " in finding.help


def test_the_lines_that_unsettled_lanes_suggest_settle_them(write_library):
    _, found = examined(write_library({"library.yaml": EXAMPLE}))
    lines = "".join(f"  {finding.help.split('`')[3]}\n" for finding in found)
    text = EXAMPLE.replace("  advocacy-content: none\n", "  advocacy-content: none\n" + lines)
    library, found = examined(write_library({"library.yaml": text}, folder="settled"))
    assert found == ()
    assert set(library) == {"customer-success-manager", "support-agent", "solutions-architect", "account-manager"}


def test_only_kept_personas_are_in_the_library_and_the_others_are_known_as_retired(example, shipped):
    kept = {"customer-success-manager", "support-agent", "solutions-architect", "account-manager"}
    assert set(example) == kept
    assert set(example.retired) == set(shipped) - kept
    assert "technical-account-manager" not in example
    assert example.get("technical-account-manager") is None


def test_a_settled_lane_is_owned_by_the_persona_that_took_it_with_its_duty(example, shipped):
    assert example.owner_of("escalated-support") == "support-agent"
    assert "escalated-support" in example["support-agent"].lanes
    duty = example.lanes["escalated-support"]
    assert (duty.duty, duty.about) == (
        shipped.lanes["escalated-support"].duty,
        shipped.lanes["escalated-support"].about,
    )
    assert example.examples_of("escalated-support") == shipped.examples_of("escalated-support")


def test_a_lane_may_go_to_a_party_of_this_library(example):
    assert example.owner_of("quotes-and-invoices") == "back-office"
    assert [duty.lane for duty in example.parties["back-office"].lanes] == [
        "customer-agreements",
        "quotes-and-invoices",
        "trial-extension",
    ]


def test_a_lane_that_goes_to_nobody_is_no_lane_and_leaves_no_trace(example):
    gone = {"advocacy-content", "support-enablement", "free-license", "complex-engagement"}
    assert not gone & set(example.lanes)
    for persona in example.values():
        named = {assist.lane for assist in persona.assists} | {one.lane for one in persona.boundaries}
        named |= set(persona.reads) | {lane for duty in persona.mandate for lane in duty.not_}
        assert not gone & named
    assert not gone & {tool.lane for tool in example.tools.values()}
    assert "content.publish" not in example.tools


def test_the_one_who_took_a_lane_loses_its_boundaries_and_assists_there(example, shipped):
    assert shipped["support-agent"].boundary("no-escalated-support") is not None
    assert example["support-agent"].boundary("no-escalated-support") is None
    for persona in example.values():
        assert not set(persona.lanes) & {one.lane for one in persona.boundaries}
        assert not set(persona.lanes) & {one.lane for one in persona.assists}


def test_every_boundary_names_who_owns_its_lane_now(example):
    for persona in example.values():
        for boundary in persona.boundaries:
            assert boundary.owner == example.owner_of(boundary.lane)


def test_unassigned_may_name_a_retired_class_and_nobody_of_it_is_assigned_unless_the_host_says_so(
    write_library,
):
    text = """retire: [technical-account-manager]
lanes:
  technical-guidance: technical-account-architect
  voice-of-customer: customer-success-manager
  advocacy-content: none
"""
    library = load_with(write_library, text)
    assert library["support-agent"].assists[0].when.unassigned == "technical-account-manager"

    def reach(assigned):
        context = fleet.Context(assigned=assigned)
        return fleet.relate(library, "support-agent", "technical-guidance", context).reach

    assert [
        reach(None),
        reach(set()),
        reach({"technical-account-manager"}),
        reach({"technical-account-architect"}),
    ] == [
        "none",
        "whole",
        "none",
        "none",
    ]


def test_a_level_whose_middle_was_retired_stands_above_the_next_one_that_is_kept(write_library, shipped):
    text = """retire: [senior-solutions-engineer]
lanes: {solution-discovery: solutions-architect, product-demo: solutions-engineer}
"""
    library = load_with(write_library, text)
    architect = library["solutions-architect"]
    assert architect.above == "solutions-engineer"
    assert library.below("solutions-architect") == ("solutions-engineer",)
    assert architect.voices == shipped["solutions-architect"].voices
    assert fleet.relate(library, "solutions-architect", "presales-questions").reach == "whole"
    assert fleet.relate(library, "solutions-architect", "product-demo").reach == "whole"
    assert set(shipped["senior-solutions-engineer"].expertise) <= set(architect.expertise)


def test_the_lowest_level_may_be_retired(write_library):
    library = load_with(write_library, "retire: [support-agent]\nlanes: {ticket-resolution: senior-support-agent}\n")
    senior = library["senior-support-agent"]
    assert (senior.above, "ticket-resolution" in senior.lanes, len(senior.voices)) == (None, True, 2)


def test_a_lane_of_a_kept_persona_may_change_hands(write_library):
    library = load_with(write_library, "lanes: {renewal: account-manager}\n")
    assert library.owner_of("renewal") == "account-manager"
    assert "renewal" not in library["customer-success-manager"].lanes
    assert fleet.relate(library, "customer-success-manager", "renewal").reach == "none"
    assert fleet.relate(library, "account-manager", "renewal").reach == "whole"


def test_a_lane_that_comes_to_a_lower_level_takes_the_boundaries_of_the_higher_one_along(write_library):
    library = load_with(write_library, "lanes: {renewal: support-agent}\n")
    assert fleet.relate(library, "senior-support-agent", "renewal").reach == "whole"
    assert library["senior-support-agent"].boundary("no-renewal") is None


def test_keep_and_retire_are_two_words_for_the_same(write_library, shipped):
    kept = sorted(set(shipped) - {"sales-administrator"})
    lanes = """lanes:
  quotes-and-invoices: account-manager
  trial-extension: account-manager
  free-license: none
  customer-agreements: account-manager
  sales-desk: account-manager
"""
    one = load_with(write_library, f"keep: [{', '.join(kept)}]\n{lanes}")
    other = fleet.load(
        write_library({"library.yaml": f"{EXTENDS}retire: [sales-administrator]\n{lanes}"}, folder="other")
    )
    assert dict(one) == dict(other)
    assert dict(one.owners) == dict(other.owners)


@pytest.mark.parametrize(
    ("text", "code", "line", "covered"),
    [
        ("keep: [support-agnet]\n", "FLT204", 3, "support-agnet"),
        ("retire: [support-agnet]\n", "FLT204", 3, "support-agnet"),
        ("retire: [triage]\n", "FLT204", 3, "triage"),
        ("lanes:\n  renewl: account-manager\n", "FLT202", 4, "renewl"),
        ("lanes:\n  renewal: acount-manager\n", "FLT204", 4, "acount-manager"),
        ("lanes:\n  renewal: None\n", "FLT105", 4, "None"),
        ("keep: support-agent\n", "FLT103", 3, "support-agent"),
        ("lanes: [renewal]\n", "FLT103", 3, "[renewal]"),
    ],
)
def test_a_wrong_word_in_the_settlement_is_found_at_its_place(write_library, text, code, line, covered):
    found = [one for one in findings_of(write_library, text) if one.code == code]
    assert [(one.span.line, one.span.covered) for one in found] == [(line, covered)]


def test_keep_and_retire_together_are_a_finding(write_library):
    codes = {one.code for one in findings_of(write_library, "keep: [support-agent]\nretire: [support-agent]\n")}
    assert "FLT218" in codes


def test_a_lane_may_not_go_to_a_retired_persona(write_library):
    text = "retire: [sales-administrator, account-manager]\nlanes: {sales-desk: account-manager}\n"
    assert any(one.code == "FLT204" and "`account-manager`" in one.message for one in findings_of(write_library, text))


@pytest.mark.parametrize("line", ["keep: [field-trainer]", "retire: [field-trainer]", "lanes: {repairs: lead-trainer}"])
def test_a_library_that_builds_on_none_has_nothing_to_settle(write_library, tiny_files, line):
    manifest = f"{tiny_files['library.yaml']}{line}\n"
    _, found = examined(write_library({**tiny_files, "library.yaml": manifest}))
    assert [one.code for one in found] == ["FLT218"]


def test_a_patch_of_a_retired_persona_is_a_finding_in_the_patch(write_library):
    text = "retire: [support-agent]\nlanes: {ticket-resolution: senior-support-agent}\n"
    patch = {"support/support-agent.yaml": "class: support-agent\nsummary: mends\n"}
    found = findings_of(write_library, text, patch)
    assert [one.code for one in found] == ["FLT221"]
    assert "library/support/support-agent.yaml" in found[0].span.path


CLASSES = (
    "account-manager",
    "customer-success-manager",
    "sales-administrator",
    "senior-solutions-architect",
    "senior-solutions-engineer",
    "senior-support-agent",
    "solutions-architect",
    "solutions-engineer",
    "support-agent",
    "technical-account-architect",
    "technical-account-manager",
)


@pytest.mark.usefixtures("composed_once")
@settings(max_examples=settings.default.max_examples // 5)
@given(st.data())
def test_any_set_of_personas_loads_once_every_lane_is_settled(shipped, tmp_path_factory, data):
    keep = data.draw(st.lists(st.sampled_from(CLASSES), min_size=1, unique=True))
    lost = [lane for lane, owner in shipped.owners.items() if owner in shipped and owner not in keep]
    heirs = st.sampled_from([*keep, "none", "triage", "product-engineering"])
    lanes = {lane: data.draw(heirs) for lane in lost}
    root = tmp_path_factory.mktemp("library")
    settled = "".join(f"  {lane}: {heir}\n" for lane, heir in lanes.items())
    (root / "library.yaml").write_text(f"{EXTENDS}keep: [{', '.join(keep)}]\n" + ("lanes:\n" + settled) * bool(lanes))
    library, found = examined(root)
    assert found == ()
    assert set(library) == set(keep)
    assert {lane: library.owners.get(lane, "none") for lane in lost} == lanes
    for class_, lane in product(library, library.lanes):
        relation = fleet.relate(library, class_, lane)
        assert relation.owner in {*keep, *library.parties}
