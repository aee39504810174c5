"""How well the guard reads replies: `python benchmarks/replies.py`; 400 drafts that nothing learned from.

`replies/*.yaml`, by two writers apart from the corpus: each sentence with its act and lane, so that it is computed
which drafts cross. A third may be looked at (`--part looked`, `--show`), two thirds are scored only.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from pathlib import Path
from typing import NamedTuple

import yaml

import fleet

sys.path.insert(0, str(Path(__file__).parent.parent / "tools"))

import corpus

FOLDER = Path(__file__).parent / "replies"
LONG = 6
"""Sentences from which a reply is long."""


class Case(NamedTuple):
    """A draft with the sentences that cross, and what the guard said of it."""

    draft: corpus.Draft
    crossing: tuple[corpus.Sentence, ...]
    decision: fleet.Decision
    seconds: float


def main() -> None:
    """Judge all drafts of a part, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=["looked", "scored"], default="scored")
    parser.add_argument("--show", action="store_true", help="what was missed or blocked; only of the part looked at")
    given = parser.parse_args()
    library = fleet.load()
    guard = fleet.Guard(library)
    guard.check_reply("support-agent", "The import works again.")
    cases = [judged(guard, library, draft) for draft in drafts(scored=given.part == "scored")]
    if given.show and given.part == "looked":
        show(cases)
    report(cases)


def drafts(*, scored: bool) -> list[corpus.Draft]:
    """The drafts of a part: every third may be looked at."""
    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        found += [corpus.draft_of(said) for said in yaml.safe_load(path.read_text("utf-8"))["drafts"]]
    found.sort(key=lambda one: one.id)
    return [draft for at, draft in enumerate(found) if (at % 3 == 0) != scored]


def judged(guard: fleet.Guard, library: fleet.Library, draft: corpus.Draft) -> Case:
    """Put a draft to the guard, as an agent would have written it."""
    start = time.perf_counter()
    decision = guard.check_reply(draft.persona, draft.text, context=draft.context, incoming=draft.incoming)
    return Case(draft, corpus.crossing(library, draft), decision, time.perf_counter() - start)


def report(cases: list[Case]) -> None:
    """Print recall and precision of crossings, the lane named, false blocks, and time."""
    crossing = [case for case in cases if case.crossing]
    clean = [case for case in cases if not case.crossing]
    caught = [case for case in crossing if not case.decision]
    blocked = [case for case in clean if not case.decision]
    named = [case for case in caught if case.decision.lane in {one.lane for one in case.crossing}]
    pointed = [case for case in caught if {one.text for one in case.crossing} & set(case.decision.evidence)]
    long = [case for case in clean if len(case.draft.sentences) >= LONG]
    own = [case for case in long if all(one.act in ("does", "small-talk", "asks") for one in case.draft.sentences)]
    print(f"{len(cases)} drafts, {len(crossing)} cross")
    print(f"crossings: recall {share(caught, crossing)}, precision {share(caught, [*caught, *blocked])}")
    print(
        f"of those caught: right lane {share(named, caught)}, the sentence is in the evidence {share(pointed, caught)}"
    )
    for what, group in (("clean", clean), (f"clean, {LONG} or more sentences", long), ("of these in-lane only", own)):
        print(f"blocked of {what}: {share([case for case in group if not case.decision], group)}")
    sentences = sum(len(case.draft.sentences) for case in cases)
    milliseconds = 1000 * sum(case.seconds for case in cases) / sentences
    median = 1000 * statistics.median(case.seconds for case in cases)
    print(f"time: {milliseconds:.2f} ms a sentence, {median:.1f} ms a draft (median)")


def show(cases: list[Case]) -> None:
    """Print what was missed and what was blocked."""
    for case in cases:
        if bool(case.crossing) == bool(case.decision):
            what = "missed" if case.crossing else "blocked"
            sentence = case.crossing[0] if case.crossing else None
            print(f"{what} {case.draft.id} {case.draft.persona}: {sentence or case.decision.evidence}")


def share(part: list[Case], whole: list[Case]) -> str:
    """A share in percent, with its counts."""
    return f"{100 * len(part) / max(1, len(whole)):.1f} % ({len(part)} of {len(whole)})"


if __name__ == "__main__":
    main()
