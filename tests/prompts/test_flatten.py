import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from fleet.prompts.flatten import as_data, one_line, paragraphs, sentence

MARKS = ("#", "## x", ">", "```", "~~~", "---", "- - -", "***", "___", "===", "=", "-", "|a|", ":-|-:", "<div>", "<!--")
LISTS = ("1. x", "2) x", "+ x", "* x", "[a]: b", "    code", "\tcode", "- # x", "- - 1. x", "- ```", "-\t> x")
LETTERS = "#>|<=`~-*+_:[]() \t\n\r\x0b\x0c\x1c\x85\u2028\u200b\x00\\1.2)ax!\"'{}%"
PARSER = MarkdownIt("commonmark").enable("table")


def opened(text):
    return {token.type for token in PARSER.parse(text)}


@pytest.mark.parametrize("text", [*MARKS, *LISTS])
def test_a_line_opens_no_block_wherever_it_stands(text):
    line = one_line(text)
    assert opened(line) == {"paragraph_open", "inline", "paragraph_close"}
    assert opened(f"x\n{line}") == {"paragraph_open", "inline", "paragraph_close"}


@pytest.mark.parametrize("text", [*MARKS, *LISTS])
def test_lines_of_a_text_open_nothing_but_bullets(text):
    bullets = {"bullet_list_open", "list_item_open", "list_item_close", "bullet_list_close"}
    plain = {"paragraph_open", "inline", "paragraph_close"}
    assert opened(paragraphs(f"x\n{text}\ny\n\n{text}")) <= plain | bullets


@given(st.text(alphabet=LETTERS, max_size=80))
def test_no_text_makes_a_heading_a_fence_or_a_table(text):
    plain = {"paragraph_open", "inline", "paragraph_close"}
    bullets = {"bullet_list_open", "list_item_open", "list_item_close", "bullet_list_close"}
    assert opened(one_line(text)) <= plain
    assert opened(paragraphs(text)) <= plain | bullets


@given(st.text(max_size=80))
def test_a_line_is_one_line_without_hidden_characters(text):
    assert len(one_line(text).splitlines()) <= 1
    assert not {"\x00", "\u200b", "\u202e"} & set(one_line(text))


@given(st.text(alphabet=st.characters(categories=("L", "P", "Zs")), max_size=80))
def test_a_line_keeps_its_words(text):
    assert one_line(text).replace("\\", "").split() == text.replace("\\", "").split() or "<U+" in one_line(text)


def test_plain_text_is_left_as_it_is():
    text = "You ask why (and when): `x`, 5 of 10, -5 degrees, *at once*.\n- a bullet\n\nA second paragraph, 2.5 long."
    assert paragraphs(text) == text


def test_bullets_lose_their_indentation_only():
    assert paragraphs("You ask:\n   -  why\n\n\n\n  when\n") == "You ask:\n- why\n\nwhen"


def test_data_is_one_quoted_line():
    data = as_data('A "b"\n# c\u2028\u202ed\x00')
    assert data.splitlines() == [data]
    assert json.loads(data) == 'A "b"\n# c<U+2028><U+202E>d<U+0000>'


def test_sentences_end_once():
    assert [sentence("a"), sentence("a.\n"), sentence("a?")] == ["a.", "a.", "a?"]
