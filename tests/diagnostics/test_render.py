"""A finding reads the same on every surface, points at its token, and lets nothing raw through."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from fleet.diagnostics import Diagnostic, Label, Span, hidden_characters, to_github, to_json, to_plain, to_text
from fleet.source import compose

_MARK = "Q"
# No Q, and nothing whose width terminals disagree about.
_ODD = "\t\u0301\u0e31\u3099中한\uff57\u200b\u202e\x1b\x07é·"
_AROUND = st.text(st.one_of(st.characters(min_codepoint=0x20, max_codepoint=0x50), st.sampled_from(_ODD)), max_size=260)
_ANY = st.text(max_size=60)
_SPANS = st.builds(
    lambda path, line, column, length, excerpt: Span(path, line, column, line, column + length, excerpt),
    _ANY,
    st.integers(1, 10_000),
    st.integers(1, 200),
    st.integers(0, 200),
    st.text(max_size=300),
)
_FINDINGS = st.builds(
    Diagnostic,
    st.sampled_from(["FLT101", "FLT250"]),
    _ANY,
    st.none() | _SPANS,
    st.lists(st.builds(Label, _SPANS, _ANY), max_size=2).map(tuple),
    st.none() | _ANY,
    st.none() | _ANY,
)

_TWO_OWNERS = Diagnostic(
    "FLT201",
    "lane `workshops` has two owners: `bench-technician`, `field-trainer`",
    Span("training/field-trainer.yaml", 9, 11, 9, 20, "  - lane: workshops"),
    (Label(Span("repairs/bench-technician.yaml", 12, 11, 12, 20, "  - lane: workshops"), "also owned here"),),
    note="a lane has exactly one owner, so that everybody knows whose it is",
    help="take it out of one mandate\nor list it under `assists:`",
)


def _at(line, start, length):
    return Diagnostic("FLT101", "here", Span("a.yaml", 7, start + 1, 7, start + 1 + length, line))


def _caret_and_token(text):
    """The column where the carets begin and how many there are, and the same of the token in the line above."""
    line, caret = text.split("\n")[3:5]
    shown = line[line.index(_MARK) : line.rindex(_MARK) + 1]
    return (
        (cell_len(caret[: caret.index("^")]), caret.count("^")),
        (cell_len(line[: line.index(_MARK)]), cell_len(shown)),
    )


@given(_AROUND, st.integers(1, 200), _AROUND)
def test_the_caret_stands_under_its_token(before, length, after):
    before, after = before.replace(_MARK, ""), after.replace(_MARK, "")
    caret, token = _caret_and_token(to_text(_at(before + _MARK * length + after, len(before), length)))
    assert caret == token


@given(_AROUND, _AROUND)
def test_an_excerpt_is_never_much_wider_than_a_screen(before, after):
    text = to_text(_at(f"{before}{_MARK}{after}".replace("\x1b", ""), len(before.replace("\x1b", "")), 1))
    assert max(len(line) for line in text.split("\n")) < 120 * len("<U+202E>")


@given(_FINDINGS)
def test_nothing_raw_reaches_a_terminal(finding):
    for text in (to_text(finding), to_plain(finding), to_github(finding)):
        assert hidden_characters(text) == ()
        assert "\t" not in text or text == to_github(finding)


@given(_FINDINGS)
def test_colors_change_nothing_but_colors(finding):
    painted = to_text(finding, color=True)
    for code in ("\x1b[1;31m", "\x1b[1;33m", "\x1b[1;34m", "\x1b[1m", "\x1b[0m"):
        painted = painted.replace(code, "")
    assert painted == to_text(finding)


@given(_FINDINGS)
def test_plain_is_one_line(finding):
    assert len(to_plain(finding).splitlines()) == 1


@given(_FINDINGS)
def test_an_annotation_is_one_line_that_ends_its_fields_once(finding):
    text = to_github(finding)
    assert len(text.splitlines()) == 1
    assert re.match(r"::(error|warning) ([a-zA-Z]+=[^:,]*,)*title=FLT\d{3} [a-z-]+::", text)


@given(_FINDINGS)
def test_json_holds_everything(finding):
    data = json.loads(json.dumps(to_json(finding)))
    assert data["code"] == finding.code
    assert data["message"] == finding.message
    assert len(data["labels"]) == len(finding.labels)
    assert (data["span"] is None) == (finding.span is None)


def test_two_places_with_note_and_help():
    assert to_text(_TWO_OWNERS) == (
        "error[FLT201]: lane `workshops` has two owners: `bench-technician`, `field-trainer`\n"
        "  --> training/field-trainer.yaml:9:11\n"
        "   |\n"
        " 9 |   - lane: workshops\n"
        "   |           ^^^^^^^^^\n"
        "  --> repairs/bench-technician.yaml:12:11\n"
        "   |\n"
        "12 |   - lane: workshops\n"
        "   |           ^^^^^^^^^ also owned here\n"
        "   = note: a lane has exactly one owner, so that everybody knows whose it is\n"
        "   = help: take it out of one mandate\n"
        "     or list it under `assists:`"
    )


def test_two_places_on_one_line():
    assert to_plain(_TWO_OWNERS) == (
        "training/field-trainer.yaml:9:11: error[FLT201]: lane `workshops` has two owners: `bench-technician`, "
        "`field-trainer`; repairs/bench-technician.yaml:12:11: also owned here; note: a lane has exactly one owner, "
        "so that everybody knows whose it is; help: take it out of one mandate or list it under `assists:`"
    )


def test_two_places_as_an_annotation():
    assert to_github(_TWO_OWNERS) == (
        "::error file=training/field-trainer.yaml,line=9,col=11,endColumn=20,title=FLT201 lane-with-two-owners::"
        "lane `workshops` has two owners: `bench-technician`, `field-trainer`"
        "%0Aa lane has exactly one owner, so that everybody knows whose it is"
        "%0Atake it out of one mandate%0Aor list it under `assists:`"
    )


def test_a_place_as_json():
    finding = Diagnostic("FLT250", "said twice", Span("a.yaml", 3, 5, 3, 9, "    says"), (), "it weighs twice")
    assert to_json(finding) == {
        "code": "FLT250",
        "name": "near-duplicate-example",
        "severity": "warning",
        "message": "said twice",
        "span": {"path": "a.yaml", "line": 3, "column": 5, "end_line": 3, "end_column": 9},
        "labels": [],
        "note": "it weighs twice",
        "help": None,
    }


def test_a_finding_as_it_comes_out_of_a_file():
    _, (finding,) = compose("trait: plain-spoken\ntext: One rule: short words.\n", "traits/plain-spoken.yaml")
    assert to_text(finding) == (
        "error[FLT004]: not YAML: a text with `: ` in it is not in quotes\n"
        " --> traits/plain-spoken.yaml:2:15\n"
        "  |\n"
        "2 | text: One rule: short words.\n"
        "  |               ^\n"
        '  = help: put the whole text in quotes: `text: "One rule: short words."`'
    )


def test_a_finding_without_a_place():
    assert to_text(Diagnostic("FLT001", "cannot read `x`", help="look")) == (
        "error[FLT001]: cannot read `x`\n  = help: look"
    )
    assert to_plain(Diagnostic("FLT001", "cannot read `x`")) == "error[FLT001]: cannot read `x`"
    assert to_github(Diagnostic("FLT001", "cannot read `x`")) == "::error title=FLT001 unreadable-file::cannot read `x`"


def test_a_place_without_text_shows_where_and_what():
    finding = Diagnostic("FLT212", "twice", Span("a.yaml", 1, 1, 1, 1), (Label(Span("b.yaml", 1, 1, 1, 1), "here"),))
    assert to_text(finding) == "error[FLT212]: twice\n --> a.yaml:1:1\n --> b.yaml:1:1\n  = here"


def test_a_hidden_character_is_named_and_underlined_where_it_is_shown():
    finding = Diagnostic("FLT009", "hidden character", Span("a.yaml", 1, 4, 1, 5, "pay\u200bload: 1"))
    assert to_text(finding).split("\n")[3:] == ["1 | pay<U+200B>load: 1", "  |    ^^^^^^^^"]


def test_tabs_and_wide_characters_keep_the_caret_in_its_column():
    assert to_text(_at("\t中é: QQ", 5, 2)).split("\n")[3:] == ["7 |     中é: QQ", f"  | {' ' * 9}^^"]


def test_a_long_line_is_cut_on_both_sides_of_its_token():
    line, caret = to_text(_at("a" * 300 + "QQQ" + "b" * 300, 300, 3)).split("\n")[3:]
    assert line == f"7 | …{'a' * 30}QQQ{'b' * 77}…"
    assert caret == f"  | {' ' * 31}^^^"


def test_a_warning_in_color():
    finding = Diagnostic("FLT253", "nothing uses the trait `x`", Span("a.yaml", 1, 1, 1, 2, "x"))
    assert to_text(finding, color=True) == (
        "\x1b[1;33mwarning[FLT253]\x1b[0m: \x1b[1mnothing uses the trait `x`\x1b[0m\n"
        " \x1b[1;34m-->\x1b[0m a.yaml:1:1\n"
        "  \x1b[1;34m|\x1b[0m\n"
        "\x1b[1;34m1\x1b[0m \x1b[1;34m|\x1b[0m x\n"
        "  \x1b[1;34m|\x1b[0m \x1b[1;31m^\x1b[0m"
    )


@pytest.mark.parametrize(
    ("path", "field"),
    [("a,b.yaml", "file=a%2Cb.yaml"), ("c:d.yaml", "file=c%3Ad.yaml"), ("50%.yaml", "file=50%25.yaml")],
)
def test_fields_of_an_annotation_are_escaped(path, field):
    text = to_github(Diagnostic("FLT101", "100% :,\nend", Span(path, 1, 1, 1, 2, "x")))
    assert f"::error {field},line=1,col=1,endColumn=2,title=FLT101 unknown-field::" in text
    assert text.endswith("::100%25 :,%0Aend")


def test_an_escape_sequence_in_a_path_is_shown_and_not_obeyed():
    finding = Diagnostic("FLT001", "cannot read it", Span("\x1b[2Ja\nb.yaml", 1, 1, 1, 1))
    assert " --> <U+001B>[2Ja b.yaml:1:1" in to_text(finding)
    assert to_plain(finding).startswith("<U+001B>[2Ja b.yaml:1:1: error")
    assert "file=<U+001B>[2Ja%0Ab.yaml" in to_github(finding)
