"""What happens in a fleet as lines of a terminal: where a message goes, what is decided, what is answered."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from fleet.cli.telling import decision_lines, told, told_more
from fleet.guard import Decision
from fleet.integrations.langgraph.watched import Happening
from fleet.routing import Route


def happening_lines(happening: Happening) -> Iterator[Text]:
    """What happens in a fleet, as it is shown."""
    if isinstance(happening, Route):
        yield from _route_lines(happening)
    elif isinstance(happening, Decision):
        yield from decision_lines(happening)
    else:
        first, *rest = happening.text.split("\n")
        yield told("answer", first)
        for line in filter(None, rest):
            yield told_more(line, style="")


def _route_lines(route: Route) -> Iterator[Text]:
    """Who takes which request of a message."""
    if route.outcome == "clarify":
        yield told("route", "asks first what is meant", "yellow")
        return
    for leg in route.legs:
        where = f" in {leg.lane} {leg.confidence:.0%}" if leg.lane else ""
        yield told("route", f"{leg.persona}{where}", "cyan")
