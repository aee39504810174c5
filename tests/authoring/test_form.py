"""What the one form is, case by case: the order of keys, indentation, blank lines, and where comments go."""

from __future__ import annotations

import pytest

from fleet.authoring.form import formatted, not_in_form
from fleet.authoring.kinds import KINDS
from fleet.library import shipped_folder


def form(text):
    new, findings = formatted(text, "a.yaml", KINDS)
    assert findings == ()
    assert formatted(new, "a.yaml", KINDS) == (new, ())
    return new


CASES = {
    "keys stand in the order of the format": ("title: a\ntrait: b\n", "trait: b\ntitle: a\n"),
    "names that a file chooses keep their order": (
        "format: 1\nlanes:\n  b: c\n  a: d\n",
        "format: 1\nlanes:\n  b: c\n  a: d\n",
    ),
    "an unknown key stays behind its predecessor": ("text: c\nclas: d\ntrait: a\n", "trait: a\ntext: c\nclas: d\n"),
    "keys of items are ordered too": (
        "class: a\nmandate:\n  - duty: b\n    lane: c\n",
        "class: a\nmandate:\n  - lane: c\n    duty: b\n",
    ),
    "keys in brackets are not": (
        "class: a\nmandate: [{duty: b,   lane: c}]\n",
        "class: a\nmandate: [{duty: b,   lane: c}]\n",
    ),
    "a list stands two spaces deeper than its key": ("cases:\n- id: a\n- b\n", "cases:\n  - id: a\n  - b\n"),
    "deep indentation becomes two spaces": (
        "lanes:\n      a:\n          asks:\n            -   b\n",
        "lanes:\n  a:\n    asks:\n      - b\n",
    ),
    "one space stands after a colon and a dash": ("a :   b\nc:\t d\ne:\n  -    f\n", "a: b\nc: d\ne:\n  - f\n"),
    "blank lines stand alone, and not at the ends": ("\n\na: b\n\n\n\nc: d\n\n\n", "a: b\n\nc: d\n"),
    "blanks at the end of a line go": ("a: b   \n  \nc:\t\n  - d \n", "a: b\n\nc:\n  - d\n"),
    "a file ends with one line end": ("a: b", "a: b\n"),
    "document marks go, and what was said beside them stays": ("--- # x\na: b\n...\n# y\n", "# x\na: b\n# y\n"),
    "a comment moves with the key below it": (
        "# about b\ntitle: a\n# about a\ntrait: b\n",
        "# about a\ntrait: b\n# about b\ntitle: a\n",
    ),
    "a comment at the top stays there if a blank line follows": (
        "# about all\n\n# about a\ntitle: a\ntrait: b\n",
        "# about all\n\ntrait: b\n# about a\ntitle: a\n",
    ),
    "the line that names the schema stays the first": (
        "# yaml-language-server: $schema=x\n# about a\ntitle: a\ntrait: b\n",
        "# yaml-language-server: $schema=x\ntrait: b\n# about a\ntitle: a\n",
    ),
    "a blank line stays between the first two keys": ("title: a\n\ntrait: b\n", "trait: b\n\ntitle: a\n"),
    "a comment on a line stays on it": ("a:    b # c\nd:  # e\n  - f   # g\n", "a: b  # c\nd:  # e\n  - f   # g\n"),
    "a comment keeps its distance": ("a: b      # c\n", "a: b      # c\n"),
    "a comment stands as deep as what is below it": (
        "a:\n    # c\n    - b\n  # d\n    - e\n",
        "a:\n  # c\n  - b\n  # d\n  - e\n",
    ),
    "a comment at the end of a list stays in it": (
        "a:\n    - b\n    # c\nd: e\n    # f\n",
        "a:\n  - b\n  # c\nd: e\n# f\n",
    ),
    "a comment as deep as the next key is about that": ("a:\n  - b\n# c\nd: e\n", "a:\n  - b\n# c\nd: e\n"),
    "a comment beside a lonely dash goes above the item": ("a:\n  - # b\n    c: d\n", "a:\n  # b\n  - c: d\n"),
    "a comment below a dash goes with its key": (
        "class: a\nmandate:\n  -\n    # b\n    duty: d\n    # c\n    lane: e\n",
        "class: a\nmandate:\n  # c\n  - lane: e\n    # b\n    duty: d\n",
    ),
    "lists in lists stand on one line": ("a:\n  -\n    - b\n    - c\n", "a:\n  - - b\n    - c\n"),
    "a text below its key stays there": ("a:\n    b\n    c\nd:\n  # e\n  f\n", "a:\n  b\n  c\nd:\n  # e\n  f\n"),
    "a text over several lines is not wrapped": ("a: b\n      c   \n\n\n      d\n", "a: b\n  c\n\n\n  d\n"),
    "what looks like a comment is none": ("a: \"b # c\"\nd: e#f\ng: '# h'\n", "a: \"b # c\"\nd: e#f\ng: '# h'\n"),
    "an escaped blank at the end of a line stays": ('a: "b\\ \n   c"\n', 'a: "b\\ \n  c"\n'),
    "brackets over several lines move as one": (
        "a:\n    b:\n        {c: d,\n         e: f}\n    g: [h, # i\n        j]\n",
        "a:\n  b:\n    {c: d,\n     e: f}\n  g: [h, # i\n      j]\n",
    ),
    "what is in brackets stands deeper than its key": ("a: [\nb,\n c\n]\n", "a: [\n  b,\n  c\n]\n"),
    "a file in brackets stays one": ("# a\n{trait: a, # b\n title: c}\n", "# a\n{trait: a, # b\n title: c}\n"),
    "a block keeps its lines, blanks and all": (
        "a: |\n\n     b  \n\n\n       c # d\n\n\ne: >-  # f\n      g\n",
        "a: |\n\n  b  \n\n\n    c # d\n\ne: >-  # f\n  g\n",
    ),
    "a block that says how deep it is": ("a: |4-\n      b\n", "a: |2-\n    b\n"),
    "a block that keeps the lines at its end": ("a: |+\n   b\n\n\n# c\nd: e\n", "a: |+\n  b\n\n\n# c\nd: e\n"),
    "a block whose last line has no end": ("a: |\n  b", "a: |-\n  b\n"),
    "nothing is a value": ("a:\nb: ~\nc:  # d\n", "a:\nb: ~\nc:  # d\n"),
    "a list of nothing": ("a:\n  -\n  - # b\n", "a:\n  -\n  -  # b\n"),
    "explicit keys are written as all others": ("? a\n: b\n", "a:\n  b\n"),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_the_form(text, expected):
    assert form(text) == expected


def test_a_blank_line_never_becomes_part_of_a_text():
    text = "title: |+\n  a\ntrait: c\n\ntext: b\n"
    assert form(text) == "trait: c\ntitle: |+\n  a\ntext: b\n"


def test_a_text_with_windows_line_ends_was_read_before():
    new, findings = formatted("a: b\r\n", "a.yaml", KINDS)
    assert new is None
    assert [finding.code for finding in findings] == ["FLT009"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("a: b: c\n", ["FLT004"]),
        ("a: &b c\nd: *b\n", ["FLT005", "FLT005"]),
        ("a: 1\na: 2\n", ["FLT006"]),
        ("- a\n", ["FLT014"]),
        ("# only a comment\n", ["FLT014"]),
        ("", ["FLT014"]),
        ("? |\n  a\n: b\n", ["FLT015"]),
        ('? "a\n  b"\n: c\n', ["FLT015"]),
    ],
)
def test_a_file_that_cannot_be_formed_is_left_alone(text, codes):
    new, findings = formatted(text, "a.yaml", KINDS)
    assert new is None
    assert [finding.code for finding in findings] == codes


def test_a_layout_that_loses_something_is_never_used(monkeypatch):
    """Each loss is built in on purpose: a comment, a value, the order of a list, a type."""
    for loss in (("  # c", ""), ("a: 1", "a: 2"), ("- b\n  - d", "- d\n  - b"), ("a: 1", 'a: "1"'), ("e: {}", "e: []")):
        monkeypatch.setattr("fleet.authoring.form.written", lambda layout, loss=loss: FORMED.replace(*loss))
        assert loss[0] in FORMED
        new, findings = formatted(FORMED + "\n", "a.yaml", KINDS)
        assert new is None
        assert [finding.code for finding in findings] == ["FLT015"]


FORMED = "a: 1  # c\nlist:\n  - b\n  - d\ne: {}\n"


def test_without_its_kind_a_file_keeps_its_keys_in_their_order():
    assert form("b: c\na:   d\n") == "b: c\na: d\n"


def test_the_finding_names_the_first_line_that_differs():
    finding = not_in_form("a.yaml", "a: b\nc:  d\n", "a: b\nc: d\n")
    assert (finding.code, finding.span.where, finding.span.covered) == ("FLT015", "a.yaml:2:1", "c:  d")
    assert finding.help == "run `fleet fmt a.yaml`"


def test_the_finding_has_a_place_where_only_the_end_differs():
    assert not_in_form("a.yaml", "a: b", "a: b\n").span.where == "a.yaml:1:1"
    assert not_in_form("a.yaml", "a: b\n\n\n", "a: b\n").span.line == 3


@pytest.mark.parametrize("path", sorted(shipped_folder("personas").rglob("*.yaml")), ids=lambda path: path.name)
def test_a_shipped_file_is_in_form(path):
    text = path.read_text("utf-8")
    assert form(text) == text
