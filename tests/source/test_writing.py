from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from fleet.diagnostics import hidden_characters
from fleet.source import compose, plain, to_yaml

TEXTS = (
    st.text(alphabet="#>|<=`~-*+_:[]{} \t\n\r\x0b\x85\u2028\x00\\1.2)aB'\"&!%@?,\u00e9\U0001f600\ufeff", max_size=30)
    | st.text(max_size=20)
    | st.sampled_from(["no", "null", "~", "0o14", "1e3", "1_0", ".inf", "2001-01-01", "=", "<<", "on", "---", "..."])
)
SEEN = TEXTS.filter(lambda text: text.isprintable() and not hidden_characters(text))
VALUES = st.recursive(
    TEXTS | st.booleans() | st.integers() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(TEXTS, VALUES, max_size=4))
def test_what_is_written_is_read_again(value):
    assert yaml.safe_load(to_yaml(value)) == value


@given(st.dictionaries(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), SEEN, max_size=4))
def test_the_reader_of_specs_takes_it_too(value):
    node, findings = compose(to_yaml(value), "x.yaml")
    assert findings == ()
    assert plain(node) == value


def test_entries_keep_their_order_and_values_their_quotes():
    assert to_yaml({"b": "no", "a": ["x", True, 1, None]}) == 'b: "no"\na:\n- "x"\n- true\n- 1\n- null\n'


def test_a_long_text_stays_on_its_line():
    text = "word " * 500
    assert to_yaml({"a": text}) == f'a: "{text}"\n'


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("one\ntwo\n", "a: |\n  one\n  two\n"),
        ("one\n\ntwo", "a: |-\n  one\n\n  two\n"),
        ("one \ntwo", 'a: "one \\ntwo"\n'),
        ("one\x85\ntwo", 'a: "one\\N\\ntwo"\n'),
    ],
)
def test_lines_stand_under_a_bar_where_that_loses_nothing(text, written):
    assert to_yaml({"a": text}) == written


def test_a_value_twice_is_written_twice():
    shared = ["x"]
    assert to_yaml({"a": shared, "b": shared}) == 'a:\n- "x"\nb:\n- "x"\n'
