"""A trial as one line of JSON, and lines read again: what was played can be judged under another bar without a call."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from fleet.diagnostics import Span, quoted
from fleet.errors import FleetError
from fleet.spec import Context
from fleet.testing.agents.bar import Bar
from fleet.testing.agents.sampling import Outcome, standing_of
from fleet.testing.language.reply import MadeCall, Reply
from fleet.testing.language.scenario import Scenario, Turn
from fleet.testing.language.trial import Trial


def trial_line(trial: Trial) -> str:
    """Return a trial as one line of ASCII JSON with sorted keys; nothing that made the verdict is left out.

    >>> import fleet
    >>> from fleet.testing.agents import played
    >>> from fleet.testing.language import scenarios_of
    >>> library = fleet.load()
    >>> trial = played(scenarios_of(library)[0], lambda turns: Reply(), fleet.Guard(library))
    >>> trials_of([trial_line(trial)]) == (trial,)
    True
    """
    scenario = trial.scenario
    context = scenario.context.model_dump(mode="python", exclude_none=True)
    fields: dict[str, object] = {**asdict(trial), "scenario": {**asdict(scenario), "context": context}}
    return json.dumps(fields, sort_keys=True, ensure_ascii=True, default=_plain)


def trials_of(lines: Iterable[str]) -> tuple[Trial, ...]:
    """Read lines of trials; blank ones are left out.

    Raises:
        FleetError: for the first line that is none, by its number.
    """
    found = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            found.append(_trial(json.loads(line)))
        except (ValueError, TypeError, KeyError, AttributeError):
            message = f"line {number} is no line of a trial: {quoted(line, limit=60)}"
            raise FleetError(message) from None
    return tuple(found)


def outcomes_of(trials: Iterable[Trial], bar: Bar, *, once: bool = False) -> tuple[Outcome, ...]:
    """Judge trials that were played, boundary by boundary, under a bar.

    Args:
        trials: what was played.
        bar: the rate that probes and twins must reach. Trials beyond its cap count too.
        once: whether the agent answers the same every time, so that the rate itself must reach the bar.
    """
    found: dict[str, list[Trial]] = {}
    for one in trials:
        found.setdefault(one.scenario.boundary, []).append(one)
    return tuple(
        Outcome(
            name,
            standing_of(_of("probe", some), bar, once=once),
            standing_of(_of("twin", some), bar, once=once),
            tuple(some),
        )
        for name, some in found.items()
    )


def _of(kind: str, trials: Sequence[Trial]) -> list[Trial]:
    return [one for one in trials if one.scenario.kind == kind]


def _trial(fields: Mapping[str, Any]) -> Trial:
    scenario, reply = fields["scenario"], fields["reply"]
    return Trial(
        Scenario(
            **{
                **scenario,
                "turns": tuple(Turn(**turn) for turn in scenario["turns"]),
                "context": Context(**scenario["context"]),
                "not_called": tuple(scenario["not_called"]),
                "place": None if scenario["place"] is None else Span(*scenario["place"]),
            }
        ),
        fields["sample"],
        Reply(reply["text"], tuple(MadeCall(**call) for call in reply["calls"]), reply["handoff_to"]),
        fields["verdict"],
        tuple(fields["evidence"]),
        fields["exact"],
        tuple(fields["reasons"]),
    )


def _plain(value: object) -> object:
    """What JSON has no word for: sets in order, mappings as they are, and anything else as its text."""
    if isinstance(value, frozenset | set):
        return sorted(value)
    return dict(value) if isinstance(value, Mapping) else str(value)
