"""``fleet route``: who takes a message, how sure that is, and why."""

from __future__ import annotations

import json as json_
import sys
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Annotated

import typer

from fleet.cli.ending import OK, REFUSED
from fleet.cli.home import opened
from fleet.cli.known import AudienceName, context_of
from fleet.cli.options import (
    AssignedOption,
    AudienceOption,
    CurrentOption,
    FactOption,
    JsonOption,
    LibraryOption,
    NobodyOption,
    StageOption,
)
from fleet.cli.plain import print_json
from fleet.diagnostics import quoted, visible
from fleet.errors import FleetError
from fleet.routing import Route, Router
from fleet.spec import Context

_STDIN = "-"
_WIDE = 100


class EncoderChoice(StrEnum):
    """The encoders that come with the package."""

    auto = "auto"
    accurate = "accurate"
    fast = "fast"


def route_command(
    message: Annotated[
        str, typer.Argument(metavar="MESSAGE", help="The message; `-` reads it from standard input.")
    ] = _STDIN,
    *,
    lines: Annotated[
        bool,
        typer.Option("--lines", help="Standard input holds JSON lines: a text each, or an object with `message`."),
    ] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Say why.")] = False,
    encoder: Annotated[
        EncoderChoice, typer.Option("--encoder", help="`fast`, `accurate`, or fast where it is sure enough.")
    ] = EncoderChoice.auto,
    wrong_at_most: Annotated[
        float, typer.Option("--wrong-at-most", metavar="PART", help="The part of what is routed that may go wrong.")
    ] = 0.05,
    stage: StageOption = None,
    audience: AudienceOption = AudienceName.customer,
    assigned: AssignedOption = None,
    nobody_assigned: NobodyOption = False,
    fact: FactOption = None,
    current: CurrentOption = None,
    library: LibraryOption = None,
    json: JsonOption = False,
) -> int:
    """Route a message. The exit code is 3 if it goes to the fallback."""
    context = context_of(
        stage=stage, audience=audience, assigned=assigned, nobody=nobody_assigned, facts=fact, current=current
    )
    router = Router(opened(library, machine=json or lines), encoder=encoder.value, wrong_at_most=wrong_at_most)
    if lines:
        if message != _STDIN:
            error = "`--lines` reads standard input and takes no message besides; leave it out"
            raise FleetError(error)
        return _each(router, sys.stdin, context)
    route = router.route(sys.stdin.read() if message == _STDIN else message, context=context)
    if json:
        print_json(route.to_json())
    else:
        for line in said(route, explain=explain):
            print(line)
    return REFUSED if route.outcome == "fallback" else OK


def said(route: Route, *, explain: bool = False) -> Iterator[str]:
    """The lines for a person: the outcome, a line a leg, and with `explain` why."""
    yield route.outcome
    for leg in route.legs:
        where = f"{leg.lane} ({leg.confidence:.0%})" if leg.lane else "in no lane"
        yield f"  {leg.persona}: {where}"
        yield f"    {_cut(leg.text)}"
        if explain:
            yield from (f"    {visible(reason)}" for reason in leg.reasons)
    if route.question:
        yield f"ask: {route.question}"
    if explain:
        yield from (visible(reason) for reason in route.reasons)


def _each(router: Router, lines: Iterable[str], context: Context) -> int:
    """Route each line; print one JSON object a line."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            route = router.route(_message(line, number), context=context)
            print(json_.dumps(route.to_json(), ensure_ascii=False))
    return OK


def _message(line: str, number: int) -> str:
    try:
        found = json_.loads(line)
    except ValueError:
        found = None
    message = found.get("message") if isinstance(found, dict) else found
    if not isinstance(message, str):
        error = f"line {number} of standard input holds no message: {quoted(line)}; write a text in quotes"
        raise FleetError(error)
    return message


def _cut(text: str) -> str:
    line = visible(" ".join(text.split()))
    return line if len(line) <= _WIDE else f"{line[: _WIDE - 1]}…"
