"""The tools of LangChain by the names under which the guard knows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from langchain_core.tools import BaseTool

from fleet.diagnostics import quoted
from fleet.errors import FleetError, UnknownNameError
from fleet.spec import Tool


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
