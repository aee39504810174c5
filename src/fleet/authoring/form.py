"""The one form of a file: made anew, then held against what was there, so that nothing is lost or changed."""

from __future__ import annotations

from collections import Counter
from itertools import zip_longest

from fleet.authoring.comments import comments_in
from fleet.authoring.kinds import Models, kind_of
from fleet.authoring.layout import written
from fleet.authoring.order import arranged, order_of
from fleet.authoring.reading import read_layout
from fleet.diagnostics import Diagnostic, Span, quoted
from fleet.library.draft import no_mapping
from fleet.source import Node, compose


def formatted(text: str, name: str, models: Models) -> tuple[str | None, tuple[Diagnostic, ...]]:
    r"""Return the text of a file in the one form and no findings; None and findings if it must be left alone.

    Keys stand in the order of the model of the file's kind. `name` is what findings call the file.

    >>> from fleet.authoring.kinds import KINDS
    >>> formatted("title:   Tidy # short\ntrait: tidy\n", "tidy.yaml", KINDS)[0]
    'trait: tidy\ntitle: Tidy  # short\n'
    """
    node, findings = compose(text, name)
    if findings:
        return None, findings
    if node is None or not isinstance(node.value, dict):
        return None, (no_mapping(name, node),)
    lines = text.split("\n")
    layout = read_layout(lines, node)
    model = models.get(kind_of(node) or "")
    if model is not None:
        layout = layout._replace(root=arranged(layout.root, order_of(model)))
    new = written(layout)
    if new != text and not _says_the_same(lines, node, new, name):
        return None, (_left_alone(name),)
    return new, ()


def _says_the_same(lines: list[str], node: Node, new: str, name: str) -> bool:
    """Whether a new text holds the same data, lists in the same order, and the same comments."""
    other, findings = compose(new, name)
    if other is None or findings or not _same(node, other):
        return False
    before, after = (comments_in(*pair) for pair in ((lines, node), (new.split("\n"), other)))
    return Counter(comment.text for comment in before) == Counter(comment.text for comment in after)


def _same(one: Node, other: Node) -> bool:
    if type(one.value) is not type(other.value):
        return False
    if isinstance(one.value, dict):
        return one.mapping.keys() == other.mapping.keys() and all(
            _same(inner, other.mapping[key]) for key, inner in one.mapping.items()
        )
    if isinstance(one.value, tuple):
        return len(one.items) == len(other.items) and all(map(_same, one.items, other.items))
    return one.value == other.value


def _left_alone(name: str) -> Diagnostic:
    return Diagnostic(
        "FLT015",
        f"{quoted(name)} cannot be put into the one form without changing what it says",
        Span(name, 1, 1, 1, 1),
        note="the file is left as it is",
        help="write keys without `?`, each on one line",
    )


def not_in_form(name: str, before: str, after: str) -> Diagnostic:
    r"""The finding for a file that says `before` and would say `after` in the one form.

    >>> not_in_form("tidy.yaml", "trait:  tidy\n", "trait: tidy\n").span.where
    'tidy.yaml:1:1'
    """
    lines = before.split("\n")
    pairs = zip_longest(lines, after.split("\n"))
    line = next((number for number, (one, other) in enumerate(pairs, start=1) if one != other), 1)
    line = min(line, len(lines))
    text = lines[line - 1]
    return Diagnostic(
        "FLT015",
        f"{quoted(name)} is not in the one form",
        Span(name, line, 1, line, len(text) + 1, text),
        note="files in one form differ only where they say something else",
        help=f"run `fleet fmt {name}`",
    )
