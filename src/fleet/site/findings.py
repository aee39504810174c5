"""The page of findings: what a check says about the library, each with its place."""

from __future__ import annotations

from collections.abc import Sequence

from fleet.diagnostics import Diagnostic
from fleet.site.fitting import clipped, in_parts, part_page, weight_of
from fleet.site.subject import Subject

_ROOM = 220_000
_LONGEST = 2_000


def add_findings(subject: Subject, findings: Sequence[Diagnostic]) -> None:
    """Make the page of the findings."""
    items = [_item(subject, finding) for finding in findings]
    parts = list(in_parts(items, lambda one: weight_of(str(one), around=500), _ROOM))
    for number, part in enumerate(parts, start=1):
        data = {
            "total": len(items),
            "items": part,
            "first": sum(len(one) for one in parts[: number - 1]) + 1,
            "parts": len(parts),
            "part_number": number,
            "stem": "findings",
        }
        subject.add(part_page("findings", number), "findings", data, title="Findings", here="findings.html")


def _item(subject: Subject, finding: Diagnostic) -> dict[str, object]:
    span = finding.span
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity,
        "message": clipped(finding.message, _LONGEST),
        "source": subject.places.source(span) if span else None,
        "excerpt": clipped(span.excerpt.strip(), 400) if span else "",
        "labels": [(subject.places.source(label.span), clipped(label.text, 400)) for label in finding.labels[:20]],
        "note": clipped(finding.note or "", _LONGEST),
        "help": clipped(finding.help or "", _LONGEST),
    }
