from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

import fleet
from fleet.integrations.agents_md import agents_lines

PARSER = MarkdownIt("commonmark").enable("table")
CLASS = "support-agent"
MOST_BYTES = 16_384  # half of what coding agents that have a limit read of all such files


def section(library, class_):
    """The lines below the heading of a persona."""
    text = "\n".join(agents_lines(library))
    return text.partition(f" (`{class_}`)\n")[2].partition("\n### ")[0].strip().splitlines()


def shape(library):
    return [(token.type, token.tag, token.level) for token in PARSER.parse("\n".join(agents_lines(library)))]


def test_a_persona_is_said_with_its_lanes_its_help_and_whom_it_hands_over_to(tiny):
    assert section(tiny, "field-trainer") == [
        "The Field Trainer gets people to work with what your company makes.",
        "",
        "- Owns `workshops`: planning and giving workshops.",
        "- May help in `repairs`, when the workbench asked for help on this repair.",
        "- Otherwise hands over `repairs` to `bench-technician`; `course-design` to `lead-trainer`.",
    ]


def test_everybody_outside_the_fleet_is_said_with_what_they_take(tiny):
    said = "the people at the door of your company; `room-bookings`: booking or freeing a room"
    assert list(agents_lines(tiny))[-1] == f"- `front-desk` (Front desk): {said}."


def test_a_persona_with_no_lane_has_no_empty_list(tiny):
    nothing = {"mandate": (), "assists": (), "boundaries": ()}
    bare = replace(tiny, personas={name: persona.model_copy(update=nothing) for name, persona in tiny.items()})
    assert section(bare, "field-trainer") == ["The Field Trainer gets people to work with what your company makes."]


def test_every_lane_is_owned_once_and_every_boundary_has_its_owner(shipped):
    text = "\n".join(agents_lines(shipped))
    assert [lane for lane in shipped.lanes if text.count(f"`{lane}`: ") != 1] == []
    for class_, persona in shipped.items():
        handed = section(shipped, class_)[-1].removeprefix("- Otherwise hands over ").rstrip(".").split("; ")
        said = {lane.strip("`"): piece.split(" to `")[1].split("`")[0] for piece in handed for lane in lanes(piece)}
        assert said == {boundary.lane: shipped.owner_of(boundary.lane) for boundary in persona.boundaries}


def lanes(piece):
    return piece.split(" to `")[0].split(", ")


def test_the_shipped_section_leaves_room_for_the_rest_of_the_file(shipped):
    assert len("\n".join(agents_lines(shipped)).encode()) < MOST_BYTES


@settings(max_examples=settings.default.max_examples // 2, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_text_of_a_spec_changes_the_shape_of_the_section(rewritten, shipped, data):
    library = rewritten(data.draw)
    assert shape(library) == shape(shipped)
    assert not [line for line in agents_lines(library) if line.startswith("<!--") or line != line.strip("\n")]


@pytest.fixture(scope="session")
def tiny(tmp_path_factory, tiny_files):
    root = tmp_path_factory.mktemp("tiny")
    for name, text in tiny_files.items():
        path = root / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return fleet.load(root)
