import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleet.text import fold, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Where is it?", "where  IS\n it?"),
        ("caf\u00e9", "cafe\u0301"),
        ("\uff57\uff49\uff44\uff45", "wide"),
        ("\ufb01le", "FILE"),
        ("stra\u00dfe", "STRASSE"),
        ("don\u2019t", "don't"),
        ("\u201cyes\u201d", '"yes"'),
        ("a \u2014 b", "a - b"),
        ("pay\u200bload", "payload"),
        ("soft\u00adhyphen", "softhyphen"),
        ("a\u00a0b\u3000c", "a b c"),
        ("\u03a3\u03a3", "\u03c3\u03c2"),
        ("", " \t\n "),
    ],
)
def test_what_reads_the_same_is_folded_to_the_same(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("a", "b"), ("caf\u00e9", "cafe"), ("a b", "ab"), ("a.", "a"), ("1", "l")])
def test_what_reads_differently_is_not(one, other):
    assert fold(one) != fold(other)


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet=st.characters(codec="ascii")))
def test_ascii_text_is_folded_like_any_other(text):
    assert fold(text) == fold(text + "\u200b")


def test_words_have_no_punctuation_but_an_apostrophe_inside():
    assert words("Hi! It's the CSV-import (v2.1), 'really'.") == (
        "hi",
        "it's",
        "the",
        "csv",
        "import",
        "v2",
        "1",
        "really",
    )
    assert words("snake_case") == ("snake", "case")
    assert words("\u0434\u0430, \u7cfb\u7edf") == ("\u0434\u0430", "\u7cfb\u7edf")
    assert words("?! ...") == ()
