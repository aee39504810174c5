"""Every character that cannot be seen is named, and none of them gets out."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleet.diagnostics import hidden_characters, quoted, visible

# What Unicode calls Default_Ignorable_Code_Point: drawn as nothing where a font does not know better.
_IGNORABLE = (
    (0x00AD, 0x00AD),
    (0x034F, 0x034F),
    (0x061C, 0x061C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFF8),
    (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A),
    (0xE0000, 0xE0FFF),
)
_ALL = st.text(st.characters(exclude_categories=()), max_size=80)


@pytest.mark.parametrize(("first", "last"), _IGNORABLE, ids=lambda number: f"{number:04X}")
def test_what_a_font_may_leave_out_is_hidden(first, last):
    for number in range(first, last + 1):
        assert len(hidden_characters(f"a{chr(number)}b")) == 1


def test_every_control_character_but_tab_and_line_feed_is_hidden():
    controls = [chr(number) for number in range(sys.maxunicode + 1) if unicodedata.category(chr(number)) == "Cc"]
    assert {one for one in controls if not hidden_characters(one)} == {"\t", "\n"}


def test_every_character_that_ends_a_line_is_hidden_but_line_feed():
    ends = [chr(number) for number in range(sys.maxunicode + 1) if len(f"a{chr(number)}b".splitlines()) > 1]
    assert {one for one in ends if not hidden_characters(one)} == {"\n"}


@pytest.mark.parametrize("text", ["plain", "naïve café", "中文", "a\tb\nc", "¿Qué?", "e\u0301", "“quoted” — so…", "😀"])
def test_what_a_reader_sees_is_not_hidden(text):
    assert hidden_characters(text) == ()
    assert visible(text) == text


def test_hidden_characters_are_named_with_their_offsets():
    assert hidden_characters("a\u200bb\x1b\u202e") == (
        (1, "U+200B zero width space"),
        (3, "U+001B control character"),
        (4, "U+202E right-to-left override"),
    )


@given(_ALL)
def test_nothing_hidden_stays_hidden(text):
    shown = visible(text)
    assert hidden_characters(shown) == ()
    assert visible(shown) == shown


@given(_ALL)
def test_what_is_seen_stays_as_it_is(text):
    kept = "".join(one for one in text if not hidden_characters(one))
    assert visible(kept) == kept
    assert len(hidden_characters(text)) == len(text) - len(kept)


@given(_ALL | st.integers() | st.none() | st.lists(st.text(max_size=9), max_size=9), st.integers(1, 80))
def test_a_quoted_value_is_one_short_line_between_two_backticks(value, limit):
    text = quoted(value, limit=limit)
    assert text[0] == text[-1] == "`"
    assert text.count("`") == 2
    assert len(text) <= limit + 2
    assert "\n" not in text
    assert hidden_characters(text) == ()


def test_backticks_inside_a_value_do_not_end_it():
    assert quoted("a`b") == "`a'b`"


def test_a_long_value_is_cut():
    assert quoted("x" * 100) == f"`{'x' * 59}…`"
