from pathlib import Path

import pytest

import fleet
from fleet.library.parts import place_in
from fleet.source import compose


def texts_of(node, path=()):
    """Every text of a node with the path that leads to it, list items by their position."""
    if isinstance(node.value, str):
        yield path, node
    for key, inner in node.mapping.items():
        yield from texts_of(inner, (*path, key))
    for position, inner in enumerate(node.items):
        yield from texts_of(inner, (*path, position))


def test_every_value_of_the_shipped_library_lies_where_its_span_says(shipped):
    lines = {}
    draft = shipped.parts.draft
    files = [draft.manifest, *draft.personas.values(), *draft.traits.values(), *draft.examples.values()]
    count = 0
    for file in (*files, *draft.party_examples.values()):
        for path, node in texts_of(file):
            span = node.span
            text = lines.setdefault(span.path, Path(span.path).read_text("utf-8").split("\n"))
            assert text[span.line - 1] == span.excerpt
            if span.line == span.end_line:
                assert compose(span.covered, "value")[0].value == node.value, path
            else:
                assert "".join(node.value.split())[:8] in "".join("".join(text[span.line - 1 : span.end_line]).split())
            count += 1
    assert count > 2000


@pytest.mark.parametrize(
    ("path", "line", "covered"),
    [
        (("summary",), 4, "gets people to work with what {{ company }} makes"),
        (("traits", "plain-spoken"), 6, "plain-spoken"),
        (("mandate", "workshops", "duty"), 9, "Teach by doing"),
        (("mandate", "workshops", "not", "course-design"), 12, "writing the material"),
        (("assists", "repairs", "when", "facts", "repair-asked"), 16, "repair-asked"),
        (("boundaries", "no-repairs", "because"), 22, "a device opened in class comes back in pieces."),
        (("reads", "room-bookings"), 28, "room-bookings"),
    ],
)
def test_a_step_into_a_list_names_an_item_by_lane_id_or_text(write_library, tiny_files, path, line, covered):
    library = fleet.load(write_library(tiny_files))
    place = library.place("field-trainer", *path)
    assert (place.line, place.covered) == (line, covered)


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("scope", "horizon"), 1),
        (("mandate", "nothing"), 8),
        (("boundaries", "no-repairs", "severity"), 18),
        (("boundaries", "nothing", "rule"), 18),
    ],
)
def test_the_place_of_what_is_not_written_is_that_of_what_is_around_it(write_library, tiny_files, path, line):
    library = fleet.load(write_library(tiny_files))
    assert library.place("field-trainer", *path).line == line


def test_places_in_the_manifest(write_library, tiny_files):
    library = fleet.load(write_library(tiny_files))
    assert library.manifest_place("tools", "workshops.schedule", "limits", "seats", "maximum").covered == "12"
    assert library.manifest_place("parties", "front-desk", "lanes", "room-bookings", "duty").covered == "Book rooms"
    assert library.manifest_place().line == 1


def test_merged_values_say_the_file_that_they_came_from(write_library, shipped):
    manifest = "format: 1\nextends: shipped\nvariables:\n  product: Rocket\nfacts:\n  on-site: {about: there}\n"
    patch = """class: support-agent
mandate:
  - lane: ticket-resolution
    duty: Mend it
boundaries:
  - id: no-deal-negotiation
    severity: low
"""
    library = fleet.load(write_library({"library.yaml": manifest, "support/support-agent.yaml": patch}))

    def where(*path):
        place = library.place("support-agent", *path)
        return "patch" if "library/support" in place.path else "shipped", place.covered

    assert where("mandate", "ticket-resolution", "duty") == ("patch", "Mend it")
    assert where("mandate", "ticket-resolution", "about")[0] == "shipped"
    assert where("boundaries", "no-deal-negotiation", "severity") == ("patch", "low")
    assert where("boundaries", "no-deal-negotiation", "owner") == ("shipped", "account-manager")
    assert library.manifest_place("variables", "product").path.endswith("library/library.yaml")
    assert library.manifest_place("variables", "company").path.endswith("personas/library.yaml")
    assert library.manifest_place("facts", "on-site", "about").covered == "there"
    assert library.manifest_place("facts", "owner-asked", "about").path.endswith("personas/library.yaml")


def test_a_place_in_a_list_prefers_lane_and_id_to_text(write_library, tiny_files):
    node = fleet.load(write_library(tiny_files)).parts.draft.personas["field-trainer"]
    assert place_in(node, "boundaries", "no-repairs").line == place_in(node, "boundaries", "repairs").line
