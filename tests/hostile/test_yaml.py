"""YAML that is more than plain data is refused where it stands, whatever file of a library it stands in."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.bulk

FILES = [
    "library.yaml",
    "works/fitter.yaml",
    "works/fitter.examples.yaml",
    "parties/porter.examples.yaml",
    "traits/tidy.yaml",
]
IN_EVERY_FILE = pytest.mark.parametrize("file", FILES)


def at(found, file, line):
    """The codes found in a line of a file."""
    return {code for where, number, code in found if (where, number) == (file, line)}


def test_a_tag_on_any_value_is_refused_at_its_line(bench, value):
    found = bench.instead(value, f"!!str {value.span.covered}")
    assert at(found, value.file, value.span.line) == {"FLT005"}


def test_an_anchor_on_any_value_is_refused_at_its_line(bench, value):
    found = bench.instead(value, f"&a {value.span.covered}")
    assert at(found, value.file, value.span.line) == {"FLT005"}


def test_an_alias_in_place_of_any_value_is_refused(bench, value):
    assert "FLT005" in at(bench.instead(value, "*a "), value.file, value.span.line)


def test_a_number_that_is_none_in_place_of_any_value_is_refused_at_its_line(bench, value):
    for number in (".nan", "-.inf", "1e999", "9" * 40):
        assert "FLT012" in at(bench.instead(value, number), value.file, value.span.line)


def test_a_key_that_appears_twice_is_refused_at_any_level(bench, value):
    text = bench.texts["full", value.file]
    lines = text.split("\n")
    line = lines[value.span.line - 1]
    if "{" in line or "[" in line or ":" not in line:
        return
    lines.insert(value.span.line, line.replace("- ", "  ", 1) if line.lstrip().startswith("- ") else line)
    found = bench.findings("full", value.file, "\n".join(lines))
    assert at(found, value.file, value.span.line + 1) == {"FLT006"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{assigned: true,", "{assigned: true, assigned: true,"),
        ("audience: customer}", "audience: customer, facts: []}"),
        ("format: 1", "format: 1\n'format': 1"),
        ("format: 1", 'format: 1\n"\\x66ormat": 1'),
        ("format: 1", "format: 1\n? format\n: 1"),
        ("scope:", "scope: {}\nscope:"),
        ("    when:\n", "    when: {}\n    when:\n"),
    ],
)
def test_a_key_that_appears_twice_in_another_spelling_is_refused(bench, old, new):
    file = "library.yaml" if "format" in old else "works/fitter.yaml"
    text = bench.texts["full", file]
    assert old in text
    found = bench.findings("full", file, text.replace(old, new))
    assert "FLT006" in {code for where, _, code in found if where == file}


@IN_EVERY_FILE
@pytest.mark.parametrize(
    ("addition", "code"),
    [
        ("<<: {notes: x}\n", "FLT005"),
        ("<<: [{notes: x}]\n", "FLT005"),
        ("1: x\n", "FLT007"),
        ("true: x\n", "FLT007"),
        ("null: x\n", "FLT007"),
        ("~: x\n", "FLT007"),
        ("1.5: x\n", "FLT007"),
        (".inf: x\n", "FLT007"),
        ("? [a]\n: x\n", "FLT007"),
        ("? {a: b}\n: x\n", "FLT007"),
        ("{{ product }}: x\n", "FLT007"),
        ("---\nnotes: x\n", "FLT005"),
        ("...\n---\nnotes: x\n", "FLT005"),
        ("notes: !!python/object/apply:os.system ['true']\n", "FLT005"),
        ("notes: !!python/name:os.system x\n", "FLT005"),
        ("notes: !include /etc/passwd\n", "FLT005"),
        ("notes: !<tag:yaml.org,2002:str> x\n", "FLT005"),
        ("notes: !!binary aGk=\n", "FLT005"),
        ("notes: !!set {a}\n", "FLT005"),
        ("notes: &a [*a]\n", "FLT005"),
        ("notes: [x\n", "FLT004"),
        ("notes: 'x\n", "FLT004"),
        ('notes: "\\x"\n', "FLT004"),
        ("\tnotes: x\n", "FLT004"),
        ("notes: x: y\n", "FLT004"),
        ("notes: %x\n", "FLT004"),
        (" notes: x\n", "FLT004"),
        ("notes: |\n\tx\n", "FLT004"),
        ("notes: >9\n  x\n", "FLT004"),
        ("- x\n", "FLT004"),
        ("notes: x\x00\n", "FLT009"),
        ("notes: x\x07\n", "FLT009"),
        ("notes: x\x85y\n", "FLT009"),
        ("# a comment with \u202e in it\n", "FLT009"),
        ("notes: \ufeffx\n", "FLT009"),
    ],
)
def test_what_is_no_plain_data_is_refused_in_every_file(bench, file, addition, code):
    text = bench.texts["full", file]
    if addition.startswith("notes:"):
        text = text.partition("notes: ")[0]
    found = bench.findings("full", file, text + addition)
    assert code in {one for where, _, one in found if where == file}, found


@IN_EVERY_FILE
@pytest.mark.parametrize(
    "head",
    ["%YAML 1.1\n---\n", "%YAML 9.9\n---\n", "%TAG ! tag:x,2000:\n---\n", "--- !!map\n", "--- &a\n", "--- {}\n---\n"],
)
def test_what_stands_before_a_document_is_refused_in_every_file(bench, file, head):
    found = bench.findings("full", file, head + bench.texts["full", file])
    assert {code for where, _, code in found if where == file} & {"FLT004", "FLT005"}


def test_one_document_may_be_marked(bench):
    text = "---\n" + bench.texts["full", "traits/tidy.yaml"] + "...\n"
    with pytest.raises(AssertionError, match="a broken library was loaded"):
        bench.findings("full", "traits/tidy.yaml", text)


BOMBS = {
    "laughs": "a: &a [x,x,x,x,x,x,x,x,x]\n"
    + "".join(
        f"{new}: &{new} [{','.join(['*' + old] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    ),
    "merges": "a: &a {x: y}\n" + "".join(f"k{number}: {{<<: *a}}\n" for number in range(9000)),
    "brackets": "a: " + "[" * 200_000,
    "braces": "a: " + "{a: " * 60_000,
    "dashes": "a:\n" + "  " + "- " * 100_000 + "x\n",
    "questions": "? " * 100_000 + "x",
    "indents": "".join(" " * level + "a:\n" for level in range(600)),
    "wide": "a: [" + "1," * 120_000 + "]",
    "keys": "".join(f"k{number}: v\n" for number in range(25_000)),
    "one key": "a: b\n" * 50_000,
    "long line": "a: " + "b" * 250_000,
    "long key": "b" * 200_000 + ": a",
    "anchors": "".join(f"k{number}: &a{number} v\n" for number in range(12_000)),
    "tags": "".join(f"k{number}: !t{number} v\n" for number in range(12_000)),
    "documents": "---\na: b\n" * 25_000,
    "digits": "a: " + "9" * 250_000,
    "not numbers": "".join(f"k{number}: .nan\n" for number in range(16_000)),
    "hidden": "a: " + "\u200b" * 80_000,
    "hidden lines": "a\u200b: b\n" * 20_000,
    "open templates": "notes: '" + "{{" * 100_000 + "'\n",
    "template lines": "notes: |\n" + "  {% x %} {{ y }}\n" * 10_000,
    "variables": "notes: '" + "{{ nothing }}" * 18_000 + "'\n",
    "numbers for keys": "".join(f"{number}: v\n" for number in range(25_000)),
    "too large": "a: b\n" * 60_000,
    "very large": "#" * 5_000_000,
}


@pytest.mark.parametrize("file", ["library.yaml", "works/fitter.yaml", "works/fitter.examples.yaml"])
@pytest.mark.parametrize("bomb", sorted(BOMBS))
def test_a_bomb_is_refused_within_two_seconds_in_its_file(bench, file, bomb):
    text = bench.texts["full", file]
    cut = text.partition("notes: ")[0] if BOMBS[bomb].startswith("notes: ") else text
    found = bench.findings("full", file, cut + BOMBS[bomb] + "\n")
    assert file in {where for where, _, _ in found}
    assert bench.findings("full", file, BOMBS[bomb] + "\n")
