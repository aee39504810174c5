"""What a persona may ever do, in whatever context: the tools that are shown to it, and whom work may go to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from langchain_core.tools import BaseTool

from fleet.diagnostics import quoted
from fleet.errors import FleetError, UnknownNameError
from fleet.library import Library
from fleet.relation import EFFECTS
from fleet.spec import Effect, Tool


def ever_in(library: Library, persona: str, lane: str) -> frozenset[Effect]:
    """The effects that the tools of a persona may have in a lane, in some context.

    >>> import fleet
    >>> sorted(ever_in(fleet.load(), "support-agent", "deal-negotiation"))
    []
    """
    if library.owners.get(lane) == persona:
        return EFFECTS["whole"]
    found: set[Effect] = {
        effect for one in library.grants.get((persona, lane), ()) for effect in EFFECTS[one.only or "whole"]
    }
    reads: frozenset[Effect] = frozenset({"read"}) if lane in library[persona].reads else frozenset()
    return reads | found


def ever_calls(library: Library, persona: str, tool: Tool) -> bool:
    """Whether a persona may call a tool in some context."""
    return tool.lane is None or tool.effect in ever_in(library, persona, tool.lane)


def known_names(
    tools: Sequence[BaseTool], known: Mapping[str, Tool], names: Mapping[str, str] | None
) -> dict[str, str]:
    """LangChain's name -> the guard's, for each tool.

    A tool is known by the name that `names` gives it, by its own, or by the one name that becomes its own where dots
    and hyphens are underscores, which is what many models take.

    Raises:
        UnknownNameError: for a tool that the guard does not know.
        FleetError: for a name that may be two tools of the guard.

    >>> import fleet
    >>> from langchain_core.tools import tool
    >>> @tool
    ... def tickets_resolve(id: int) -> str:
    ...     "Close a ticket."
    >>> known_names([tickets_resolve], fleet.load().tools, None)
    {'tickets_resolve': 'tickets.resolve'}
    """
    return {tool.name: _known_name(tool.name, known, names or {}) for tool in tools}


def meant(name: str, known: Mapping[str, Tool], names: Mapping[str, str] | None) -> str | None:
    """The guard's name of a tool that was called by any name; None if it is none of the guard's, or may be two.

    >>> import fleet
    >>> meant("tickets_resolve", fleet.load().tools, None), meant("tickets_reslove", fleet.load().tools, None)
    ('tickets.resolve', None)
    """
    try:
        return _known_name(name, known, names or {})
    except FleetError:
        return None


def _known_name(name: str, known: Mapping[str, Tool], names: Mapping[str, str]) -> str:
    asked = names.get(name, name)
    if asked in known:
        return asked
    alike = [one for one in known if one.replace(".", "_").replace("-", "_") == name]
    if name in names or not alike:
        raise UnknownNameError("tool", asked, known)
    if len(alike) > 1:
        message = f"the tool {quoted(name)} may be {' or '.join(map(quoted, alike))}; say which in `names`"
        raise FleetError(message)
    return alike[0]
