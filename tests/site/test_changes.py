"""What changed between two versions, on a page."""

from __future__ import annotations

import fleet
from fleet.plan import compared

LIBRARY = fleet.load()


def changed(tiny_files, write_library, edit):
    old = fleet.load(write_library(tiny_files, "old"))
    new = fleet.load(write_library(edit(dict(tiny_files)), "new"))
    return new, compared(old, new)


def widened(files):
    """One boundary of the field trainer is low now, which was high."""
    path = "training/field-trainer.yaml"
    files[path] = files[path].replace("  - id: no-repairs\n", "  - id: no-repairs\n    severity: low\n", 1)
    return files


def test_nothing_that_changed_is_said_too(site_of):
    _, site = site_of(LIBRARY, plan=compared(LIBRARY, LIBRARY))
    assert "No decision, boundary or prompt changes." in site["changes.html"].text
    assert "changes.html" in site["index.html"].links


def test_each_change_stands_in_the_picture_and_in_words(site_of, tiny_files, write_library):
    library, plan = changed(tiny_files, write_library, widened)
    files, site = site_of(library, plan=plan)
    page = site["changes.html"]
    assert plan.of("weakens")
    for number, change in enumerate(plan.changes, start=1):
        assert f"change-{number}" in page.ids
        assert f"#change-{number}" in page.links
        assert change.text.replace("`", "") in page.text
    assert files["changes.html"].count(b'class="mark weakens"') == len(plan.of("weakens")) + 1  # and in the legend


def test_the_line_that_widens_is_linked(site_of, tiny_files, write_library):
    library, plan = changed(tiny_files, write_library, widened)
    _, site = site_of(library, plan=plan)
    assert any(link.startswith("spec/") for link in site["changes.html"].links)


def test_many_changes_make_no_long_page(site_of, request):
    old = fleet.load(request.config.rootpath / "examples/four-roles")
    _, site = site_of(LIBRARY, plan=compared(old, LIBRARY))
    assert "moves" in site["changes.html"].text
    assert "Prompts that differ" in site["changes.html"].text


def test_a_context_that_shows_a_change_is_said_once_and_in_words(site_of, tiny_files, write_library):
    path = "training/field-trainer.yaml"

    def later(files):
        more = "assists:\n  - {lane: course-design, how: helps out, when: {stages: [trial]}}\n"
        files[path] = files[path].replace("assists:\n", more, 1)
        return files

    library, plan = changed(tiny_files, write_library, later)
    (change,) = plan.of("widens")
    assert change.witness is not None
    _, site = site_of(library, plan=plan)
    in_words = site["changes.html"].text.partition("Widens: somebody may do more")[2]
    assert in_words.count("for example") == 1
    assert "for example at stage trial" in in_words
