"""Whatever a file looks like: in the one form it says the same, and every comment stays where it belongs."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fleet.authoring.form import formatted
from fleet.authoring.kinds import KINDS
from fleet.source import compose, plain

pytestmark = pytest.mark.bulk

SCALARS = [
    ["word"],
    ["two words"],
    ["Zürich, 東京 and Ærø"],
    ["12"],
    ["true"],
    ["~"],
    [""],
    ['"a # b"'],
    ["'it''s # one'"],
    ["a#b"],
    ['"# not a comment"'],
    ['"tab\\tand \\u00e9"'],
    ["'{{ product }}'"],
    ["plain over", "two lines"],
    ["plain", "", "", "with blank lines   ", "- and a dash"],
    ['"quoted   ', "  over \\", 'two # lines"'],
    ['"escaped blank\\ ', "", ' here\\ "'],
    ["'single  ", "", "\t lines'"],
]
FLOWS = [
    ["[a, b]"],
    ["{a: b, c: [d, e]}"],
    ["[]"],
    ["{}"],
    ["[a,", "b,", "  c]"],
    ["{a: 'x # y',", "", "  b: {c: d}}"],
    ["[", "a", "]"],
]
HEADERS = ["|", ">", "|-", ">-", "|+", ">+"]
CONTENTS = [
    ["text"],
    ["", "text"],
    ["text", "", "", "more # no comment", "", ""],
    ["# no comment", "  deeper  ", "back", "\ttab"],
    ["text", "   ", "  "],
    [],
]
WORDS = ["", " x", " é ß 京", " a\tb", " - x: y", " # more", ' "q" {', " key: value"]
MANDATE, BOUNDARY = ["lane", "duty", "about", "not", "stages"], ["id", "lane", "owner", "rule", "because", "severity"]
PERSONA = ["class", "domain", "title", "summary", "persona", "traits", "above", "expertise", "mandate", "boundaries"]
INSIDE = {"mandate": MANDATE, "boundaries": BOUNDARY}
FREE = ["b", "a", "d-d", "'c # c'", '"e"']


class Pen:
    """Writes a file at random, and remembers which comment stands above or beside which key or item."""

    def __init__(self, draw):
        self.draw, self.lines, self.notes, self.number = draw, [], [], 0
        self.begun = False
        self.deepest = 99  # the first column in which a comment would be part of the text above

    def pick(self, *choices):
        return self.draw(st.sampled_from(choices))

    def note(self, relation, path):
        self.number += 1
        self.notes.append((self.number, relation, path))
        return f"#{self.pick('', ' ')}{self.number}{self.pick(*WORDS)}"

    def remark(self, path):
        return (
            self.pick(" ", "   ", "\t") + self.note("beside", path)
            if self.pick(0, 0, 0, 1)
            else self.pick("", "", "  ")
        )

    def between(self, path, column):
        above = "above" if self.begun else "top"
        for kind in self.draw(st.lists(st.sampled_from(["blank", "comment", "deep"]), max_size=2)):
            if kind == "blank":
                self.lines.append(self.pick("", " "))
            elif kind == "comment":
                self.lines.append(" " * self.pick(*range(column + 1)) + self.note(above, path))
            elif column + 1 < self.deepest:
                at = self.pick(*range(column + 1, min(column + 7, self.deepest)))
                self.lines.append(" " * at + self.note("somewhere", path))

    def mapping(self, path, column, keys, lead=""):
        for key in self.draw(st.permutations(keys))[: self.pick(1, 2, 3, 9)]:
            name = key.strip("'\"")
            if not lead:
                self.between((*path, name), column)
            head = (lead or " " * column) + key + self.pick(":", ":", " :")
            lead, self.begun = "", True
            self.value((*path, name), column, head)

    def value(self, path, column, head):
        kinds = ["scalar", "scalar", "flow", "block"] + (["list", "mapping"] if len(path) < 4 else [])
        kind = self.pick(*(["list"] if path[-1] in INSIDE else kinds))
        if kind == "mapping":
            self.lines.append(head + self.remark(path))
            self.deepest = 99
            self.mapping(path, column + self.pick(1, 2, 4), FREE)
        elif kind == "list":
            self.lines.append(head + self.remark(path))
            self.deepest = 99
            self.items(path, column + self.pick(0, 1, 2, 4))
        else:
            self.leaf(path, column, head, kind)

    def items(self, path, column):
        for number in range(self.pick(1, 2, 3)):
            here = (*path, number)
            self.between(here, column)
            dash = " " * column + "-"
            gap = self.pick(1, 2, 4)
            if path[-1] in INSIDE or (len(path) < 3 and self.pick(0, 0, 1)):
                keys = INSIDE.get(path[-1], FREE)
                if self.pick(0, 0, 1):
                    self.lines.append(dash + (" " + self.note("above", here) if self.pick(0, 1) else ""))
                    self.deepest = 99
                    self.mapping(here, column + gap, keys)
                else:
                    self.mapping(here, column + 1 + gap, keys, lead=dash + " " * gap)
            elif len(path) < 3 and self.pick(0, 0, 0, 1):
                self.lines.append(dash)
                self.deepest = 99
                self.items(here, column + gap)
            else:
                self.leaf(here, column, dash, self.pick("scalar", "flow", "block"))

    def leaf(self, path, column, head, kind):
        if kind == "block":
            self.block(path, column, head)
            return
        first, *others = self.pick(*(SCALARS if kind == "scalar" else FLOWS))
        if first and self.pick(0, 0, 0, 1):
            self.lines.append(head + (" " + self.note("somewhere", path) if self.pick(0, 1) else ""))
            start = " " * (column + self.pick(1, 2, 5))
        else:
            start = head + (self.pick(" ", "  ") if first else "")
        inner = [" " * (column + self.pick(1, 3)) + line if line else line for line in others]
        lines = [start + first, *inner]
        lines[-1] += self.remark(path).replace("\t", " " if lines[-1].endswith("-") else "\t", 1)
        self.lines += lines
        self.deepest = 99

    def block(self, path, column, head):
        step = self.pick(1, 2, 5)
        content = self.pick(*CONTENTS)
        header = self.pick(*HEADERS)
        if self.pick(0, 0, 1):
            header, content = f"{header[0]}{step}{header[1:]}", ["  led by blanks", *content]
        self.lines.append(f"{head} {header}{self.remark(path)}")
        self.lines += [" " * (column + step) + line if line.strip(" ") or len(line) > 1 else line for line in content]
        self.deepest = column + step


@st.composite
def files(draw):
    pen = Pen(draw)
    if pen.pick(0, 0, 0, 1):
        pen.lines.append("---")
    pen.mapping((), 0, PERSONA)
    pen.between(("the end",), 0)
    return "\n".join(pen.lines) + pen.pick("", "\n", "\n\n\n"), pen.notes


def place(node, path):
    """The line of a key or of the first word of an item, and the last line of what it holds; from 1."""
    holder = node
    for step in path[:-1]:
        holder = holder.items[step] if isinstance(step, int) else holder.mapping[step]
    step = path[-1]
    value = holder.items[step] if isinstance(step, int) else holder.mapping[step]
    return (value.head if isinstance(step, int) else holder.keys[step]).line, value


def stays(number, relation, path, node, lines):
    """Whether the comment of that number is where it belongs."""
    (at,) = [n for n, line in enumerate(lines, start=1) if re.search(rf"#\s?{number}(?!\d)", line)]
    if relation == "somewhere" or path == ("the end",):
        return True
    line, value = place(node, path)
    if relation == "top" and only_comments(lines[:at]):
        return True
    if relation in ("above", "top"):
        return at < line and only_comments(lines[at - 1 : line - 1])
    return line <= at <= max(value.span.end_line, line)


def only_comments(lines):
    return all(re.fullmatch(r"\s*(#.*)?", line) for line in lines)


@settings(max_examples=settings.default.max_examples * 2)
@given(files())
def test_a_file_says_the_same_in_the_one_form_and_every_comment_stays(file):
    text, notes = file
    node, findings = compose(text, "a.yaml")
    assert not findings, text
    new, findings = formatted(text, "a.yaml", KINDS)
    assert not findings, text
    other, findings = compose(new, "a.yaml")
    assert not findings
    assert repr(ordered(plain(other))) == repr(ordered(plain(node)))
    lines = new.split("\n")
    assert [one for one in notes if not stays(*one, other, lines)] == [], new
    assert formatted(new, "a.yaml", KINDS) == (new, ())


def ordered(data):
    if isinstance(data, dict):
        return {key: ordered(data[key]) for key in sorted(data)}
    return tuple(map(ordered, data)) if isinstance(data, tuple) else data


TOKENS = [
    "class",
    "a",
    "b",
    ":",
    ": ",
    "- ",
    "-",
    "? ",
    "#",
    " # c",
    "|",
    ">-",
    "|+",
    "2",
    "'",
    '"',
    "\\",
    "{",
    "}",
    "[",
    "]",
]
TOKENS += [
    ",",
    ", ",
    " ",
    "  ",
    "\t",
    "\n",
    "\n",
    "\n  ",
    "\n\n",
    "\n    ",
    "\n- ",
    "\n# d",
    "\na: ",
    "---\n",
    "\n...",
    "é",
]
texts = st.lists(st.sampled_from(TOKENS), max_size=30).map("".join)


@settings(max_examples=settings.default.max_examples * 10)
@given(texts)
def test_any_text_is_formed_or_left_alone_and_forming_again_changes_nothing(text):
    new, findings = formatted(text, "a.yaml", KINDS)
    assert (new is None) == bool(findings)
    if new is not None:
        node, other = (compose(one, "a.yaml")[0] for one in (text, new))
        assert repr(ordered(plain(other))) == repr(ordered(plain(node)))
        assert formatted(new, "a.yaml", KINDS) == (new, ())
