"""Text to nodes: YAML without anchors, aliases, tags, merge keys, duplicate keys or second documents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Protocol

import yaml

from fleet.diagnostics import Diagnostic, Label, Span, hidden_characters, quoted
from fleet.source.node import Node, Scalar
from fleet.source.scalar import MOST_DIGITS, NotFiniteError, TooManyDigitsError, resolve
from fleet.source.syntax import in_quotes, syntax_finding

_DEEPEST = 32
_MOST_FINDINGS = 100  # a file; what is left is told when these are mended
_MERGE = "<<"
_ESCAPING = '"'  # the one style that can write a character by its number
_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def compose(text: str, path: str, *, escapes: bool = False) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """Turn the text of one file into nodes, and list everything in it that is not plain data.

    The node is None where the text holds none, or where reading had to stop. With `escapes`, values in double quotes
    may hold hidden characters that are written by their number, and so can be seen: for files of what was said.

    >>> node, findings = compose("class: field-trainer", "field-trainer.yaml")
    >>> node.mapping["class"].value, node.mapping["class"].span.where
    ('field-trainer', 'field-trainer.yaml:1:8')
    """
    lines = text.split("\n")
    if hidden_characters(text):
        return None, tuple(islice(_hidden_in(lines, path), _MOST_FINDINGS))
    composer = _Composer(path, lines, escapes=escapes)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            composer.take(event)
            if len(composer.findings) >= _MOST_FINDINGS:
                break
    except yaml.YAMLError as error:
        return None, (*composer.findings, syntax_finding(error, path, lines))
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

    def __init__(self, path: str, lines: list[str], *, escapes: bool) -> None:
        self.path = path
        self.lines = lines
        self.escapes = escapes
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
                    self._refuse(event, "a second document is not allowed", help_="remove `---`; one document a file")
                    raise _StopError
                if event.version or event.tags:
                    self._refuse(event, "a YAML directive is not allowed", help_="remove the line that starts with `%`")

    def _decorated(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.anchor:
            mark = f"&{event.anchor}"
            help_ = f"remove {quoted(mark)}, and write out what its aliases stand for"
            self._refuse(event, f"anchor {quoted(mark)} is not allowed", mark, help_=help_)
        if event.tag:
            help_ = "remove it, or put a text that starts so in quotes"
            self._refuse(event, f"tag {quoted(event.tag)} is not allowed", event.tag, help_=help_)

    def _alias(self, event: yaml.AliasEvent) -> None:
        top = self._open[-1] if self._open else None
        if top is None or top.key != _MERGE:
            help_ = f"write out what stands at {quoted(f'&{event.anchor}')}, or put a text that starts so in quotes"
            self._refuse(event, f"alias {quoted(f'*{event.anchor}')} is not allowed", help_=help_)
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
            self.findings += () if self.escapes else _hidden_escape(event.value, span)
        elif not event.style and not event.tag:
            try:
                value = resolve(event.value)
            except NotFiniteError as error:
                self.findings.append(_no_number(error, event.value, span))
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
            self.findings += _hidden_escape(name, span)
        if name in top.keys:
            self.findings.append(
                Diagnostic(
                    "FLT006",
                    f"key {quoted(name)} appears twice",
                    span,
                    (Label(top.keys[name], "first here"),),
                    note="one of the two would be lost",
                    help="keep one of them, or put both into one",
                )
            )
            return
        top.keys[name] = span

    def _enter(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        top = self._open[-1] if self._open else None
        if top is not None and isinstance(top.entries, dict) and top.key is None:
            self.findings.append(_key_no_text(self._span(event.start_mark, event.end_mark)))
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

    def _refuse(self, event: yaml.Event, message: str, mark: str = "", *, help_: str) -> None:
        """Refuse an event; of one that starts with `mark` only that is shown."""
        span = self._span(event.start_mark, event.end_mark)
        if mark and span.covered.startswith(mark):
            span = span._replace(end_line=span.line, end_column=span.column + len(mark))
        note = "a file of a library is plain data, so that what is read is what is seen"
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


def _key_no_text(span: Span) -> Diagnostic:
    """The finding for a bracket where a key belongs; nearly always a text that starts with a variable."""
    if span.column > 1 and span.excerpt[span.column - 2 : span.column] == "{{":
        span = span._replace(column=span.column - 1)
        message = "a text that starts with `{{` is not in quotes"
        return Diagnostic("FLT007", message, span, help=in_quotes(span.excerpt))
    help_ = "write a name; a text that starts with `{` or `[` must stand in quotes"
    return Diagnostic("FLT007", "a key is not text", span, help=help_)


def _no_number(error: NotFiniteError, text: str, span: Span) -> Diagnostic:
    if isinstance(error, TooManyDigitsError):
        help_ = "write a smaller number, or put a name made of digits in quotes"
        return Diagnostic("FLT012", f"{quoted(text)} has more than {MOST_DIGITS} digits", span, help=help_)
    help_ = "write a number; leave the line out if there is no limit"
    return Diagnostic("FLT012", f"{quoted(text)} is not a finite number", span, help=help_)


def _hidden_escape(text: str, span: Span) -> Iterator[Diagnostic]:
    """The first hidden character of a text in double quotes, at the escape that writes it if that can be found."""
    for offset, name in hidden_characters(text)[:1]:
        code = ord(text[offset])
        escape = re.search(rf"\\(?:x{code:02x}|u{code:04x}|U{code:08x})", span.covered, re.IGNORECASE)
        if escape is not None:
            column = span.column + escape.start()
            span = span._replace(column=column, end_line=span.line, end_column=column + len(escape.group()))
        yield _hidden(name, span)


def _hidden(name: str, span: Span) -> Diagnostic:
    return Diagnostic(
        "FLT009",
        f"hidden character {name}",
        span,
        note="a reader does not see it, a model does",
        help="remove it, or retype the line",
    )
