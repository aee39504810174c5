r"""Data as YAML in which every line of a text is a line of the file, and nothing in it is hidden.

`fleet.source.to_yaml` writes files of a spec. What models and customers say may hold anything: characters that cannot
be seen are written by their number here, and a text of several lines that holds some still has them one below another.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from fleet.diagnostics import hidden_characters

_PLAIN = re.compile(r"[a-z][a-z0-9]*(?:[-_/.@][a-z0-9]+)*")
_RESERVED = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
_NO_CHARACTER = re.compile("[\t\ufffe\uffff]")
_NARROW = 100


class Json(str):
    """A text that is JSON: it stands under a ``|``, where its quotes need no escape."""

    __slots__ = ()


def to_lines(value: Mapping[str, object], indent: str = "") -> Iterator[str]:
    r"""The lines of a mapping of scalars and of lists, which may hold such mappings, each with its line end.

    >>> print("".join(to_lines({"role": "user", "text": "Hi,\n\u26a0\ufe0f no", "stop": ["3 %"]})), end="")
    role: user
    text: "Hi,\n\
      \u26a0\ufe0f no"
    stop:
    - "3 %"
    """
    for name, inner in value.items():
        yield from _entry(f"{indent}{name}:", inner, indent)


def _entry(head: str, value: object, indent: str) -> Iterator[str]:
    if isinstance(value, list | tuple):
        yield f"{head}\n"
        for item in value:
            yield from _item(item, indent)
    else:
        yield from _scalar(head, value, f"{indent}  ")


def _item(value: object, indent: str) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield from _scalar(f"{indent}-", value, f"{indent}  ")
        return
    if not value:
        yield f"{indent}- {{}}\n"
        return
    lines = to_lines(value, f"{indent}  ")
    first = next(lines)
    yield f"{indent}- {first[len(indent) + 2 :]}"
    yield from lines


def _scalar(head: str, value: object, indent: str) -> Iterator[str]:
    if not isinstance(value, str):
        yield f"{head} {json.dumps(value)}\n"
    elif isinstance(value, Json):
        yield from _under_bar(head, _laid_out(value), indent)
    elif _PLAIN.fullmatch(value) and value not in _RESERVED:
        yield f"{head} {value}\n"
    elif _may_stand_under_a_bar(value):
        yield from _under_bar(head, value, indent)
    else:
        yield from _in_quotes(head, value, indent)


def _under_bar(head: str, text: str, indent: str) -> Iterator[str]:
    yield f"{head} |\n" if text.endswith("\n") else f"{head} |-\n"
    for line in text.removesuffix("\n").split("\n"):
        yield f"{indent}{line}\n" if line else "\n"


def _may_stand_under_a_bar(text: str) -> bool:
    lines = text.split("\n")
    if len(lines) < 2 or not lines[0] or lines[0].startswith(" ") or text.endswith("\n\n"):
        return False
    return not (any(line.endswith(" ") for line in lines) or _escaped_in(text))


def _in_quotes(head: str, text: str, indent: str) -> Iterator[str]:
    """One line of the file for each line of the text; a space at the start of one must not be lost."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        written = _written(line)
        if number and written.startswith(" "):
            written = f"\\{written}"
        end = '"' if number == len(lines) - 1 else "\\n\\"
        yield f'{head} "{written}{end}\n' if number == 0 else f"{indent}{written}{end}\n"


def _written(line: str) -> str:
    written = json.dumps(line, ensure_ascii=False)[1:-1]
    for character in _escaped_in(written):
        code = ord(character)
        written = written.replace(character, f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}")
    return written


def _laid_out(text: str) -> str:
    """JSON on one line, or indented if that would be long; what is hidden is written as JSON writes it."""
    value = json.loads(text)
    if len(text) > _NARROW:
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2)
    for character in _escaped_in(text):
        code = ord(character)
        text = text.replace(character, f"\\u{code:04x}" if code <= 0xFFFF else json.dumps(character)[1:-1])
    return text


def _escaped_in(text: str) -> set[str]:
    hidden = {text[offset] for offset, _ in hidden_characters(text)}
    return hidden | set(_NO_CHARACTER.findall(text))
