import sys
import time

import pytest

import fleet
from fleet import check
from fleet.checks.rules.examples import LEAST, LEAST_FALLBACK
from fleet.diagnostics import CODES

EXTENDS = "format: 1\nextends: shipped\n"


@pytest.fixture
def warnings(write_library):
    """The warnings of one code about a library that files make, as (file, line, covered text)."""

    def of(code, files):
        found = check(fleet.load(write_library(files)))
        assert list(found) == sorted(found, key=lambda one: one.order)
        return [one for one in found if one.code == code]

    return of


def where(finding):
    folder = "/library/"
    path = finding.span.path
    return path[path.index(folder) + len(folder) :] if folder in path else path, finding.span.line, finding.span.covered


def test_the_shipped_library_has_no_warning(shipped):
    assert check(shipped) == ()


def test_the_shipped_library_is_checked_within_half_a_second(shipped):
    check(shipped)
    started = time.process_time()
    check(shipped)
    assert time.process_time() - started < (0.5 if sys.gettrace() is None else 10)  # a tracer is slow


def test_a_library_that_only_adds_names_has_no_warning_about_files_that_it_cannot_mend(write_library):
    assert check(fleet.load(write_library({"library.yaml": EXTENDS}))) == ()
    settled = (
        EXTENDS
        + "retire: [sales-administrator]\nlanes:\n"
        + "".join(
            f"  {lane}: account-manager\n"
            for lane in ("quotes-and-invoices", "trial-extension", "free-license", "customer-agreements", "sales-desk")
        )
    )
    assert check(fleet.load(write_library({"library.yaml": settled}, folder="settled"))) == ()


def test_every_warning_is_a_warning_with_a_place_and_says_what_to_type(write_library, tiny_files):
    found = check(fleet.load(write_library(tiny_files)))
    assert found
    for one in found:
        assert (one.severity, CODES[one.code].severity) == ("warning", "warning")
        assert one.span is not None
        assert one.help


def test_a_probe_that_repeats_an_ask_is_the_one_that_is_named(warnings, tiny_files):
    name = "repairs/bench-technician.examples.yaml"
    text = tiny_files[name].replace(
        "    asks:\n", "    asks:\n      - the hinge came off during class. Please, mend it!\n"
    )
    (finding,) = warnings("FLT250", {**tiny_files, name: text})
    assert where(finding) == (
        "training/field-trainer.examples.yaml",
        10,
        "The hinge came off during class, please mend it.",
    )
    assert finding.labels[0].span.path.endswith(name)
    assert finding.labels[0].span.line == 4
    assert "memory" in finding.note


@pytest.mark.parametrize(
    ("kinds", "note"),
    [
        (("asks", "asks"), "twice"),
        (("asks", "says"), "twice"),
        (("probes", "twins"), "twice"),
        (("twins", "asks"), "memory"),
        (("probes", "says"), "memory"),
    ],
)
def test_near_duplicates_are_found_across_all_kinds_of_example(warnings, tiny_files, kinds, note):
    text = "My device stays dark when I press the round button."
    other = text.replace("round", "green")
    name = "repairs/bench-technician.examples.yaml"
    sections = {"asks": [], "says": [], "probes": [], "twins": []}
    sections[kinds[0]].append(text)
    sections[kinds[1]].append(other)
    listed = {kind: f"{kind}: {texts!r}" for kind, texts in sections.items() if texts}
    lanes = ", ".join(listed[kind] for kind in ("asks", "says") if kind in listed)
    bounds = ", ".join(listed[kind] for kind in ("probes", "twins") if kind in listed)
    file = f"lanes: {{repairs: {{{lanes}}}}}\nboundaries: {{no-workshops: {{{bounds}}}}}\n"
    (finding,) = warnings("FLT250", {**tiny_files, name: file})
    assert note in finding.note
    assert {finding.span.line, finding.labels[0].span.line} <= {1, 2}


def test_asks_of_two_lanes_that_repeat_each_other_cannot_both_be_learned(warnings, tiny_files):
    name = "training/lead-trainer.examples.yaml"
    text = tiny_files[name].replace(
        "Why does the course", "Could somebody teach twelve of us next Tuesday?\n      - Why does the course"
    )
    (finding,) = warnings("FLT250", {**tiny_files, name: text})
    assert "learn both" in finding.note


def test_a_text_that_repeats_a_shipped_one_is_named_in_the_file_that_can_be_mended(warnings, shipped):
    probe = shipped.boundary_examples("support-agent", "no-deal-negotiation").probes[0]
    text = f"lanes:\n  ticket-resolution:\n    asks:\n      - {probe!r}\n"
    files = {"library.yaml": EXTENDS, "support/support-agent.examples.yaml": text}
    (finding,) = warnings("FLT250", files)
    assert where(finding)[:2] == ("support/support-agent.examples.yaml", 4)
    assert finding.labels[0].span.path.endswith("personas/support/support-agent.examples.yaml")


def test_ten_copies_of_one_text_are_nine_findings(warnings, tiny_files):
    name = "parties/front-desk.examples.yaml"
    text = tiny_files[name] + "  - We sell office plants.\n" * 9
    assert len(warnings("FLT250", {**tiny_files, name: text})) == 9


def test_every_lane_and_own_boundary_with_few_examples_is_one_finding(warnings, tiny_files):
    found = warnings("FLT251", tiny_files)
    assert sorted(where(one)[0] for one in found) == [
        "library.yaml",
        "parties/front-desk.examples.yaml",
        "repairs/bench-technician.examples.yaml",
        "repairs/bench-technician.examples.yaml",
        "training/field-trainer.examples.yaml",
        "training/field-trainer.examples.yaml",
        "training/field-trainer.yaml",
        "training/lead-trainer.examples.yaml",
    ]
    messages = [one.message for one in found]
    assert "lane `repairs` has 1 of 15 asks and 1 of 8 says" in messages
    assert "boundary `no-repairs` of `field-trainer` has 1 of 4 probes and 1 of 3 twins" in messages
    assert "boundary `no-course-design` of `field-trainer` has 0 of 4 probes and 0 of 3 twins" in messages
    assert "fallback `front-desk` has 1 of 40 asks" in messages


def many(kind, count):
    return "".join(f"      - {kind} {number} {number * 7919:x} {number * 104_729:x}\n" for number in range(count))


@pytest.mark.parametrize(("asks", "says", "lacking"), [(15, 8, None), (14, 8, "14 of 15 asks"), (15, 7, "7 of 8 says")])
def test_a_lane_needs_fifteen_asks_and_eight_says(warnings, tiny_files, asks, says, lacking):
    name = "training/lead-trainer.examples.yaml"
    text = f"lanes:\n  course-design:\n    asks:\n{many('ask', asks)}    says:\n{many('say', says)}"
    found = [one for one in warnings("FLT251", {**tiny_files, name: text}) if "`course-design`" in one.message]
    assert [one.message for one in found] == ([f"lane `course-design` has {lacking}"] if lacking else [])


@pytest.mark.parametrize(
    ("probes", "twins", "lacking"), [(4, 3, None), (3, 3, "3 of 4 probes"), (4, 2, "2 of 3 twins")]
)
def test_a_boundary_needs_four_probes_and_three_twins(warnings, tiny_files, probes, twins, lacking):
    name = "repairs/bench-technician.examples.yaml"
    head = tiny_files[name].partition("boundaries:")[0]
    text = f"{head}boundaries:\n  no-workshops:\n    probes:\n{many('probe', probes)}    twins:\n{many('twin', twins)}"
    found = [one for one in warnings("FLT251", {**tiny_files, name: text}) if "`no-workshops`" in one.message]
    assert [one.message.rpartition(" has ")[2] for one in found] == ([lacking] if lacking else [])


@pytest.mark.parametrize(("count", "enough"), [(39, False), (40, True)])
def test_the_fallback_needs_forty_asks(warnings, tiny_files, count, enough):
    name = "parties/front-desk.examples.yaml"
    text = "asks:\n" + many("ask", count)
    found = [one for one in warnings("FLT251", {**tiny_files, name: text}) if "fallback" in one.message]
    assert (found == []) == enough
    assert (LEAST, LEAST_FALLBACK) == ({"asks": 15, "says": 8, "probes": 4, "twins": 3}, 40)


def test_a_boundary_that_came_along_a_ladder_is_not_counted_twice(warnings, tiny_files):
    assert not [one for one in warnings("FLT251", tiny_files) if "`lead-trainer`" in one.message]


def test_a_patch_that_adds_a_boundary_needs_examples_for_it_and_for_nothing_else(warnings):
    patch = """class: support-agent
boundaries:
  - {id: no-renewal, lane: renewal, owner: customer-success-manager, rule: Does not., because: it costs.}
"""
    files = {"library.yaml": EXTENDS, "support/support-agent.yaml": patch}
    (finding,) = warnings("FLT251", files)
    assert where(finding) == ("support/support-agent.yaml", 3, "no-renewal")


def test_a_fallback_without_an_examples_file_is_a_finding_in_the_manifest(warnings):
    manifest = EXTENDS + "parties: {porter: {title: Porter}}\nfallback: porter\n"
    (finding,) = warnings("FLT251", {"library.yaml": manifest})
    assert (where(finding), finding.message) == (("library.yaml", 3, "Porter"), "fallback `porter` has 0 of 40 asks")


def test_a_tool_without_a_schema_is_a_finding_at_its_name(warnings, tiny_files):
    manifest = tiny_files["library.yaml"] + "  rooms.free: {lane: room-bookings}\n  notes.send: {shared: true}\n"
    found = warnings("FLT252", {**tiny_files, "library.yaml": manifest})
    assert [where(one)[2] for one in found] == ["rooms.free", "notes.send"]


def test_a_tool_that_replaces_a_shipped_one_without_a_schema_is_a_finding(warnings):
    (finding,) = warnings("FLT252", {"library.yaml": EXTENDS + "tools: {health.read: {lane: account-health}}\n"})
    assert where(finding) == ("library.yaml", 3, "health.read")


def test_what_is_declared_and_not_used_is_a_finding_at_its_name(warnings, tiny_files):
    manifest = tiny_files["library.yaml"]
    manifest = manifest.replace("facts:\n", "facts:\n  on-site: {about: somebody is there}\n")
    manifest = manifest.replace("variables:\n", "variables:\n  city: Ghent\n")
    files = {**tiny_files, "library.yaml": manifest, "traits/loud.yaml": "trait: loud\ntitle: Loud\ntext: You shout.\n"}
    found = warnings("FLT253", files)
    assert [where(one) for one in found] == [
        ("library.yaml", 3, "city"),
        ("library.yaml", 6, "on-site"),
        ("traits/loud.yaml", 1, "loud"),
    ]
    assert ["variable" in found[0].message, "fact" in found[1].message, "trait" in found[2].message] == [True] * 3


def test_nothing_of_the_tiny_library_is_unused(warnings, tiny_files):
    assert warnings("FLT253", tiny_files) == []


def test_the_company_is_used_by_every_prompt(warnings, tiny_files):
    files = {name: text.replace("{{ company }}", "us") for name, text in tiny_files.items()}
    assert "company" in files["library.yaml"]
    assert warnings("FLT253", files) == []


def test_what_a_library_lays_over_a_shipped_name_is_used_where_the_shipped_one_was(warnings):
    manifest = EXTENDS + "variables: {product: Rocket}\nfacts: {owner-asked: {about: they asked, handed_by: owner}}\n"
    trait = {"traits/mentor.yaml": "trait: mentor\ntitle: Mentor\ntext: You show.\n"}
    assert warnings("FLT253", {"library.yaml": manifest, **trait}) == []
    manifest = EXTENDS + "variables: {rocket: Rocket}\n"
    (finding,) = warnings("FLT253", {"library.yaml": manifest})
    assert where(finding) == ("library.yaml", 3, "rocket")


def test_a_variable_is_used_by_a_text_of_any_file(warnings, tiny_files):
    manifest = tiny_files["library.yaml"].replace("variables:\n", "variables:\n  city: Ghent\n")
    for name in tiny_files:
        files = {**tiny_files, "library.yaml": manifest}
        old, new = ("rooms\n", "rooms in {{ city }}\n") if name == "library.yaml" else (".\n", " in {{ city }}.\n")
        assert old in files[name]
        files[name] = files[name].replace(old, new, 1)
        assert warnings("FLT253", files) == [], name


def test_a_long_prompt_is_a_finding_at_the_class_and_names_what_is_long(warnings, tiny_files):
    name = "repairs/bench-technician.yaml"
    text = tiny_files[name].replace("You are quiet and exact.", "You are quiet and exact. " * 800)
    (finding,) = warnings("FLT301", {**tiny_files, name: text})
    assert where(finding) == (name, 1, "bench-technician")
    assert finding.help.startswith("shorten what is longest: `persona`")


def test_a_long_prompt_of_a_patch_is_a_finding_in_the_patch(warnings):
    patch = "class: support-agent\nexpertise:\n" + "".join(f"  - a thing called {number}\n" for number in range(900))
    found = warnings("FLT301", {"library.yaml": EXTENDS, "support/support-agent.yaml": patch})
    assert [where(one) for one in found] == [("support/support-agent.yaml", 1, "support-agent")]


def crowd(count):
    """A library of many personas that each own one lane."""
    files = {"library.yaml": "format: 1\nparties: {desk: {title: Desk}}\nfallback: desk\n"}
    for number in range(count):
        files[f"crowd/p{number}.yaml"] = (
            f"class: p{number}\ndomain: crowd\ntitle: Person {number}\nsummary: does a thing\npersona: You do.\n"
            f"mandate:\n  - {{lane: work-of-{number}, duty: Do thing {number}, about: what is thing {number}}}\n"
        )
        texts = "".join(f"      - {number:x} {number * 7919:x} ask {number * 31 + 5:x}\n" for _ in range(2))
        files[f"crowd/p{number}.examples.yaml"] = f"lanes:\n  work-of-{number}:\n    asks:\n{texts}"
    return files


def test_so_many_owners_that_every_prompt_is_too_long_are_one_finding(warnings):
    (finding,) = warnings("FLT301", crowd(400))
    assert where(finding) == ("library.yaml", 1, "1")
