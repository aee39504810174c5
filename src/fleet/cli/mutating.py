"""``fleet mutate``: how much the exact suite notices when the library or the guard is broken in one place."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Annotated

import typer

from fleet.cli.ending import FINDINGS, OK
from fleet.cli.home import announce, home_of
from fleet.cli.options import JsonOption, LibraryOption
from fleet.cli.plain import print_json
from fleet.diagnostics import quoted
from fleet.library import load
from fleet.testing import Mutant, MutationScore, generated, mutation_score

_PERCENT = 100


def _percent(said: str) -> float:
    """A share in percent.

    Raises:
        BadParameter: for what is no number from 0 to 100.
    """
    with suppress(ValueError):
        if 0 <= float(said) <= _PERCENT:
            return float(said)
    message = f"{quoted(said)} is not a number from 0 to 100"
    raise typer.BadParameter(message)


def mutate_command(
    *,
    library: LibraryOption = None,
    fail_under: Annotated[
        float, typer.Option("--fail-under", metavar="PERCENT", parser=_percent, help="Least share of mutants noticed.")
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


def survivor_lines(survivors: Iterable[Mutant]) -> Iterator[str]:
    """What was broken and not noticed, each with the case that is missing."""
    for mutant in survivors:
        yield f"FLT505 mutant-survived: {mutant.id}"
        yield f"  missing: {mutant.missing}"


def _say(score: MutationScore) -> None:
    for line in survivor_lines(score.survivors):
        print(line, file=sys.stderr)
    killed = Counter(name.split("/")[0] for name in score.killed)
    living = Counter(mutant.id.split("/")[0] for mutant in score.survivors)
    for kind in sorted({*killed, *living}):
        print(f"{kind:<18} {killed[kind]:>4} of {killed[kind] + living[kind]}")
    print(f"{len(score.killed)} of {_total(score)} mutants noticed, {score.share:.1%}")


def _total(score: MutationScore) -> int:
    return len(score.killed) + len(score.survivors)
