"""Questions to whoever sits at the terminal: a line, a yes or a no, and a call that waits for a human."""

from __future__ import annotations

import getpass
import sys

from fleet.diagnostics import visible
from fleet.integrations.langgraph.interrupts import approve, reject
from fleet.integrations.langgraph.watched import Question

QUIT = "/quit"
"""What ends a talk."""

_APPROVE = "approve this call? yes or no: "
_YES = frozenset({"y", "yes"})


class LeftOpenError(Exception):
    """Whoever sits there goes, and leaves a question for the next start."""


def approved(question: Question) -> object:
    """Ask whoever sits there about one exact call; who says nothing says no."""
    return _answered(question, asked(_APPROVE))


def approved_or_left(question: Question) -> object:
    """The same, where the question can wait: who goes says neither yes nor no.

    Raises:
        LeftOpenError: if they do.
    """
    said = asked(_APPROVE)
    if said is None or said == QUIT:
        raise LeftOpenError
    return _answered(question, said)


def _answered(question: Question, said: str | None) -> object:
    by = getpass.getuser()
    return approve(question, by=by) if is_yes(said) else reject(question, by=by)


def is_yes(said: str | None) -> bool:
    """Whether an answer is a yes; all else is a no."""
    return said is not None and said.lower() in _YES


def asked(prompt: str) -> str | None:
    """A line of whoever sits there; None at the end. What comes from a pipe is shown, as a terminal would."""
    try:
        text = input(prompt)
    except EOFError:
        print()
        return None
    if not sys.stdin.isatty():
        print(visible(text), flush=True)
    return text.strip()
