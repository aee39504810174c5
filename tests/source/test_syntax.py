"""What the parser stopped at is said in our words and where it begins, whichever of PyYAML's two parsers is there."""

from __future__ import annotations

import sys

import pytest
import yaml

from fleet.source import compose
from fleet.source.syntax import in_quotes

PARSERS = [name for name in ("SafeLoader", "CSafeLoader") if hasattr(yaml, name)]


@pytest.fixture(params=PARSERS)
def findings_of(request, monkeypatch):
    """A function that lists what one of the parsers cannot read in a text."""
    monkeypatch.setattr(sys.modules["fleet.source.compose"], "_LOADER", getattr(yaml, request.param))
    return lambda text: [finding for finding in compose(text, "a.yaml")[1] if finding.code == "FLT004"]


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        ("a: One rule: short\n", "1:12", "`: `"),
        ("a:b\nc: d\n", "2:2", "a key stands where no key can"),
        ("a: |\n\tb\n", "2:1", "a tab"),
        ("a:\n  - b\n\t- c\n", "3:1", "a tab"),
        ("a: @b\n", "1:4", "`@`"),
        ("a: %b\n", "1:4", "`%`"),
        ("a: `b` c\n", "1:4", "start with a backtick"),
        ("a: b\n%c: d\n", "2:1", "`%`"),
        ('a: b\nc: "d\ne: f\n', "2:4", "a quote is opened"),
        ("a: 'b\n---\nc'\n", "1:4", "a quote is opened"),
        ('a: "b" c\n', "1:8", "behind a closing quote"),
        ("a: 'it's'\n", "1:8", "behind a closing quote"),
        ("a: [b] c\n", "1:8", "behind a closing quote or bracket"),
        ("a: [b\nc: d\n", "2:2", "a comma or a bracket"),
        ("a: {b: c\nd: e\n", "2:2", "a comma or a bracket"),
        ("a: [b,,c]\n", "1:7", "`,`"),
        ("a: ]\n", "1:4", "`]`"),
        ("a:\n  b: c\n d: e\n", "3:2", "does not stand under"),
        ("a:\n  - b: c\n   d: e\n", "3:4", "does not stand under"),
        ("a: b\nc d\ne: f\n", "2:1", "no `: ` behind its key"),
        ("a: - b\n", "1:4", "an item of a list"),
        ("a: ? b\n", "1:4", "`?`"),
        ('a: "\\u12"\n', "1:7", "an escape"),
        ("a: &\nb: c\n", "1:4", "`&`"),
        ("a: **b** c\n", "1:4", "`*`"),
        ("a: *b c\n", "1:7", "`*`"),
        ("a: !b!c d\n", "1:4", "`!`"),
        ("{a: b}\nc: d\n", "2:1", "should be at its end"),
        ("a: > text\n", "1:6", "behind `|` or `>`"),
        ("a: b\nc: d\ufffee\n", "2:5", "U+FFFE"),
    ],
)
def test_a_text_that_is_not_yaml_is_said_so_in_words(findings_of, text, where, words):
    (finding,) = findings_of(text)
    assert words in finding.message
    assert (finding.span.where, bool(finding.help)) == (f"a.yaml:{where}", True)


def test_a_bracket_that_is_not_closed_is_shown_where_it_is_opened(findings_of):
    (finding,) = findings_of("a: b\nc: [d\ne: f\n")
    (label,) = finding.labels
    assert (label.span.where, label.text) == ("a.yaml:2:4", "opened here")


@pytest.mark.parametrize(
    ("line", "typed"),
    [
        ("text: One rule: short words.", '`text: "One rule: short words."`'),
        ("  - asks: @home", '`asks: "@home"`'),
        ('text: "Plain" is what you are', "`text: '\"Plain\" is what you are'`"),
        ('text: "it\'s" or not', None),
        ("text: a \\ and more", None),
        ("text: with `code` in it", None),
        ("no key at all", None),
        ("text: " + "long " * 40, None),
    ],
)
def test_a_line_is_quoted_only_where_it_can_be_typed_as_it_stands(line, typed):
    wanted = "put the whole text in quotes"
    assert in_quotes(line) == (wanted if typed is None else f"{wanted}: {typed}")
    if typed is not None:
        (value,) = yaml.safe_load(typed.strip("`")).values()
        assert value in line
