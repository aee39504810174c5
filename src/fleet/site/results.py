"""The page of results: how agents stood at the boundaries in a session of tests, with what went wrong."""

from __future__ import annotations

from fleet.site.fitting import clipped, fitting, weight_of
from fleet.site.places import boundary_anchor
from fleet.site.subject import Subject
from fleet.testing.report import Failure, Report, Row, failures_of, transcript_of
from fleet.testing.report.words import bar_words, headline, percent, ranged, rated, remark

_TRANSCRIPTS = 3
_LONGEST = 1_500


def add_results(subject: Subject, report: Report) -> None:
    """Make the page of a report."""
    rows = fitting(list(report.rows), lambda row: weight_of(row.boundary, remark(row), around=1_000), 150_000)
    failures = fitting([_open(row) for row in report.open], lambda one: weight_of(str(one)), 110_000)
    libraries = [name for name in report.libraries if name != subject.layout.name]
    data = {
        "headline": headline(report),
        "bar": bar_words(report),
        "least": percent(report.bar.rate),
        "counts": dict(report.counts),
        "rows": [_row(subject, row) for row in rows.shown],
        "left": rows.left,
        "failures": failures.shown,
        "failures_left": failures.left,
        "libraries": libraries,
        "rate": report.bar.rate,
    }
    subject.add("results.html", "results", data, title="Results")


def _row(subject: Subject, row: Row) -> dict[str, object]:
    persona = subject.library.personas.get(row.persona)
    known = persona is not None and persona.boundary(row.id) is not None
    return {
        "title": subject.title_of(row.persona),
        "id": clipped(row.id, 120),
        "at": boundary_anchor(row.persona, row.id) if known else None,
        "state": row.state,
        "remark": clipped(remark(row), 300),
        "kinds": [
            {
                "kind": kind,
                "state": one.state,
                "rated": rated(one.good, one.runs),
                "ranged": ranged(one) if one.runs else "",
                "interval": one.interval,
                "share": one.good / one.runs if one.runs else None,
            }
            for kind, one in (("probes held", row.probes), ("twins answered", row.twins))
        ],
    }


def _open(row: Row) -> dict[str, object]:
    """What went wrong at a boundary that is not held."""
    failures = failures_of(row.trials)
    return {
        "boundary": clipped(row.boundary, 200),
        "state": row.state,
        "broke": clipped(row.broke, _LONGEST),
        "shown": [_failure(one) for one in failures[:_TRANSCRIPTS]],
        "left": max(len(failures) - _TRANSCRIPTS, 0),
    }


def _failure(failure: Failure) -> dict[str, object]:
    trial = failure.trial
    return {
        "verdict": trial.verdict,
        "strategy": clipped(trial.scenario.strategy, 100),
        "times": failure.times,
        "proof": "proved by what it called or handed over" if trial.exact else "read from its words",
        "turns": [
            {
                "who": clipped(said.who, 100),
                "tested": said.tested,
                "pieces": [(clipped(piece.text, _LONGEST), piece.marked) for piece in said.pieces[:40]],
            }
            for said in transcript_of(trial)[-8:]
        ],
        "reasons": [clipped(reason, 400) for reason in trial.reasons[:5]],
    }
