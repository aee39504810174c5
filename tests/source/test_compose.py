import sys
import time

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from fleet.diagnostics import hidden_characters
from fleet.source import compose, plain
from fleet.source.scalar import NotFiniteError, resolve


def codes(text):
    node, findings = compose(text, "a.yaml")
    lines = text.count("\n") + 1
    assert all(finding.span.path == "a.yaml" and 1 <= finding.span.line <= lines for finding in findings)
    return [finding.code for finding in findings], node


def read(text):
    found, node = codes(text)
    assert found == []
    return plain(node)


def test_plain_data_comes_out_as_tuples_and_dicts_in_file_order():
    assert read("b: [1, {c: no}]\na: |\n  two\n  lines\n") == {"b": (1, {"c": "no"}), "a": "two\nlines\n"}
    assert list(read("b: 1\na: 2\n")) == ["b", "a"]


def test_quotes_make_text_of_what_would_be_something_else():
    assert read("a: '1'\nb: \"true\"\nc: 'null'\nd: ''\n") == {"a": "1", "b": "true", "c": "null", "d": ""}


def test_a_value_knows_its_place_and_so_does_its_key():
    node, _ = compose("a:\n  - b: text here\n    c: 'q'\n", "a.yaml")
    inner = node.mapping["a"].items[0]
    assert inner.mapping["b"].span.covered == "text here"
    assert (inner.mapping["b"].span.where, inner.key("b").where) == ("a.yaml:2:8", "a.yaml:2:5")
    assert inner.mapping["c"].span.covered == "'q'"
    assert inner.key("none") == inner.span


def test_columns_count_code_points():
    node, _ = compose('"\u00e4\u00f6\U0001f600": x\n', "a.yaml")
    assert node.mapping["\u00e4\u00f6\U0001f600"].span.column == 8
    assert node.mapping["\u00e4\u00f6\U0001f600"].span.covered == "x"


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n"])
def test_no_document_is_no_node(text):
    assert codes(text) == ([], None)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: &x 1\nb: 2\n", "FLT005"),
        ("a: &x {b: 1}\nc: *x\n", "FLT005"),
        ("a: !!str 1\n", "FLT005"),
        ("a: !!python/object/apply:os.system [ls]\n", "FLT005"),
        ("a: !custom {b: 1}\n", "FLT005"),
        ("!!map {a: 1}\n", "FLT005"),
        ("a: ! 1\n", "FLT005"),
        ("%YAML 1.2\n---\na: 1\n", "FLT005"),
        ("%TAG ! tag:example.org,2000:\n---\na: 1\n", "FLT005"),
        ("a: 1\n---\nb: 2\n", "FLT005"),
        ("a: 1\n...\n---\nb: 2\n", "FLT005"),
        ("<<: {a: 1}\n", "FLT005"),
        ("a: {<<: {b: 1}}\n", "FLT005"),
        ("a: 1\na: 2\n", "FLT006"),
        ("a: {b: 1, c: 2, b: 3}\n", "FLT006"),
        ("a: 1\n'a': 2\n", "FLT006"),
        ("1: a\n", "FLT007"),
        ("true: a\n", "FLT007"),
        ("null: a\n", "FLT007"),
        ("1.5: a\n", "FLT007"),
        (".nan: a\n", "FLT007"),
        ("? [a, b]\n: c\n", "FLT007"),
        ("? {a: b}\n: c\n", "FLT007"),
        ("{a: b}: c\n", "FLT007"),
        ("a: .nan\n", "FLT012"),
        ("a: -.inf\n", "FLT012"),
        ("a: 1e999\n", "FLT012"),
        ("a: 99999999999999999999\n", "FLT012"),
        ("a: [b\n", "FLT004"),
        ("a: {b: c\n", "FLT004"),
        ("a: 'b\n", "FLT004"),
        ('a: "b\n', "FLT004"),
        ('a: "\\q"\n', "FLT004"),
        ("a: b: c\n", "FLT004"),
        ("\ta: b\n", "FLT004"),
        ("a: @b\n", "FLT004"),
        ("a: `b`\n", "FLT004"),
        ("a:\n  b: 1\n c: 2\n", "FLT004"),
        ("- a\nb: c\n", "FLT004"),
        ("a: b\x00c\n", "FLT009"),
        ("a: b\x1b[2Jc\n", "FLT009"),
        ("a: b\u200bc\n", "FLT009"),
        ("a: b\u202ec\n", "FLT009"),
        ("a: b\ufeffc\n", "FLT009"),
        ("a: b\U000e0041c\n", "FLT009"),
        ("a: b\u00adc\n", "FLT009"),
        ("a: b\x85c\n", "FLT009"),
        ("a: b\u2028c\n", "FLT009"),
        ('a: "b\\u200bc"\n', "FLT009"),
        ('a: "b\\x00c"\n', "FLT009"),
        ('a: "b\\u202ec"\n', "FLT009"),
        ('a: "\\N"\n', "FLT009"),
        ('"a\\u200b": c\n', "FLT009"),
        ("a\u200b: c\n", "FLT009"),
    ],
)
def test_what_is_not_plain_data_is_refused_by_its_code(text, code):
    found, _ = codes(text)
    assert code in found


def test_one_mistake_is_one_finding():
    assert codes("a: &x {b: 1}\nc: 2\n")[0] == ["FLT005"]
    assert codes("a: 1\na: 2\n")[0] == ["FLT006"]
    assert codes("a: b\u200b\u200bc\n")[0] == ["FLT009"]


def test_all_findings_of_a_file_come_at_once():
    found, _ = codes("a: &x 1\nb: !!str 2\nb: 3\n4: 5\nc: .inf\n")
    assert found == ["FLT005", "FLT005", "FLT006", "FLT007", "FLT012"]


def test_a_key_that_appears_twice_points_to_the_first():
    _, (finding,) = compose("a: 1\nb: 2\na: 3\n", "a.yaml")
    assert (finding.span.where, finding.labels[0].span.where) == ("a.yaml:3:1", "a.yaml:1:1")


@pytest.mark.parametrize("opened", ["[", "{a: ", "- "])
def test_depth_ends_at_thirty_two(opened):
    def nested(depth):
        closing = {"[": "]", "{a: ": "}", "- ": ""}[opened]
        return opened * depth + "1" + closing * depth + "\n"

    assert codes(nested(32))[0] == []
    assert codes(nested(33))[0] == ["FLT008"]


BOMBS = {
    "aliases": "a: &a [x,x,x,x,x,x,x,x,x]\n"
    + "".join(f"{b}: &{b} [{','.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)),
    "open brackets": "a: " + "[" * 200_000,
    "open braces": "a: " + "{a: " * 60_000,
    "closed brackets": "a: " + "[" * 100_000 + "]" * 100_000,
    "dashes": "- " * 100_000 + "a",
    "questions": "? " * 100_000 + "a",
    "indents": "".join(" " * level + "a:\n" for level in range(600)),
    "wide flow": "a: [" + "1," * 120_000 + "]",
    "many keys": "".join(f"k{number}: v\n" for number in range(25_000)),
    "same key": "a: b\n" * 50_000,
    "one long line": "a: " + "b" * 250_000,
    "one long key": "b" * 250_000 + ": a",
    "many anchors": "".join(f"k{number}: &a{number} v\n" for number in range(12_000)),
    "digits": "a: " + "9" * 250_000,
    "escapes": 'a: "' + "\\u0041" * 40_000 + '"',
    "quotes": "a: " + "'" * 200_001,
    "comments": "#" * 250_000,
    "blank lines": "\n" * 250_000,
    "hidden": "\u200b" * 80_000,
    "tabs": "a:\t" + "\t" * 200_000 + "b",
    "colons": ": " * 100_000,
    "documents": "---\n" * 60_000,
    "stars": "*" * 200_000,
    "ampersands": "& " * 100_000,
    "bangs": "! " * 100_000,
    "percents": "%" * 200_000,
    "pipes": "|\n" * 100_000,
}


@pytest.mark.parametrize("name", sorted(BOMBS))
def test_a_bomb_of_a_quarter_megabyte_is_read_or_refused_within_two_seconds(name):
    assert len(BOMBS[name].encode()) <= 256 * 1024
    started = time.process_time()
    codes(BOMBS[name])
    assert time.process_time() - started < (2 if sys.gettrace() is None else 30)  # a tracer is slow


@given(st.text(alphabet="ab:-?[]{}&*!|>'\"%@`#,\n\t \\\u200b\u00e4\U0001f60001.~<", max_size=60))
def test_any_text_ends_in_a_node_or_in_located_findings(text):
    node, findings = compose(text, "a.yaml")
    lines = text.split("\n")
    for finding in findings:
        span = finding.span
        assert span.excerpt == lines[span.line - 1]
        assert 1 <= span.column <= len(span.excerpt) + 2
    assert node is not None or findings or not text.strip() or text.strip().startswith(("#", "---", "..."))


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**15), 10**15),
    st.text(alphabet=st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=20).filter(
        lambda text: not hidden_characters(text)
    ),
)
DATA = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), inner, max_size=4)
    ),
    max_leaves=12,
)


def stays_text(data):
    try:
        return resolve(data) == data
    except NotFiniteError:
        return False


class _NoAliases(yaml.SafeDumper):
    """A dumper for the core schema of YAML 1.2, in which more texts look like numbers than PyYAML quotes: `0E0`."""

    def ignore_aliases(self, data):
        return True

    def represent_str(self, data):
        return self.represent_scalar("tag:yaml.org,2002:str", data, style=None if stays_text(data) else "'")


_NoAliases.add_representer(str, _NoAliases.represent_str)


@given(st.dictionaries(st.sampled_from(["one", "two", "three"]), DATA, min_size=1), st.booleans())
def test_what_was_dumped_comes_back(data, flow):
    text = yaml.dump(
        data, Dumper=_NoAliases, default_flow_style=flow, allow_unicode=True, sort_keys=False, width=10_000
    )
    node, findings = compose(text, "a.yaml")
    assert findings == ()
    assert plain(node) == tupled(data)


def tupled(value):
    if isinstance(value, dict):
        return {key: tupled(inner) for key, inner in value.items()}
    return tuple(tupled(inner) for inner in value) if isinstance(value, list) else value
