"""``fleet decide``: ask the guard about one call, one reply or one handoff, as an agent's host would."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from fleet.cli.completing import tools
from fleet.cli.ending import OK, REFUSED
from fleet.cli.handed import handoff_of, object_of
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
from fleet.diagnostics import visible
from fleet.errors import FleetError
from fleet.guard import Decision, Guard, Handoff, Record

_STDIN = "-"


def decide_command(
    persona: OptionalPersona = None,
    tool: OptionalTool = None,
    *,
    reply: Annotated[
        str | None,
        typer.Option(
            "--reply", metavar="TEXT", show_default=False, help="Ask about a draft; `-` reads it from standard input."
        ),
    ] = None,
    incoming: Annotated[
        str | None,
        typer.Option("--incoming", metavar="TEXT", show_default=False, help="The message that the draft answers."),
    ] = None,
    args: Annotated[
        str, typer.Option("--args", metavar="JSON", help="Arguments of the call; `-` reads them from standard input.")
    ] = "{}",
    named: Annotated[
        str | None,
        typer.Option("--tool", metavar="TOOL", autocompletion=tools, show_default=False, help="The same as TOOL."),
    ] = None,
    handoff: Annotated[
        str | None,
        typer.Option(
            "--handoff",
            metavar="SOURCE TARGET",
            show_default=False,
            help="Ask about a handoff instead of a call; `-` reads all of it as JSON from standard input.",
        ),
    ] = None,
    lane: LaneOption = None,
    baton: Annotated[
        str | None,
        typer.Option(
            "--baton", metavar="JSON", show_default=False, help="What is handed over; `-` reads it from standard input."
        ),
    ] = None,
    record: Annotated[
        Path | None,
        typer.Option("--record", metavar="DIR", show_default=False, help="Folder where the decision is written down."),
    ] = None,
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
    """Decide a call, a reply or a handoff. The exit code is 3 for anything but allow."""
    asked = _Asked(persona, tool, named, reply, handoff)
    _consistent(asked, lane=lane, incoming=incoming, baton=baton)
    context = context_of(
        account=account,
        stage=stage,
        audience=audience,
        assigned=assigned,
        nobody=nobody_assigned,
        facts=fact,
        current=current,
    )
    guard = Guard(opened(library, machine=json), record=Record(record) if record is not None else None)
    if handoff is not None:
        asked_over = _handoff(handoff, persona, lane, baton)
        decision = guard.check_handoff(asked_over, context=asked_over.held(context))
    elif reply is not None:
        decision = guard.check_reply(persona or "", _given(reply), context=context, incoming=incoming)
    else:
        decision = guard.check_call(persona or "", tool or named or "", _given(args), context=context)
    if json:
        print_json(decision.to_json())
    else:
        _say(decision)
    return OK if decision else REFUSED


class _Asked(NamedTuple):
    """What the command line asks about: where it is a handoff, its target stands where personas do."""

    persona: str | None
    tool: str | None
    named: str | None
    reply: str | None
    handoff: str | None

    @property
    def things(self) -> int:
        """How many things a persona is asked about."""
        return sum(one is not None for one in (self.tool, self.named, self.reply))


def _consistent(asked: _Asked, *, lane: str | None, incoming: str | None, baton: str | None) -> None:
    message = ""
    if asked.handoff is None and (asked.persona is None or asked.things != 1):
        message = "name a persona and a tool, or a persona and `--reply TEXT`, or ask about `--handoff SOURCE TARGET`"
    elif asked.handoff is None and lane is not None:
        message = "`--lane` belongs to `--handoff`; leave it out, for a call is in the lane of its tool"
    elif asked.handoff is None and baton is not None:
        message = "`--baton` belongs to `--handoff`; leave it out"
    elif asked.reply is None and incoming is not None:
        message = "`--incoming` belongs to `--reply`; leave it out"
    elif asked.handoff == _STDIN and (asked.persona, lane, baton) != (None, None, None):
        message = (
            "`--handoff -` reads source, target, lane, reason and baton as one mapping of JSON; leave the rest out"
        )
    elif asked.handoff is not None and (asked.things or (asked.persona is None and asked.handoff != _STDIN)):
        message = "`--handoff SOURCE TARGET` asks about a handoff, and takes no persona, tool or reply"
    if message:
        raise FleetError(message)


def _given(text: str) -> str:
    return sys.stdin.read() if text == _STDIN else text


def _handoff(source: str, target: str | None, lane: str | None, baton: str | None) -> Handoff:
    if source == _STDIN:
        return handoff_of(sys.stdin.read())
    told = object_of(_given(baton), "baton") if baton is not None else None
    return Handoff(source, target or "", lane=lane, baton=told)


def _say(decision: Decision) -> None:
    print(decision.explain(to="person"))
    if not decision and decision.owner is not None:
        print(f"owner: {decision.owner}")
    for sentence in decision.evidence if decision.kind == "reply" else ():
        print(f"sentence: {visible(sentence)}")
    print(f"a model reads: {decision.explain()}")
    if decision.record is not None:
        print(f"recorded: {decision.record}")
