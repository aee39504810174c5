"""A place knows where it is and what it covers; findings are sorted by place; codes are found by either name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleet.diagnostics import CODES, Diagnostic, Label, Span, code_named
from fleet.errors import LibraryError
from fleet.source import compose

_WORDS = st.text("abcdefghijklmnopqrstuvwxyz中é", min_size=1, max_size=12)


def test_a_place_reads_as_path_line_and_column():
    assert Span("personas/library.yaml", 3, 7, 3, 9).where == "personas/library.yaml:3:7"


@pytest.mark.parametrize(
    ("span", "covered"),
    [
        (Span("a", 1, 1, 1, 7, "format: 1"), "format"),
        (Span("a", 1, 9, 1, 10, "format: 1"), "1"),
        (Span("a", 1, 3, 4, 2, "a: |"), " |"),
        (Span("a", 1, 5, 1, 5, "a: |"), ""),
        (Span("a", 1, 50, 1, 60, "a: |"), ""),
        (Span("a", 1, 1, 1, 2), ""),
    ],
)
def test_what_a_place_covers_on_its_first_line(span, covered):
    assert span.covered == covered


@given(st.lists(_WORDS, min_size=1, max_size=6, unique=True), _WORDS)
def test_every_value_of_a_file_covers_its_own_text(keys, value):
    text = "".join(f"{'# ' + value if index % 2 else ''}\n{key}x: {value}x\n" for index, key in enumerate(keys))
    node, findings = compose(text, "a.yaml")
    assert findings == ()
    for key in keys:
        assert node.keys[f"{key}x"].covered == f"{key}x"
        assert node.mapping[f"{key}x"].span.covered == f"{value}x"
        assert node.mapping[f"{key}x"].span.excerpt == text.split("\n")[node.mapping[f"{key}x"].span.line - 1]


def test_findings_are_sorted_by_file_line_column_and_code():
    places = [("b", 1, 1), ("a", 10, 1), ("a", 2, 9), ("a", 2, 1)]
    findings = [Diagnostic("FLT202", "x", Span(path, line, column, line, column)) for path, line, column in places]
    findings += [Diagnostic("FLT101", "x", Span("a", 2, 1, 2, 1)), Diagnostic("FLT001", "no place")]
    ordered = LibraryError(findings).diagnostics
    assert [(one.code, one.span.where if one.span else "") for one in ordered] == [
        ("FLT001", ""),
        ("FLT101", "a:2:1"),
        ("FLT202", "a:2:1"),
        ("FLT202", "a:2:9"),
        ("FLT202", "a:10:1"),
        ("FLT202", "b:1:1"),
    ]


def test_a_finding_knows_name_and_severity_of_its_code():
    finding = Diagnostic("FLT250", "x", labels=(Label(Span("a", 1, 1, 1, 1), "the ask"),))
    assert (finding.name, finding.severity) == ("near-duplicate-example", "warning")


@pytest.mark.parametrize("name", ["FLT201", "flt201", " FLT201 ", "lane-with-two-owners", "Lane-With-Two-Owners"])
def test_a_code_is_found_by_either_name(name):
    assert code_named(name) is CODES["FLT201"]


def test_what_is_no_code_is_not_found():
    assert code_named("FLT999") is None
    assert code_named("") is None


def test_names_of_codes_are_used_once():
    names = [code.name for code in CODES.values()]
    assert len(set(names)) == len(names)
    assert all(code.id == id_ for id_, code in CODES.items())
