"""What is what in a message: greeting, request, sign-off, quoted thread, stack trace; all of it with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from fleet.text import sentences

Kind = Literal["body", "greeting", "closing", "quoted", "trace"]

_GREETING = re.compile(
    r"(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|greetings|hallo|guten tag|liebe[rs]?|moin|"
    r"sehr geehrte[rs]?|"
    r"bonjour|salut|cher|ch[eè]re|hola|buenos d[ií]as|buenas|estimad[oa]s?|ol[aá]|bom dia|boa tarde|prezad[oa]s?|"
    r"ciao|buongiorno|dzie[nń] dobry|cze[sś][cć]|witam)\b[^.?!\n]{0,40}[,.!:]?\s*$",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?:(?:kind|best|warm|many|with kind)?\s*regards|best(?: wishes)?|cheers|sincerely|yours(?: \w+)?|"
    r"thanks(?: (?:a lot|so much|in advance|again|and \w+))?|thank you(?: (?:so much|very much|in advance))?|"
    r"many thanks|"
    r"br|rgds|thx|ta|mit freundlichen gr[uü][sß]+en|viele gr[uü][sß]+e|beste gr[uü][sß]+e|lg|vg|mfg|gru[sß]+|"
    r"cordialement|bien [aà] vous|merci(?: d'avance)?|saludos(?: cordiales)?|un saludo|gracias|atenciosamente|"
    r"obrigad[oa]|abra[cç]os|pozdrawiam|z powa[zż]aniem|sent from my .*|--+)\s*[,.!]*\s*$",
    re.IGNORECASE,
)
_THREAD = re.compile(
    r"^(?:-{2,}\s*(?:original message|forwarded message|urspr[uü]ngliche nachricht).*|on .{4,80} wrote:|"
    r"am .{4,80} schrieb.*:|"
    r"le .{4,80} a [eé]crit ?:|begin forwarded message:?|from: .+)$",
    re.IGNORECASE,
)
_TRACE = re.compile(
    r"^\s*(?:traceback \(most recent call last\):|at [\w$.<>]+\(.*\)|file \".*\", line \d+.*|caused by: .*|"
    r"\.\.\. \d+ more|#\d+\s+0x[0-9a-f]+.*|[\w.]+(?:exception|error): .*|goroutine \d+.*|"
    r"\d{4}-\d\d-\d\d[t ]\d\d:\d\d.*)$",
    re.IGNORECASE,
)
_MOST_SIGNED = 8
"""How many lines may stand under a sign-off."""


class Part(NamedTuple):
    """A stretch of a message: what it is, and where it starts and ends."""

    kind: Kind
    start: int
    end: int


def parts_of(message: str) -> tuple[Part, ...]:
    r"""List the parts of a message in order; sentences of the body are parts of their own.

    >>> [part.kind for part in parts_of("Hi all,\nthe export fails. Can you look?\nBest,\nAna")]
    ['greeting', 'body', 'body', 'closing']
    """
    lines = list(_lines(message))
    kinds = _kinds([message[start:end] for start, end in lines])
    found: list[Part] = []
    position = 0
    while position < len(lines):
        kind, first = kinds[position], position
        while position < len(lines) and kinds[position] == kind:
            position += 1
        start, end = lines[first][0], lines[position - 1][1]
        if kind == "body":
            block = message[start:end]
            found += [Part("body", start + left, start + right) for left, right in sentences(block)]
        elif message[start:end].strip():
            found.append(Part(kind, start, end))
    if not any(part.kind == "body" for part in found):
        found = [Part("body", left, right) for left, right in sentences(message)]
    return tuple(found)


def _lines(message: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in message.split("\n"):
        yield start, start + len(line)
        start += len(line) + 1


def _kinds(lines: list[str]) -> list[Kind]:
    kinds: list[Kind] = ["body"] * len(lines)
    written = [position for position, line in enumerate(lines) if line.strip()]
    thread = next((at for at in written if _THREAD.match(lines[at].strip())), len(lines))
    for at in written:
        line = lines[at].strip()
        if at >= thread or line.startswith(">"):
            kinds[at] = "quoted"
        elif _TRACE.match(line):
            kinds[at] = "trace"
    body = [at for at in written if kinds[at] == "body"]
    if len(body) > 1 and _GREETING.match(lines[body[0]].strip()):
        kinds[body[0]] = "greeting"
    signed = next((at for at in reversed(body[-_MOST_SIGNED:]) if _CLOSING.match(lines[at].strip())), None)
    for at in range(signed if signed is not None else len(lines), thread):
        if kinds[at] == "body":
            kinds[at] = "closing"
    return kinds
