"""Texts hold no template but declared variables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from fleet.diagnostics import Diagnostic, Span, quoted, suggestion
from fleet.library.draft import Draft
from fleet.source import Node
from fleet.spec import template_faults, variables_in

_MOST_FINDINGS = 100  # a file; what is left is told when these are mended
_TAG = re.compile(r"\{[{%#].*?[}%#]\}")


def templates(draft: Draft, shapes: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Find template syntax and unknown variables in every text of every file.

    `shapes` is what is already found wrong: a value that is no text at all is not judged a second time, and which
    variables there are is not known where the file that declares them has the wrong shape.
    """
    wrong = [finding.span for finding in shapes if finding.span]
    declared = draft.manifest.mapping.get("variables")
    known = set(declared.mapping) if declared else set()
    doubtful = not known and any(span.path == draft.manifest.span.path for span in wrong)
    for node, values in _nodes(draft):
        texts = (one for one in _texts(node) if not any(_covers(span, one[1]) for span in wrong))
        yield from islice(_faulty(texts, None if doubtful else known, values=values), _MOST_FINDINGS)


def _faulty(texts: Iterable[tuple[str, Span]], known: set[str] | None, *, values: bool) -> Iterator[Diagnostic]:
    """What is wrong with some texts; with `known` None any variable may be declared."""
    for text, span in texts:
        yield from _judged(text, span, values=values)
        if values or known is None:
            continue
        for name in dict.fromkeys(variables_in(text)):
            if name not in known:
                yield _undeclared(name, _variable(span, name), known)


def _nodes(draft: Draft) -> Iterator[tuple[Node, bool]]:
    """Every part of every file, with whether it holds the values of variables."""
    for key, node in draft.manifest.mapping.items():
        yield node, key == "variables"
    for nodes in (draft.personas, draft.traits, draft.examples, draft.party_examples):
        for node in nodes.values():
            yield node, False


def _judged(text: str, span: Span, *, values: bool) -> Iterator[Diagnostic]:
    """Template syntax in a text; in the value of a variable not even a variable is allowed."""
    faults = template_faults(text)
    if faults:
        tag = _TAG.match(text, faults[0].offset)
        shown = tag.group() if tag else faults[0].text
        message, help_ = f"{quoted(shown)} is template syntax", "write the text without it"
        if tag and shown.startswith("{{"):
            message = f"{quoted(shown)} is no variable"
            help_ = "write its name in lower-case letters, digits and `_`, or the text without braces"
        note = "spec texts are data; the only template in them is a variable, as in `{{ company }}`"
        yield Diagnostic("FLT111", message, _within(span, re.escape(shown)), note=note, help=help_)
    for name in dict.fromkeys(variables_in(text)) if values else ():
        message = f"the value of a variable holds the variable {quoted(name)}"
        help_ = "write the text out; values are not read again"
        yield Diagnostic("FLT111", message, _variable(span, name), help=help_)


def _undeclared(name: str, place: Span, known: set[str]) -> Diagnostic:
    declare = f"under `variables:` in `library.yaml` write `{name}: its default`"
    help_ = f"{suggestion(name, known)}\nif it is a new one, {declare}" if known else declare
    return Diagnostic("FLT112", f"variable {quoted(name)} is not declared", place, help=help_)


def _covers(outer: Span, inner: Span) -> bool:
    """Whether both are one value, or one value and a place in it."""
    start, end = (outer.line, outer.column), (outer.end_line, outer.end_column)
    return outer.path == inner.path and start <= (inner.line, inner.column) < end


def _variable(span: Span, name: str) -> Span:
    return _within(span, r"\{\{ ?" + re.escape(name) + r" ?\}\}")


def _within(span: Span, pattern: str) -> Span:
    """The place of what matches `pattern` inside a value if that is on the value's first line, else the value's."""
    match = re.compile(pattern).search(span.excerpt, span.column - 1)
    if match is None:
        return span
    return span._replace(column=match.start() + 1, end_line=span.line, end_column=match.end() + 1)


def _texts(node: Node) -> Iterator[tuple[str, Span]]:
    """The texts inside a node that have a brace, with their places."""
    if isinstance(node.value, str):
        if "{" in node.value or "}" in node.value:
            yield node.value, node.span
    elif isinstance(node.value, tuple):
        for inner in node.value:
            yield from _texts(inner)
    elif isinstance(node.value, Mapping):
        for key, inner in node.value.items():
            if "{" in key or "}" in key:
                yield key, node.key(key)
            yield from _texts(inner)
