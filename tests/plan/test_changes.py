"""What a plan says about one edit of a library: each edit has its verdict, its words and its place."""

from __future__ import annotations

import pytest

import fleet
from fleet.plan import compared

TRAINER = "training/field-trainer.yaml"
TECHNICIAN = "repairs/bench-technician.yaml"
TECHNICIAN_EXAMPLES = "repairs/bench-technician.examples.yaml"
BOUNDARY = """boundaries:
  - id: no-workshops
    lane: workshops
    owner: field-trainer
    rule: Does not teach.
    because: a lesson at the bench holds up the queue.
    severity: low
"""
BOUNDARY_EXAMPLES = """boundaries:
  no-workshops:
    probes:
      - Can you teach my team how to solder?
    twins:
      - Is my device soldered yet?
"""
WORKSHOPS = """  - lane: workshops
    duty: Teach by doing
    about: planning and giving workshops
    not:
      course-design: writing the material
"""


@pytest.fixture
def edited(tiny_files, write_library):
    """A function that makes edits (path, old text, new text) and returns the plan from before to after."""

    def edit(*edits):
        files = dict(tiny_files)
        for path, old, new in edits:
            assert old in files[path]
            files[path] = files[path].replace(old, new, 1)
        return compared(fleet.load(write_library(tiny_files, "old")), fleet.load(write_library(files, "new")))

    return edit


def said(plan):
    """The changes as (verdict, kind, subject)."""
    return [(change.verdict, change.kind, change.subject) for change in plan.changes]


def test_a_deleted_boundary_weakens_and_widens_nothing(edited):
    plan = edited((TECHNICIAN, BOUNDARY, ""), (TECHNICIAN_EXAMPLES, BOUNDARY_EXAMPLES, ""))
    assert said(plan) == [("weakens", "boundary", "bench-technician/no-workshops")]
    (change,) = plan.changes
    assert change.text == "`bench-technician` lost its boundary `no-workshops` on `workshops`: Does not teach."
    assert change.span.path.endswith(f"new/{TECHNICIAN}")
    assert [prompt.persona for prompt in plan.prompts] == ["bench-technician"]


def test_a_new_boundary_strengthens(edited):
    line = "boundaries:\n  - {id: no-design, lane: course-design, owner: lead-trainer, rule: No., because: it costs.}\n"
    plan = edited((TECHNICIAN, "boundaries:\n", line))
    assert said(plan) == [("strengthens", "boundary", "bench-technician/no-design")]


@pytest.mark.parametrize("severity", ["high", "critical"])
def test_a_higher_severity_strengthens(edited, severity):
    plan = edited((TECHNICIAN, "severity: low", f"severity: {severity}"))
    assert said(plan) == [("strengthens", "boundary", "bench-technician/no-workshops")]


def test_a_lower_severity_weakens(edited):
    plan = edited((TRAINER, "comes back in pieces.\n", "comes back in pieces.\n    severity: low\n"))
    assert said(plan) == [("weakens", "boundary", "field-trainer/no-repairs")]
    assert plan.changes[0].text == "boundary `no-repairs` of `field-trainer` is low, was high"


def test_a_boundary_in_other_words_is_reworded_at_its_line(edited):
    plan = edited((TRAINER, "Does not write course material.", "Never writes course material."))
    assert said(plan) == [("rewords", "boundary", "field-trainer/no-course-design")]
    assert plan.changes[0].span.covered == "Never writes course material."


def test_a_boundary_on_another_lane_weakens(edited):
    other = "lane: course-design\n    owner: lead-trainer"
    plan = edited((TECHNICIAN, "lane: workshops\n    owner: field-trainer", other))
    assert said(plan) == [("weakens", "boundary", "bench-technician/no-workshops")]
    assert "is about `course-design`, no longer about `workshops`" in plan.changes[0].text


def test_fewer_probes_weaken(edited):
    path, text = "training/field-trainer.examples.yaml", "      - The hinge came off during class, please mend it.\n"
    more = edited((path, text, f"{text}      - A hinge is loose since the lesson.\n"))
    assert said(more) == [("strengthens", "boundary", "field-trainer/no-repairs")]


def test_a_dropped_condition_widens_with_a_context_that_shows_it(edited):
    room = "  - id: no-room\n    lane: room-bookings\n    owner: front-desk\n"
    plan = edited(
        (TRAINER, "    when: {facts: [repair-asked]}\n", ""),
        (TRAINER, "  - id: no-repairs\n    lane: repairs\n    owner: bench-technician\n", room),
        ("training/field-trainer.examples.yaml", "  no-repairs:", "  no-room:"),
    )
    change = plan.of("widens")[0]
    assert change.subject == "field-trainer/repairs"
    assert change.text == (
        "`field-trainer` may now do all work in `repairs` "
        "(before: assists if `repair-asked` holds; now: assists always); `no-repairs` no longer holds"
    )
    assert change.witness == fleet.Context(current="field-trainer")


def test_a_moved_lane_moves_widens_one_and_narrows_the_other(edited):
    repairs = "  - lane: repairs\n    duty: Mend devices\n    about: a device that does not work\n"
    plan = edited(
        (TRAINER, WORKSHOPS, "  - {lane: waiting, duty: Wait, about: waiting}\n"),
        (TECHNICIAN, repairs, repairs + WORKSHOPS),
        (TECHNICIAN, BOUNDARY, ""),
        (TECHNICIAN_EXAMPLES, BOUNDARY_EXAMPLES, ""),
        ("training/field-trainer.examples.yaml", "  workshops:\n    asks:", "  waiting:\n    asks:"),
    )
    verdicts = said(plan)
    assert ("moves", "lane", "workshops") in verdicts
    assert ("widens", "power", "bench-technician/workshops") in verdicts
    assert ("narrows", "power", "field-trainer/workshops") in verdicts
    moved = next(change for change in plan.of("widens") if change.subject == "bench-technician/workshops")
    assert moved.text.endswith("; `no-workshops` no longer holds")


@pytest.mark.parametrize(
    ("old", "new", "verdict", "words"),
    [
        ("maximum: 12", "maximum: 20", "widens", 'takes arguments that it refused, such as `{"seats": 13}`'),
        ("maximum: 12", "maximum: 8", "narrows", "refuses arguments that it took"),
        ("    lane: workshops\n", "    lane: workshops\n    effect: commit\n", "rewords", "is commit in `workshops`"),
        ("    lane: workshops\n", "    lane: workshops\n    beyond: ask\n", "weakens", "says `ask`, was `deny`"),
        ("    lane: workshops\n", "    shared: true\n", "widens", "`bench-technician` may now call it"),
        ("    lane: workshops\n", "    lane: workshops\n    about: plans\n", "rewords", "another `about`"),
        ("handed_by: bench-technician", "handed_by: owner", "weakens", "set by a handoff from `owner`"),
        ("    handed_by: bench-technician\n", "", "strengthens", "is set by the host alone"),
        ("the workbench asked", "somebody asked", "rewords", "fact `repair-asked` has another `about`"),
        ("about: booking or freeing a room", "about: rooms", "rewords", "lane `room-bookings` has another `about`"),
        ("facts:\n", "facts:\n  late: {about: it is late}\n", "rewords", "fact `late` is new"),
    ],
)  # fmt: skip
def test_an_edit_of_the_manifest_has_its_verdict(edited, old, new, verdict, words):
    plan = edited(("library.yaml", old, new))
    assert words in " | ".join(change.text for change in plan.of(verdict))


def test_a_new_fallback_moves_what_is_in_no_lane(edited):
    plan = edited(
        ("library.yaml", "parties:\n", "parties:\n  porter: {title: Porter}\n"),
        ("library.yaml", "fallback: front-desk", "fallback: porter"),
    )
    assert ("moves", "lane", "fallback") in said(plan)


def test_more_examples_and_another_title_are_other_words(edited):
    text = "      - My device stays dark when I press the button.\n"
    plan = edited(
        ("repairs/bench-technician.examples.yaml", text, f"{text}      - The lid will not close.\n"),
        (TECHNICIAN, "title: Bench Technician", "title: Technician"),
    )
    texts = [change.text for change in plan.changes]
    assert texts == [
        "lane `repairs` is taught by 2 asks, was 1",
        "`title` of `bench-technician` is `Technician`, was `Bench Technician`",
    ]


def test_a_persona_that_goes_is_one_change(tiny_files, write_library, shipped):
    own = {
        "library.yaml": "format: 1\nextends: shipped\nretire: [senior-solutions-architect]\nlanes:\n"
        "  complex-engagement: solutions-architect\n"
    }
    plan = compared(shipped, fleet.load(write_library(own)))
    gone = [change for change in plan.of("narrows") if change.kind == "power"]
    assert [change.subject for change in gone] == ["senior-solutions-architect"]
    assert gone[0].text.startswith("`senior-solutions-architect` is gone: it works in `complex-engagement`, ")
    assert [change.subject for change in plan.of("widens")] == ["solutions-architect/complex-engagement"]


def test_a_boundary_of_a_lower_level_is_told_once(shipped, write_library):
    own = {
        "library.yaml": "format: 1\nextends: shipped\n",
        "support/support-agent.yaml": "class: support-agent\nremoves: [no-licensing-guidance]\n",
    }
    plan = compared(shipped, fleet.load(write_library(own)))
    assert said(plan) == [("weakens", "boundary", "support-agent/no-licensing-guidance")]
    assert {prompt.persona for prompt in plan.prompts} == {"support-agent", "senior-support-agent"}
