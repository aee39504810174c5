"""Text to nodes: YAML without anchors, aliases, tags, merge keys, duplicate keys or second documents."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Protocol

import yaml

from fleet.diagnostics import Diagnostic, Label, Span, hidden_characters, quoted
from fleet.source.node import Node, Scalar
from fleet.source.scalar import NotFiniteError, resolve

_DEEPEST = 32
_MOST_FINDINGS = 100  # a file; what is left is told when these are mended
_MERGE = "<<"
_ESCAPING = '"'  # the one style that can write a character by its number
_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def compose(text: str, path: str) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """Turn the text of one file into nodes, and list everything in it that is not plain data.

    The node is None where the text holds none, or where reading had to stop.

    >>> node, findings = compose("class: field-trainer", "field-trainer.yaml")
    >>> node.mapping["class"].value, node.mapping["class"].span.where
    ('field-trainer', 'field-trainer.yaml:1:8')
    """
    lines = text.split("\n")
    if hidden_characters(text):
        return None, tuple(islice(_hidden_in(lines, path), _MOST_FINDINGS))
    composer = _Composer(path, lines)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            composer.take(event)
            if len(composer.findings) >= _MOST_FINDINGS:
                break
    except yaml.YAMLError as error:
        return None, (*composer.findings, _syntax(error, path, lines))
    except _StopError:
        return None, tuple(composer.findings)
    return composer.root, tuple(composer.findings)


class _Mark(Protocol):
    """A place as the parser counts it, from 0."""

    @property
    def line(self) -> int: ...

    @property
    def column(self) -> int: ...


class _StopError(Exception):
    """Reading cannot go on in a way that makes sense."""


class _Frame:
    """A mapping or sequence that is still open."""

    __slots__ = ("entries", "key", "keys", "start")

    def __init__(self, start: _Mark | None, entries: dict[str, Node] | list[Node]) -> None:
        self.start = start
        self.entries = entries
        self.keys: dict[str, Span] = {}
        self.key: str | None = None


class _Composer:
    """Builds the nodes of one document from the events of the parser."""

    def __init__(self, path: str, lines: list[str]) -> None:
        self.path = path
        self.lines = lines
        self.root: Node | None = None
        self.findings: list[Diagnostic] = []
        self._open: list[_Frame] = []
        self._documents = 0

    def take(self, event: yaml.Event) -> None:
        match event:
            case yaml.ScalarEvent():
                if event.anchor or event.tag:
                    self._decorated(event)
                self._scalar(event)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._decorated(event)
                self._enter(event)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._leave(event)
            case yaml.AliasEvent():
                self._alias(event)
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    self._refuse(event, "a second document is not allowed", help_="one document a file; remove `---`")
                    raise _StopError
                if event.version or event.tags:
                    self._refuse(event, "a YAML directive is not allowed", help_="remove the line that starts with `%`")

    def _decorated(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.anchor:
            self._refuse(event, f"anchor {quoted(f'&{event.anchor}')} is not allowed")
        if event.tag:
            self._refuse(event, f"tag {quoted(event.tag)} is not allowed")

    def _alias(self, event: yaml.AliasEvent) -> None:
        top = self._open[-1] if self._open else None
        if top is None or top.key != _MERGE:
            self._refuse(event, f"alias {quoted(f'*{event.anchor}')} is not allowed")
        if top is not None and isinstance(top.entries, dict) and top.key is None:
            raise _StopError
        self._add(Node(None, self._span(event.start_mark, event.end_mark)))

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        span = self._span(event.start_mark, event.end_mark)
        top = self._open[-1] if self._open else None
        if top is not None and isinstance(top.entries, dict) and top.key is None:
            self._key(top, event, span)
            return
        value: Scalar = event.value
        if event.style == _ESCAPING:
            self.findings += [_hidden(name, span) for _, name in hidden_characters(event.value)[:1]]
        elif not event.style and not event.tag:
            try:
                value = resolve(event.value)
            except NotFiniteError:
                message = f"{quoted(event.value)} is not a number that can be compared"
                help_ = "write a number of at most 18 digits, or put a name in quotes"
                self.findings.append(Diagnostic("FLT012", message, span, help=help_))
        self._add(Node(value, span))

    def _key(self, top: _Frame, event: yaml.ScalarEvent, span: Span) -> None:
        name = event.value
        top.key = name
        if not event.style and name == _MERGE:
            self._refuse(event, "a merge key is not allowed", help_="write the keys out")
            return
        if not event.style and not isinstance(_resolved(name), str):
            self.findings.append(
                Diagnostic("FLT007", f"key {quoted(name)} is not text", span, help=f'quote it: `"{name}"`')
            )
        if event.style == _ESCAPING:
            self.findings += [_hidden(hidden, span) for _, hidden in hidden_characters(name)[:1]]
        if name in top.keys:
            self.findings.append(
                Diagnostic(
                    "FLT006",
                    f"key {quoted(name)} appears twice",
                    span,
                    (Label(top.keys[name], "first here"),),
                    note="one of the two would be lost",
                )
            )
            return
        top.keys[name] = span

    def _enter(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        top = self._open[-1] if self._open else None
        if top is not None and isinstance(top.entries, dict) and top.key is None:
            span = self._span(event.start_mark, event.end_mark)
            help_ = "a text that starts with `{` or `[` must stand in quotes"
            self.findings.append(Diagnostic("FLT007", "a key is not text", span, help=help_))
            raise _StopError
        if len(self._open) >= _DEEPEST:
            span = self._span(event.start_mark, event.end_mark)
            help_ = "look for a bracket that is not closed; no file of a library needs that many levels"
            self.findings.append(Diagnostic("FLT008", f"nested deeper than {_DEEPEST} levels", span, help=help_))
            raise _StopError
        self._open.append(_Frame(event.start_mark, {} if isinstance(event, yaml.MappingStartEvent) else []))

    def _leave(self, event: yaml.Event) -> None:
        frame = self._open.pop()
        span = self._span(frame.start, event.end_mark)
        entries = frame.entries
        self._add(Node(entries if isinstance(entries, dict) else tuple(entries), span, frame.keys))

    def _add(self, node: Node) -> None:
        if not self._open:
            self.root = node
            return
        top = self._open[-1]
        if isinstance(top.entries, list):
            top.entries.append(node)
            return
        key, top.key = top.key, None
        if key is not None:
            top.entries.setdefault(key, node)

    def _refuse(self, event: yaml.Event, message: str, *, help_: str = "write the value out") -> None:
        span = self._span(event.start_mark, event.end_mark)
        note = "a persona file is plain data, so that what is read is what is seen"
        self.findings.append(Diagnostic("FLT005", message, span, note=note, help=help_))

    def _span(self, start: _Mark | None, end: _Mark | None) -> Span:
        line, column = (start.line, start.column) if start else (0, 0)
        end_line, end_column = (end.line, end.column) if end else (line, column)
        excerpt = self.lines[line] if line < len(self.lines) else ""
        return Span(self.path, line + 1, column + 1, end_line + 1, end_column + 1, excerpt)


def _resolved(text: str) -> Scalar:
    try:
        return resolve(text)
    except NotFiniteError:
        return None


def _hidden_in(lines: list[str], path: str) -> Iterator[Diagnostic]:
    """One finding a line: a pasted paragraph may hold dozens of them."""
    for number, line in enumerate(lines, start=1):
        hidden = hidden_characters(line)
        if hidden:
            offset, name = hidden[0]
            more = f" and {len(hidden) - 1} more in this line" if len(hidden) > 1 else ""
            yield _hidden(name + more, Span(path, number, offset + 1, number, offset + 2, line))


def _hidden(name: str, span: Span) -> Diagnostic:
    return Diagnostic(
        "FLT009",
        f"hidden character {name}",
        span,
        note="a reader does not see it, a model does",
        help="remove it, or retype the line",
    )


def _syntax(error: yaml.YAMLError, path: str, lines: list[str]) -> Diagnostic:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be read"
    line, column = (mark.line, mark.column) if mark else (0, 0)
    line = min(line, len(lines) - 1)
    span = Span(path, line + 1, column + 1, line + 1, column + 2, lines[line])
    return Diagnostic("FLT004", f"not YAML: {str(problem).rstrip('.')}", span, help=_syntax_help(str(problem), span))


def _syntax_help(problem: str, span: Span) -> str:
    indent = span.excerpt[: len(span.excerpt) - len(span.excerpt.lstrip())]
    if "\t" in indent or span.covered == "\t":
        return "indent with spaces; a tab cannot stand here"
    if "mapping values" in problem:
        return "a text with `: ` in it must stand in quotes"
    if "cannot start" in problem:
        return f"a text that starts with {quoted(span.covered)} must stand in quotes"
    return "look for a quote, a bracket or an indentation that does not match, here or just above"
