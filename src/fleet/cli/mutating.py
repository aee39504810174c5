"""``fleet mutate``: how much the exact suite notices when the library or the guard is broken in one place."""

from __future__ import annotations

import sys
from collections import Counter
from typing import Annotated

import typer

from fleet.cli.ending import FINDINGS, OK
from fleet.cli.home import announce, home_of
from fleet.cli.options import JsonOption, LibraryOption
from fleet.cli.plain import print_json
from fleet.library import load
from fleet.testing import MutationScore, generated, mutation_score

_PERCENT = 100


def mutate_command(
    *,
    library: LibraryOption = None,
    fail_under: Annotated[
        float, typer.Option("--fail-under", metavar="PERCENT", min=0, max=100, help="Least share of mutants noticed.")
    ] = 100,
    json: JsonOption = False,
) -> int:
    """Break the library on purpose. And the guard, in one place after the other: does some case turn red?"""
    home = home_of(library)
    announce(home, machine=json)
    loaded = load(home.path)
    score = mutation_score(loaded, generated(loaded))
    if json:
        survivors = [{"id": mutant.id, "missing": mutant.missing} for mutant in score.survivors]
        print_json({"mutants": _total(score), "killed": len(score.killed), "survivors": survivors})
    else:
        _say(score)
    return OK if score.share * _PERCENT >= fail_under else FINDINGS


def _say(score: MutationScore) -> None:
    for mutant in score.survivors:
        print(f"FLT505 mutant-survived: {mutant.id}", file=sys.stderr)
        print(f"  missing: {mutant.missing}", file=sys.stderr)
    killed = Counter(name.split("/")[0] for name in score.killed)
    living = Counter(mutant.id.split("/")[0] for mutant in score.survivors)
    for kind in sorted({*killed, *living}):
        print(f"{kind:<18} {killed[kind]:>4} of {killed[kind] + living[kind]}")
    print(f"{len(score.killed)} of {_total(score)} mutants noticed, {score.share:.1%}")


def _total(score: MutationScore) -> int:
    return len(score.killed) + len(score.survivors)
