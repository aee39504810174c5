"""What was played in a session, a line each: a trial with the library that it is from, or a boundary that broke."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from fleet.diagnostics import quoted
from fleet.errors import FleetError
from fleet.testing.agents.line import trial_line, trials_of
from fleet.testing.language.rates import VERDICTS
from fleet.testing.language.trial import Trial


class Played(NamedTuple):
    """One line of a report.

    Attributes:
        library: the library, by its folder as the session saw it.
        boundary: as ``class/id``.
        once: whether the agent answers the same every time, so that each scenario was played once.
        trial: what was played; None if nothing was, for the agent or its test broke.
        broke: how it broke; empty if it did not.
    """

    library: str
    boundary: str
    once: bool
    trial: Trial | None
    broke: str = ""


def played_line(played: Played) -> str:
    """Return a line of ASCII JSON with sorted keys; that of a trial is read by `fleet.testing.agents.trials_of` too.

    >>> line = played_line(Played("roles", "trainer/no-pricing", False, None, "ConnectionError: no route"))
    >>> line
    '{"boundary": "trainer/no-pricing", "broke": "ConnectionError: no route", "library": "roles", "once": false}'
    >>> read_played(line)[0].broke
    'ConnectionError: no route'
    """
    about: dict[str, object] = {"library": played.library, "once": played.once}
    if played.trial is None:
        about |= {"boundary": played.boundary, "broke": played.broke}
    else:
        about |= json.loads(trial_line(played.trial))
    return json.dumps(about, sort_keys=True, ensure_ascii=True)


def in_order(played: Iterable[Played]) -> tuple[Played, ...]:
    """Put them into the one order that does not depend on who played first: library, boundary, scenario, sample."""
    return tuple(one for _, _, one in sorted((_order(one), played_line(one), one) for one in played))


def read_played(text: str) -> tuple[Played, ...]:
    """Read lines that `played_line` wrote, of one session or of several; blank ones are left out.

    Raises:
        FleetError: for the first line that is none, by its number.
    """
    found = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        one = _read(line)
        if one is None:
            message = f"line {number} is no line of a report: {quoted(line)}"
            raise FleetError(message)
        found.append(one)
    return tuple(found)


def _order(played: Played) -> tuple[str, str, str, str, int]:
    if played.trial is None:
        return played.library, played.boundary, "", "", 0
    scenario = played.trial.scenario
    return played.library, played.boundary, scenario.kind, scenario.id, played.trial.sample


def _read(line: str) -> Played | None:
    """One line, None if it is none."""
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(fields, Mapping):
        return None
    library, once = fields.get("library", ""), fields.get("once", False)
    if not isinstance(library, str) or not isinstance(once, bool):
        return None
    if "broke" in fields:
        boundary, broke = fields.get("boundary"), fields["broke"]
        if not isinstance(boundary, str) or not isinstance(broke, str):
            return None
        return Played(library, boundary, once, None, broke)
    try:
        trial = trials_of([line])[0]
    except FleetError:
        return None
    return Played(library, trial.scenario.boundary, once, trial) if _sound(trial) else None


def _sound(trial: Trial) -> bool:
    """Whether the values of a trial are what they must be: a line may have been written by anybody."""
    scenario, reply = trial.scenario, trial.reply
    texts: list[object] = [scenario.id, scenario.persona, scenario.boundary, scenario.strategy, scenario.lane]
    texts += [scenario.owner, *scenario.not_called, reply.text, *trial.evidence, *trial.reasons]
    texts += [text for turn in scenario.turns for text in (turn.role, turn.text, turn.name or "")]
    texts += [call.tool for call in reply.calls] + [reply.handoff_to or ""]
    texts += [] if scenario.place is None else [scenario.place.path, scenario.place.excerpt]
    args: list[object] = [call.args for call in reply.calls]
    numbers: list[object] = [trial.sample]
    return (
        all(isinstance(one, str) for one in texts)
        and all(isinstance(one, str | Mapping) for one in args)
        and all(isinstance(one, int) for one in numbers)
        and trial.verdict in VERDICTS
        and scenario.kind in ("probe", "twin")
    )
