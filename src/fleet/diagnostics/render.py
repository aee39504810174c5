"""A finding as text for people, as a plain line, as JSON, and as an annotation for a code host."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from fleet.diagnostics.diagnostic import Diagnostic
from fleet.diagnostics.span import Span
from fleet.diagnostics.visible import visible

_WIDEST = 110
_LEAD = 30
_RED, _YELLOW, _BLUE, _BOLD, _OFF = "\x1b[1;31m", "\x1b[1;33m", "\x1b[1;34m", "\x1b[1m", "\x1b[0m"


def to_text(diagnostic: Diagnostic, *, color: bool = False) -> str:
    """Render a finding for a terminal: message, excerpt with a caret under the place, note and help.

    With `color` the text holds ANSI escape sequences; without, none.
    """
    paint = _Paint(color=color)
    severity = diagnostic.severity
    head = paint(f"{severity}[{diagnostic.code}]", _RED if severity == "error" else _YELLOW)
    lines = [f"{head}: {paint(_line(diagnostic.message), _BOLD)}"]
    places = [(diagnostic.span, "")] if diagnostic.span else []
    places += [(label.span, label.text) for label in diagnostic.labels]
    gutter = max((len(str(span.line)) for span, _ in places), default=1)
    for span, text in places:
        lines += _excerpt(span, text, gutter, paint)
    for title, said in (("note", diagnostic.note), ("help", diagnostic.help)):
        if said:
            first, *rest = said.split("\n")
            lines.append(f"{' ' * gutter} {paint('=', _BLUE)} {paint(title, _BOLD)}: {_line(first)}")
            lines += [f"{' ' * gutter}   {_line(line)}" for line in rest]
    return "\n".join(lines)


def to_plain(diagnostic: Diagnostic) -> str:
    """Render a finding as one line without drawing, fit for a screen reader or a search through logs."""
    where = f"{diagnostic.span.where}: " if diagnostic.span else ""
    parts = [f"{where}{diagnostic.severity}[{diagnostic.code}]: {diagnostic.message}"]
    parts += [f"{label.span.where}: {label.text}" for label in diagnostic.labels]
    parts += [f"{title}: {text}" for title, text in (("note", diagnostic.note), ("help", diagnostic.help)) if text]
    return "; ".join(map(_line, parts))


def to_json(diagnostic: Diagnostic) -> dict[str, object]:
    """Return a finding as plain data for ``json.dumps``."""
    return {
        "code": diagnostic.code,
        "name": diagnostic.name,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "span": _span_json(diagnostic.span) if diagnostic.span else None,
        "labels": [{"span": _span_json(label.span), "text": label.text} for label in diagnostic.labels],
        "note": diagnostic.note,
        "help": diagnostic.help,
    }


def to_github(diagnostic: Diagnostic) -> str:
    """Render a finding as a GitHub workflow command that annotates the line."""
    body = "\n".join([diagnostic.message, *(text for text in (diagnostic.note, diagnostic.help) if text)])
    return annotation(diagnostic.severity, diagnostic.span, f"{diagnostic.code} {diagnostic.name}", body)


def annotation(severity: str, span: Span | None, title: str, body: str) -> str:
    """Render a GitHub workflow command: `severity` is ``error``, ``warning`` or ``notice``.

    >>> annotation("warning", Span("a.yaml", 3, 1, 3, 2), "fleet plan", "more, or less")
    '::warning file=a.yaml,line=3,col=1,endColumn=2,title=fleet plan::more, or less'
    """
    fields: dict[str, str] = {}
    if span:
        fields |= {"file": span.path, "line": str(span.line), "col": str(span.column)}
        if span.end_line == span.line:
            fields["endColumn"] = str(span.end_column)
    fields["title"] = title
    listed = ",".join(f"{key}={_escaped(visible(value), property_=True)}" for key, value in fields.items())
    return f"::{severity} {listed}::{_escaped(visible(body), property_=False)}"


class _Paint:
    """Wraps text in an escape sequence, or leaves it."""

    def __init__(self, *, color: bool) -> None:
        self._color = color

    def __call__(self, text: str, style: str) -> str:
        return f"{style}{text}{_OFF}" if self._color else text


def _excerpt(span: Span, text: str, gutter: int, paint: _Paint) -> Iterator[str]:
    pad = " " * gutter
    yield f"{pad}{paint('-->', _BLUE)} {_line(span.where)}"
    if not span.excerpt.strip():
        if text:
            yield f"{pad} {paint('=', _BLUE)} {_line(text)}"
        return
    start = span.column - 1
    before, inside, after = _clipped(span.excerpt, start, start + max(len(span.covered), 1))
    bar = paint("|", _BLUE)
    yield f"{pad} {bar}"
    yield f"{paint(str(span.line).rjust(gutter), _BLUE)} {bar} {before}{inside}{after}"
    caret = "^" * max(_width(inside), 1)
    label = f" {_line(text)}" if text else ""
    yield f"{pad} {bar} {' ' * _width(before)}{paint(caret + label, _YELLOW if text else _RED)}"


def _clipped(line: str, start: int, end: int) -> tuple[str, str, str]:
    lead = ""
    if start > _LEAD and len(line) > _WIDEST:
        cut = start - _LEAD
        line, start, end, lead = line[cut:], start - cut, end - cut, "…"
    end = min(end, _WIDEST)
    tail = "…" if len(line) > _WIDEST else ""
    return (
        lead + _shown(line[:start]),
        _shown(line[start:end]),
        _shown(line[end : max(end, _WIDEST)]) + tail,
    )


def _shown(text: str) -> str:
    return visible(text.replace("\t", "    "))


def _line(text: str) -> str:
    """`text` on one line, visible."""
    return visible(text.replace("\n", " ").replace("\t", " "))


def _width(text: str) -> int:
    """How many columns a terminal gives to `text`, which holds no tab and nothing hidden."""
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me") or "\u1160" <= character <= "\u11ff":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _span_json(span: Span) -> dict[str, object]:
    return {
        "path": span.path,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }


def _escaped(text: str, *, property_: bool) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if property_ else text
