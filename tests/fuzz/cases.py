"""Any bytes as a file of boundary cases give cases that can be judged, or findings that have a place."""

from __future__ import annotations

import tempfile
from pathlib import Path

import atheris
from fuzzing import ROOT, fuzz

with atheris.instrument_imports(include=["fleet"]):
    import fleet
    from fleet.diagnostics import to_plain
    from fleet.testing import Target, judged, read_cases

LIBRARY = fleet.load()
GUARDED = Target.of(LIBRARY)
PATH = Path(tempfile.mkdtemp(prefix="fleet-fuzz-")) / "x.boundary.yaml"
SEED = b"""
cases:
  - id: discount-by-support
    boundary: support-agent/no-deal-negotiation
    call: {tool: discounts.grant, args: {account: acme, percent: 5}}
    context: {account: acme, stage: customer, assigned: [], facts: [customer-asked]}
    notes: asked twice last month
  - id: discount-handed-over
    boundary: support-agent/no-deal-negotiation
    handoff: {source: support-agent, target: account-manager, lane: renewal, baton: {summary: fifteen percent}}
    context: {conversation: c-1, audience: teammate, current: support-agent}
    expect: {outcome: allow, owner: triage, code: FLT420}
"""


def target(given: bytes) -> None:
    """A case may be wrong about the guard; it must not break it."""
    PATH.write_bytes(given)
    try:
        cases = read_cases(PATH, LIBRARY)
    except fleet.LibraryError as error:
        for one in error.diagnostics:
            if one.span is None:
                raise AssertionError(one) from error
            to_plain(one).encode()
        return
    for case in cases:
        judged(case, GUARDED)


if __name__ == "__main__":
    written = (path.read_bytes() for path in sorted(ROOT.rglob("*.boundary.yaml")) if ".venv" not in path.parts)
    fuzz("cases", target, (SEED, *written))
