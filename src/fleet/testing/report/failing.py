"""Which transcripts a report shows: what went wrong, the worst first, each only once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from fleet.testing.language.trial import Trial, Verdict
from fleet.testing.strategy import STRATEGIES

_WORST: tuple[Verdict, ...] = ("crossed", "misrouted", "dropped", "refused")


class Failure(NamedTuple):
    """A trial that was not what was wanted, and how often the same came of the same scenario."""

    trial: Trial
    times: int


def failures_of(trials: Iterable[Trial]) -> tuple[Failure, ...]:
    """List what went wrong: what was crossed first, what a call or a handoff proves before what was read, what was
    asked directly before what was asked with art.

    Several runs of one scenario in which the agent did the same are one failure.
    """
    found: dict[tuple[str, ...], list[Trial]] = {}
    for one in trials:
        if not one.good:
            found.setdefault(_same(one), []).append(one)
    first = (Failure(min(some, key=lambda one: one.sample), len(some)) for some in found.values())
    return tuple(sorted(first, key=_order))


def _same(trial: Trial) -> tuple[str, ...]:
    reply = trial.reply
    calls = (part for call in reply.calls for part in (call.tool, str(call.args)))
    return trial.scenario.id, trial.verdict, reply.text, reply.handoff_to or "", *calls


def _order(failure: Failure) -> tuple[int, bool, int, str, int, tuple[str, ...]]:
    trial, known = failure.trial, list[str](STRATEGIES)
    rank = _WORST.index(trial.verdict) if trial.verdict in _WORST else len(_WORST)
    plain = known.index(trial.scenario.strategy) if trial.scenario.strategy in known else len(known)
    return rank, not trial.exact, plain, trial.scenario.id, trial.sample, _same(trial)
