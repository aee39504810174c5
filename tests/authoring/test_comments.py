from __future__ import annotations

import pytest

from fleet.authoring.comments import comments_in
from fleet.source import compose


def found(text):
    node, findings = compose(text, "a.yaml")
    assert not findings
    return [(one.line, one.column, one.gap, one.text) for one in comments_in(text.split("\n"), node)]


@pytest.mark.parametrize(
    ("text", "comments"),
    [
        ("", []),
        ("# a", [(0, 0, 2, "# a")]),
        ("#a  \n  # b\t\nc: d", [(0, 0, 2, "#a"), (1, 2, 2, "# b")]),
        ("a: b # c", [(0, 5, 2, "# c")]),
        ("a: b    # c # d", [(0, 8, 4, "# c # d")]),
        ("a: b\t# c", [(0, 5, 2, "# c")]),
        ("a: # b\n  - c", [(0, 3, 2, "# b")]),
        ("a:\n  - # b\n    c: d", [(1, 4, 2, "# b")]),
        ("a: b#c\nd: '# e'\nf: \"g # h\"", []),
        ("'a # b': c # d", [(0, 11, 2, "# d")]),
        ("a: [b, # c\n  'd # e', f#g] # h", [(0, 7, 2, "# c"), (1, 16, 2, "# h")]),
        ("a: |  # b\n  # c\n# d", [(0, 6, 2, "# b"), (2, 0, 2, "# d")]),
        ("a: |\n  # b\n\n # c\nd: e", [(3, 1, 2, "# c")]),
        ("a: 'b\n  # c\n  d' # e", [(2, 5, 2, "# e")]),
        ("a: b\n  c # d", [(1, 4, 2, "# d")]),
        ("a: | # b", [(0, 5, 2, "# b")]),
        ("a: # b", [(0, 3, 2, "# b")]),
        ("a: ü # é", [(0, 5, 2, "# é")]),
        ("? a # b", [(0, 4, 2, "# b")]),
        ("--- # a\nb: c\n... # d", [(0, 4, 2, "# a"), (2, 4, 2, "# d")]),
    ],
)
def test_comments_are_found_where_no_key_and_no_value_stands(text, comments):
    assert found(text) == comments
