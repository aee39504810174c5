"""Texts hold no template but declared variables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fleet.diagnostics import Diagnostic, Span, quoted, suggestion
from fleet.library.draft import Draft
from fleet.source import Node
from fleet.spec import template_faults, variables_in


def templates(draft: Draft) -> Iterator[Diagnostic]:
    """Find template syntax and unknown variables in every text of every file."""
    declared = draft.manifest.mapping.get("variables")
    known = set(declared.mapping) if declared else set()
    for key, node in draft.manifest.mapping.items():
        yield from _judged(node, None if key == "variables" else known)
    for nodes in (draft.personas, draft.traits, draft.examples, draft.party_examples):
        for node in nodes.values():
            yield from _judged(node, known)


def _judged(node: Node, known: set[str] | None) -> Iterator[Diagnostic]:
    """Findings for a node; with `known` None not even a variable is allowed."""
    for text, span in _texts(node):
        if "{" not in text and "}" not in text:
            continue
        for fault in template_faults(text):
            yield Diagnostic(
                "FLT111",
                f"{quoted(fault.text)} is template syntax",
                _within(span, fault.text),
                note="spec texts are data; the only template in them is a variable",
                help="write the text without it, or a variable as `{{ name }}`",
            )
        for name in variables_in(text):
            if known is None:
                message = f"the value of a variable holds the variable {quoted(name)}"
                yield Diagnostic("FLT111", message, span, help="write the text out; values are not read again")
            elif name not in known:
                yield Diagnostic(
                    "FLT112",
                    f"variable {quoted(name)} is not declared",
                    _within(span, "{{ " + name),
                    help=suggestion(name, known) + " (declare it under `variables:` in `library.yaml`)",
                )


def _within(span: Span, text: str) -> Span:
    """The place of `text` inside a value if it is on the value's first line, else the value's."""
    start = span.excerpt.find(text, span.column - 1)
    if start < 0:
        return span
    return span._replace(column=start + 1, end_line=span.line, end_column=start + 1 + len(text))


def _texts(node: Node) -> Iterator[tuple[str, Span]]:
    if isinstance(node.value, str):
        yield node.value, node.span
    elif isinstance(node.value, tuple):
        for inner in node.value:
            yield from _texts(inner)
    elif isinstance(node.value, Mapping):
        for key, inner in node.value.items():
            if "{" in key or "}" in key:
                yield key, node.key(key)
            yield from _texts(inner)
