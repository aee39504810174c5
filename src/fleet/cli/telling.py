"""A decision as lines of a terminal: its outcome, what was asked about, and the reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.text import Text

from fleet.diagnostics import visible
from fleet.guard import Decision

COLORS: Mapping[str, str] = {"allow": "green", "ask": "yellow", "redirect": "red", "deny": "red"}
"""The color of each outcome."""

_WIDTH = 9


def told(word: str, words: str, style: str = "bold") -> Text:
    """A line: one word that says what it is, and what there is to say; nothing in it can move the cursor."""
    return Text.assemble((word.ljust(_WIDTH), style), seen(words))


def told_more(words: str, style: str = "dim") -> Text:
    """A line that belongs to the one before it."""
    return Text(f"{'':{_WIDTH}}{seen(words)}", style)


def decision_lines(decision: Decision) -> Iterator[Text]:
    """An outcome and what was asked about; below it who does it instead and why, if it is not allowed."""
    yield told(decision.outcome, decision_words(decision), COLORS[decision.outcome])
    if not decision:
        yield told_more(why(decision))
    elif decision.approval is not None:
        yield told_more(f"approved by {decision.approval.by}")


def decision_words(decision: Decision) -> str:
    """What a decision is about, in a few words."""
    if decision.kind == "handoff":
        source, _, target = decision.name.partition(" -> ")
        return f"{source} hands {decision.lane or 'work'} to {target}"
    if decision.kind == "reply":
        return f"{decision.persona} says: {' '.join(decision.evidence)}"
    arguments = decision.arguments or decision.refused
    given = arguments.thawed() if arguments is not None else {}
    return f"{decision.persona} calls {decision.name}({', '.join(f'{name}={value}' for name, value in given.items())})"


def why(decision: Decision) -> str:
    """Who does it, and the reason with the most to say: the boundary, where there is one."""
    reason = next((one for one in decision.reasons if one.boundary), decision.reasons[0])
    who = f"for {decision.owner}: " if decision.outcome == "redirect" else ""
    return f"{who}{reason.message.removeprefix(f'`{decision.persona}` ')}"


def seen(words: str) -> str:
    """Words from outside on one line, with every character that cannot be seen written out."""
    return visible(" ".join(words.split()))
