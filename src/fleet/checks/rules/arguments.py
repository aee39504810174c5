"""A tool without an argument schema takes whatever a model writes."""

from __future__ import annotations

from collections.abc import Iterator

from fleet.checks.own import is_own
from fleet.diagnostics import Diagnostic, quoted
from fleet.library import Library


def unchecked(library: Library) -> Iterator[Diagnostic]:
    """A tool without ``args``."""
    tools = library.parts.draft.manifest.mapping.get("tools")
    for name, tool in library.tools.items():
        if tools is None or tool.args is not None or not is_own(library, tools.key(name)):
            continue
        yield Diagnostic(
            "FLT252",
            f"the arguments of tool {quoted(name)} are not checked",
            tools.key(name),
            note="with a schema the guard refuses arguments that are missing, extra or of another type",
            help="add `args: {type: object, properties: {account: {type: string}}, required: [account]}`"
            " with the arguments it takes",
        )
