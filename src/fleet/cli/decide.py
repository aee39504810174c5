"""``fleet decide``: ask the guard about one call or one handoff, as an agent's host would."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from fleet.cli.ending import OK, REFUSED
from fleet.cli.home import opened
from fleet.cli.known import AudienceName, context_of
from fleet.cli.options import (
    AccountOption,
    AssignedOption,
    AudienceOption,
    CurrentOption,
    FactOption,
    JsonOption,
    LaneOption,
    LibraryOption,
    NobodyOption,
    OptionalPersona,
    OptionalTool,
    StageOption,
)
from fleet.cli.plain import print_json
from fleet.errors import FleetError
from fleet.guard import Decision, Guard, Handoff
from fleet.spec import Context

_STDIN = "-"


def decide_command(
    persona: OptionalPersona = None,
    tool: OptionalTool = None,
    *,
    args: Annotated[
        str, typer.Option("--args", metavar="JSON", help="Arguments of the call; `-` reads them from standard input.")
    ] = "{}",
    handoff: Annotated[
        tuple[str, str] | None,
        typer.Option(
            "--handoff", metavar="SOURCE TARGET", show_default=False, help="Ask about a handoff instead of a call."
        ),
    ] = None,
    lane: LaneOption = None,
    account: AccountOption = None,
    stage: StageOption = None,
    audience: AudienceOption = AudienceName.customer,
    assigned: AssignedOption = None,
    nobody_assigned: NobodyOption = False,
    fact: FactOption = None,
    current: CurrentOption = None,
    library: LibraryOption = None,
    json: JsonOption = False,
) -> int:
    """Decide a call or a handoff. The exit code is 3 for anything but allow."""
    _consistent(persona, tool, handoff, lane)
    context = context_of(
        account=account,
        stage=stage,
        audience=audience,
        assigned=assigned,
        nobody=nobody_assigned,
        facts=fact,
        current=current,
    )
    guard = Guard(opened(library, machine=json))
    if handoff is not None:
        decision = _handed_over(guard, Handoff(*handoff, lane=lane), context)
    else:
        arguments = sys.stdin.read() if args == _STDIN else args
        decision = guard.check_call(persona or "", tool or "", arguments, context=context)
    if json:
        print_json(decision_data(decision))
    else:
        _say(decision)
    return OK if decision else REFUSED


def decision_data(decision: Decision) -> dict[str, object]:
    """A decision as plain data."""
    return {
        "outcome": decision.outcome,
        "persona": decision.persona,
        "lane": decision.lane,
        "owner": decision.owner,
        "reasons": [
            {"code": reason.code, "name": reason.name, "message": reason.message, "boundary": reason.boundary}
            for reason in decision.reasons
        ],
        "evidence": decision.evidence,
        "explanation": decision.explain(),
    }


def _consistent(persona: str | None, tool: str | None, handoff: tuple[str, str] | None, lane: str | None) -> None:
    message = ""
    if handoff is None and (persona is None or tool is None):
        message = "name a persona and a tool, or ask about `--handoff SOURCE TARGET`"
    elif handoff is None and lane is not None:
        message = "`--lane` belongs to `--handoff`; leave it out, for a call is in the lane of its tool"
    elif handoff is not None and persona is not None:
        message = (
            "`--handoff SOURCE TARGET` asks about a handoff, and takes no persona and no tool besides; leave them out"
        )
    if message:
        raise FleetError(message)


def _handed_over(guard: Guard, handoff: Handoff, context: Context) -> Decision:
    """Decide a handoff; where nothing else is said, its source has the work."""
    if context.current is None:
        context = context.model_copy(update={"current": handoff.source})
    return guard.check_handoff(handoff, context=context)


def _say(decision: Decision) -> None:
    print(decision.explain(to="person"))
    if not decision and decision.owner is not None:
        print(f"owner: {decision.owner}")
    print(f"a model reads: {decision.explain()}")
