"""A value of another kind is told from what was wanted, with what to type in its place."""

from __future__ import annotations

import pytest

from fleet.library.value import Called, of_another_kind
from fleet.source import compose


def said(text, *wanted, **called):
    node, _ = compose(f"key: {text}", "a.yaml")
    finding = of_another_kind(
        node.mapping["key"], wanted, Called("key", **{"item": False, "optional": False, **called})
    )
    assert finding.span.where == "a.yaml:1:6"
    return finding.message, finding.help


@pytest.mark.parametrize(
    ("text", "wanted", "found", "help_"),
    [
        ("5", "text", "`5`", 'put it in quotes: `"5"`'),
        ("true", "text", "`true`", 'put it in quotes: `"true"`'),
        ("[a]", "text", "a list", "write it as one text; several lines stand under a `|`"),
        ("a", "a list", "the text `a`", "put it in brackets: `key: [a]`"),
        ("{a: b}", "a list", "a mapping", "start every item with `- `"),
        ("on", "`true` or `false`", "the text `on`", "write `true`"),
        ("maybe", "`true` or `false`", "the text `maybe`", "write `true` or `false`"),
        ("'12'", "a number", "the text `12`", "write it without quotes: `12`"),
        ("twelve", "a whole number", "the text `twelve`", "write it in digits"),
        ("2.5", "a whole number", "`2.5`", "write `2`"),
        ("[a]", "a mapping", "a list", "write a key for each, as in `a: ...`"),
        ("null", "text", "`null`", "write it"),
    ],
)
def test_one_kind_is_wanted(text, wanted, found, help_):
    assert said(text, wanted) == (f"`key` must be {wanted}, found {found}", help_)


def test_of_several_kinds_all_are_named():
    wanted = ("text", "a number", "`true` or `false`")
    assert said("[a]", *wanted) == ("`key` must be text, a number, `true` or `false`, found a list", "write one value")


def test_a_mapping_with_fields_names_those_that_must_be_there():
    assert said("a", "a mapping", fields=("lane", "duty"))[1] == "write its fields: `lane:`, `duty:`"


@pytest.mark.parametrize(
    ("called", "help_"),
    [({"item": True}, "write it, or remove it"), ({"optional": True}, "write it, or leave the line out")],
)
def test_what_may_be_absent_may_be_left_out(called, help_):
    assert said("null", "text", **called)[1] == help_
