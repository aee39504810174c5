"""``fleet plan``: what changes between two libraries, and whether a change of some kind must not pass."""

from __future__ import annotations

import sys
import tempfile
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from fleet.cli.ending import FINDINGS, OK, colored
from fleet.cli.home import home_of
from fleet.cli.options import LibraryOption
from fleet.cli.plain import print_json
from fleet.cli.planned import plan_github, plan_json, plan_markdown, plan_text
from fleet.cli.revision import Repository
from fleet.cli.versions import Side, called, loaded, revision_of, side_of
from fleet.diagnostics import quoted, suggestion
from fleet.errors import FleetError
from fleet.plan import VERDICTS, Plan, Verdict, compared


class PlanFormat(StrEnum):
    """How a plan is written: for a terminal, as data, for a pull request, or as annotations of a code host."""

    text = "text"
    json = "json"
    markdown = "markdown"
    github = "github"


def plan_command(
    old: Annotated[
        str | None,
        typer.Argument(metavar="[OLD]", show_default=False, help="A folder, a git revision, or `shipped`."),
    ] = None,
    new: Annotated[
        str | None,
        typer.Argument(metavar="[NEW]", show_default=False, help="The same; left out, the library as it is now."),
    ] = None,
    *,
    fail_on: Annotated[
        str | None,
        typer.Option(
            "--fail-on",
            metavar="WORDS",
            show_default=False,
            help=f"Exit with 1 if there is a change of one of these kinds, with commas between: {', '.join(VERDICTS)}.",
        ),
    ] = None,
    diff: Annotated[bool, typer.Option("--diff", help="Show how each prompt changes, line by line.")] = False,
    format_: Annotated[PlanFormat, typer.Option("--format", help="How the plan is written.")] = PlanFormat.text,
    json: Annotated[bool, typer.Option("--json", help="The same as `--format json`.")] = False,
    library: LibraryOption = None,
) -> int:
    """Say what changes. Left out, OLD is where this branch left the main branch.

    Lanes that move, powers that widen or narrow, boundaries that are new, gone, weaker or in other words, prompts that
    differ.
    """
    forbidden = _verdicts(fail_on)
    format_ = PlanFormat.json if json else format_
    with tempfile.TemporaryDirectory(prefix="fleet-plan-") as scratch:
        was, now = _sides(old, new, library, Path(scratch))
        print(f"plan: {was.name} -> {now.name}", file=sys.stdout if format_ is PlanFormat.text else sys.stderr)
        before, after = loaded(was), loaded(now)
        plan = called(compared(before, after), (was, now))
    _write(plan, format_, diff=diff, same=before == after)
    failing = plan.of(*forbidden)
    if failing:
        words = " and ".join(verdict for verdict in VERDICTS if verdict in {change.verdict for change in failing})
        print(f"error: this {words} the library; `--fail-on {fail_on}` forbids it", file=sys.stderr)
    return FINDINGS if failing else OK


def _verdicts(said: str | None) -> tuple[Verdict, ...]:
    """The words of ``--fail-on``."""
    words = [word.strip() for word in (said or "").split(",") if word.strip()]
    for word in words:
        if word not in VERDICTS:
            message = f"`--fail-on` does not know {quoted(word)}; {suggestion(word, VERDICTS)}"
            raise FleetError(message)
    return tuple(verdict for verdict in VERDICTS if verdict in words)


def _sides(old: str | None, new: str | None, library: Path | None, scratch: Path) -> tuple[Side, Side]:
    now = Side.of(home_of(library).path)
    here = now.folder
    if old is None:
        if here is None:
            message = "there is no library here; name two of them: `fleet plan OLD NEW`"
            raise FleetError(message)
        repository = Repository.of(here)
        return revision_of(repository, repository.fork(), scratch / "old"), now
    was = side_of(old, here, scratch / "old")
    return was, now if new is None else side_of(new, here, scratch / "new")


def _write(plan: Plan, format_: PlanFormat, *, diff: bool, same: bool) -> None:
    match format_:
        case PlanFormat.json:
            print_json(plan_json(plan))
        case PlanFormat.markdown:
            print("\n".join(plan_markdown(plan)))
        case PlanFormat.github:
            for line in plan_github(plan):
                print(line)
        case PlanFormat.text:
            for line in plan_text(plan, diff=diff, color=colored(sys.stdout)):
                print(line)
            if not plan:
                print("nothing changes" if same else "no decision, boundary or prompt changes, only examples or notes")
