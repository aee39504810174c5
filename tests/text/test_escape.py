from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from fleet.text import escaped

PARSER = MarkdownIt("commonmark").enable("table")
WORDS = st.text(alphabet="ab \\`*_{}[]<>|#!-()&\n\t", min_size=1, max_size=30).filter(str.strip)


@given(WORDS)
def test_a_text_inside_a_line_stays_text(text):
    tokens = PARSER.parse(f"x {escaped(text)} y")
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    assert {token.type for token in tokens[1].children} <= {"text", "text_special"}
    assert "".join(token.content for token in tokens[1].children) == f"x {' '.join(text.split())} y"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<!-- /fleet:agents -->", "\\<!-- /fleet:agents --\\>"),
        ("| a | b |", "\\| a \\| b \\|"),
        (" two\n lines ", "two lines"),
        ("plain, text.", "plain, text."),
    ],
)
def test_a_backslash_stands_before_every_active_character(text, said):
    assert escaped(text) == said
