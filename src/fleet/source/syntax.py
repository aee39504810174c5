"""What the YAML parser stopped at, in words of this library: what is wrong, where it starts, and what to type."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

import yaml

from fleet.diagnostics import Diagnostic, Label, Span, quoted

_LONGEST = 100
_KEY_AND_TEXT = re.compile(r"(\s*(?:- )*)([\w.-]+): +(\S.{0,200})")
_UNSPACED = re.compile(r"\s*[\w.-]+:\S")
_QUOTE = "put the whole text in quotes"
_LOOK = "look for a quote, a bracket or an indentation that does not match, here or just above"
_LINE_UP = "line it up: all keys of a mapping, and all items of a list, start in one column"
_BRACKET = "write a comma between two items, and close the bracket"
_ITEMS = "start a new line for every `- `, or write the list in brackets: `[one, two]`"
_DOUBLED = "write two backslashes, or put the text in single quotes"
_NEXT_LINE = "start the text on the next line, indented"
_ONE_MAPPING = "start all keys of the file in one column, below each other"


class _Trouble(NamedTuple):
    """What is wrong, and what to do; with `opened` the place where it began is shown too."""

    what: str
    help: str
    opened: bool = False


def syntax_finding(error: yaml.YAMLError, path: str, lines: list[str]) -> Diagnostic:
    """Return the finding for an error of the parser; both of PyYAML's parsers are understood.

    >>> mark = yaml.error.Mark("", 4, 0, 4, None, None)
    >>> error = yaml.MarkedYAMLError(problem="mapping values are not allowed here", problem_mark=mark)
    >>> syntax_finding(error, "a.yaml", ["a: b: c"]).message
    'not YAML: a text with `: ` in it is not in quotes'
    """
    place = _place(getattr(error, "problem_mark", None), path, lines)
    opening = _place(getattr(error, "context_mark", None), path, lines)
    problem = f"{getattr(error, 'context', None) or ''} | {getattr(error, 'problem', None) or ''}"
    character = getattr(error, "character", None)
    if isinstance(character, int):
        return _found(_unprintable(chr(character)), _of_character(chr(character), path, lines))
    at_opening = _of_opening(problem, opening)
    if at_opening is not None:
        return _found(at_opening, opening)
    trouble = _of_place(problem, place) or _Trouble("it cannot be read from here on", _LOOK)
    labels = (Label(opening, "opened here"),) if trouble.opened else ()
    return _found(trouble, place, labels)


def in_quotes(line: str) -> str:
    """Say how a line of key and text is written with the text in quotes.

    >>> in_quotes("text: One rule: short words.")
    'put the whole text in quotes: `text: "One rule: short words."`'
    """
    match = _KEY_AND_TEXT.fullmatch(line.rstrip())
    if match is None or len(line) > _LONGEST or {'"', "'"} <= set(line) or {"`", "\\"} & set(line):
        return _QUOTE
    mark = "'" if '"' in match[3] else '"'
    return f"{_QUOTE}: {quoted(f'{match[2]}: {mark}{match[3]}{mark}', limit=2 * _LONGEST)}"


def _found(trouble: _Trouble, span: Span, labels: tuple[Label, ...] = ()) -> Diagnostic:
    return Diagnostic("FLT004", f"not YAML: {trouble.what}", span, labels, help=trouble.help)


def _of_opening(problem: str, opening: Span) -> _Trouble | None:
    """Trouble that shows where it begins, and not where the parser noticed."""
    if "quoted scalar" in problem and "unexpected" in problem:
        return _Trouble("a quote is opened and not closed", "close it at the end of the text")
    if "anchor" in problem or "alias" in problem or "a tag" in problem or "tag handle" in problem:
        return _starting(opening)
    if "directive" in problem or "YAML document" in problem:
        return _Trouble("a line cannot start with `%`", "put the line in quotes, or remove it")
    if "could not find expected ':'" in problem:
        return _Trouble("a line has no `: ` behind its key", _with_colon(opening.excerpt))
    return None


def _of_place(problem: str, place: Span) -> _Trouble | None:
    """Trouble that shows where the parser noticed it."""
    indent = place.excerpt[: len(place.excerpt) - len(place.excerpt.lstrip())]
    if place.covered == "\t" or "\t" in indent or "tab character" in problem:
        return _Trouble("a tab stands where only spaces can", "indent with spaces")
    return next((trouble(place) for parts, trouble in _KNOWN if any(part in problem for part in parts)), None)


def _unaligned(place: Span) -> _Trouble:
    """A line that does not stand in its column, or something behind the end of a value."""
    before = place.excerpt[: place.column - 1]
    if not before.strip():
        return _Trouble("this line does not stand under the ones that it belongs to", _LINE_UP)
    value = before.rpartition(": ")[2].strip()
    if value.startswith("*"):
        return _starting(place, "*")
    return _Trouble("the text goes on behind a closing quote or bracket", in_quotes(place.excerpt))


def _second_colon(place: Span) -> _Trouble:
    if _KEY_AND_TEXT.fullmatch(place.excerpt[: place.column - 1].rstrip()):
        return _Trouble("a text with `: ` in it is not in quotes", in_quotes(place.excerpt))
    help_ = "look at the line above: a `:` needs a space behind it, and a text of several lines a `|`"
    return _Trouble("a key stands where no key can", help_)


def _starting(place: Span, character: str | None = None) -> _Trouble:
    first = character or place.covered
    shown = "a backtick" if first == "`" else quoted(first)
    return _Trouble(f"a text cannot start with {shown}", in_quotes(place.excerpt))


def _missing(place: Span) -> _Trouble:
    help_ = "write the value, or put a text that starts so in quotes"
    return _Trouble(f"{quoted(place.covered)} stands where a value belongs", help_)


def _with_colon(line: str) -> str:
    key, _, text = line.strip().partition(":" if _UNSPACED.match(line) else " ")
    wanted = quoted(f"{key}: {text}", limit=2 * _LONGEST)
    return f"write {wanted}, or indent the line if it goes on from above"


def _unprintable(character: str) -> _Trouble:
    return _Trouble(f"U+{ord(character):04X} is no character of a text", "remove it, or retype the line")


def _of_character(character: str, path: str, lines: list[str]) -> Span:
    number = next((number for number, line in enumerate(lines) if character in line), 0)
    column = lines[number].find(character) + 1 or 1
    return Span(path, number + 1, column, number + 1, column + 1, lines[number])


def _place(mark: yaml.Mark | None, path: str, lines: list[str]) -> Span:
    line, column = (mark.line, mark.column) if mark else (0, 0)
    line = min(line, len(lines) - 1)
    return Span(path, line + 1, column + 1, line + 1, column + 2, lines[line])


_KNOWN: tuple[tuple[tuple[str, ...], Callable[[Span], _Trouble]], ...] = (
    (("cannot start any token", "mapping keys"), _starting),
    (("mapping values",), _second_colon),
    (("sequence entries",), lambda _: _Trouble("an item of a list stands behind a key, on the same line", _ITEMS)),
    (("flow sequence", "flow mapping"), lambda _: _Trouble("a comma or a bracket is missing", _BRACKET, opened=True)),
    (("node content",), _missing),
    (
        ("escape", "hexdecimal", "hexadecimal"),
        lambda _: _Trouble("a backslash in double quotes starts an escape, and there is none like this", _DOUBLED),
    ),
    (("block scalar",), lambda _: _Trouble("the line goes on behind `|` or `>`", _NEXT_LINE)),
    (("<document start>",), lambda _: _Trouble("the file goes on where it should be at its end", _ONE_MAPPING)),
    (("expected key", "'-' indicator", "<block end>"), _unaligned),
)
"""Words of the parser -> what they mean here; of several the first counts."""
